//! First start, lock and joining.

use crate::person::Person;
use anyhow::{Context, Result};

impl Person {
    /// Follows the relay's setup link to *Heute*.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn sets_up(&mut self, link: &str, unit: &str) -> Result<()> {
        let (_, fragment) = link.split_once("/#").context("a setup link has a fragment")?;
        self.browser.goes_to(&format!("/#{fragment}")).await?;
        self.browser.types("own-name", self.name).await?;
        self.browser.types("unit-name", unit).await?;
        self.browser.clicks("continue").await?;
        self.takes_the_five_words().await?;
        self.stands_in_today().await
    }

    /// Follows an invitation's link and waits with six words.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn accepts(&mut self, link: &str) -> Result<Vec<String>> {
        let (_, fragment) = link.split_once("/#").context("an invitation has a fragment")?;
        self.browser.goes_to(&format!("/#{fragment}")).await?;
        self.browser.types("own-name", self.name).await?;
        self.browser.clicks("continue").await?;
        self.takes_the_five_words().await?;
        self.browser.finds("heading", "joining-title").await?;
        self.six_words().await
    }

    /// The six words on the screen.
    ///
    /// # Errors
    /// If there are none.
    pub async fn six_words(&self) -> Result<Vec<String>> {
        self.browser.appears(".SixWords li:nth-child(6)").await?;
        self.browser
            .runs("return [...document.querySelectorAll('.SixWords li')].map(word => word.textContent)")
            .await
    }

    async fn takes_the_five_words(&mut self) -> Result<()> {
        self.browser.appears("#passphrase-proposal:not(:empty)").await?;
        self.passphrase =
            self.browser.runs("return document.querySelector('#passphrase-proposal').textContent").await?;
        self.browser.appears("#passphrase-again").await?.send_keys(&self.passphrase).await?;
        self.browser.clicks("passphrase-done").await
    }

    /// Waits until the day is on the screen.
    ///
    /// # Errors
    /// If it does not come.
    pub async fn stands_in_today(&self) -> Result<()> {
        self.browser.finds("heading", "today").await.map(drop)
    }

    /// Opens the vault with the passphrase.
    ///
    /// # Errors
    /// If it stays locked.
    pub async fn unlocks(&self) -> Result<()> {
        self.browser.appears("#passphrase").await?.send_keys(&self.passphrase).await?;
        self.browser.clicks("unlock").await?;
        self.browser.misses("button", "unlock").await
    }

    /// Locks the tablet.
    ///
    /// # Errors
    /// If the lock screen does not come.
    pub async fn locks(&self) -> Result<()> {
        self.browser.goes_within("/mehr/sicherheit").await?;
        self.browser.clicks("lock-now").await?;
        self.browser.appears("#passphrase").await.map(drop)
    }
}
