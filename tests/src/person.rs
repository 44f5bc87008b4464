//! Somebody with a browser.

use crate::browser::Browser;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

/// A person, their browser and what they know by heart.
#[derive(Debug)]
pub struct Person {
    /// What they are called.
    pub name: &'static str,
    /// Their browser.
    pub browser: Browser,
    /// Their passphrase, once chosen.
    pub passphrase: String,
    /// The words of their recovery kit, once on paper.
    pub kit: String,
}

impl Person {
    /// Somebody who sits down at a fresh browser.
    #[must_use]
    pub const fn at(browser: Browser, name: &'static str) -> Self {
        Self { name, browser, passphrase: String::new(), kit: String::new() }
    }

    /// Types into a field as people do when it held something: all of it is replaced.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn replaces(field: &WebElement, text: &str) -> WebDriverResult<()> {
        field.send_keys(Key::Control + "a").await?;
        field.send_keys(text).await
    }
}
