//! Members: invite, compare, admit.

use crate::person::Person;
use anyhow::{Result, bail};

impl Person {
    /// Invites a colleague and returns the link.
    ///
    /// # Errors
    /// If no link is shown.
    pub async fn invites_a_colleague(&self) -> Result<String> {
        self.browser.goes_within("/mehr/team").await?;
        self.browser.clicks("invite-person").await?;
        self.browser.appears(".Invitation-link").await?;
        self.browser.runs("return document.querySelector('.Invitation-link').textContent").await
    }

    /// Compares the six words and lets the joiner in.
    ///
    /// # Errors
    /// If the words differ or nobody waits.
    pub async fn admits_whoever_says(&self, words: &[String]) -> Result<()> {
        if self.six_words().await? != words {
            bail!("the six words differ");
        }
        self.browser.clicks("joiner-admit").await?;
        self.browser.misses("button", "joiner-admit").await
    }
}
