//! Cases: make, find, open, write.

use crate::person::Person;
use anyhow::{Context, Result};

impl Person {
    /// Makes a case with a name only and stays in it; returns its path.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn makes_a_case(&self, name: &str) -> Result<String> {
        self.browser.goes_within("/faelle/neu").await?;
        self.browser.appears("#new-case-name").await?.send_keys(name).await?;
        self.browser.clicks("new-case-make").await?;
        self.browser.finds("heading", &format!("={name}")).await?;
        self.browser.runs("return location.pathname").await
    }

    /// Finds a case by typing and opens it from the list.
    ///
    /// # Errors
    /// If the list does not show it.
    pub async fn opens_the_case(&self, typed: &str, name: &str) -> Result<()> {
        self.goes_to_place("cases").await?;
        let search = self.browser.appears("#search").await?;
        Self::replaces(&search, typed).await?;
        self.browser.follows(&format!("={name}")).await?;
        self.browser.finds("heading", &format!("={name}")).await.map(drop)
    }

    /// Writes into a field where its value stands and waits until it is durable on this device.
    ///
    /// # Errors
    /// If there is no such field or it does not become saved.
    pub async fn writes(&self, field: &str, text: &str) -> Result<()> {
        let mark = format!("[data-field='{field}']");
        if !self.browser.has(&format!("{mark} input, {mark} textarea")).await? {
            self.browser.appears(&format!("{mark} .Field-value")).await?.click().await?;
        }
        let input = self.browser.appears(&format!("{mark} input, {mark} textarea")).await?;
        input.send_keys(text).await?;
        self.browser
            .appears(&format!("{mark} [data-safety=saved]"))
            .await
            .map(drop)
            .context("it is not called saved")
    }
}
