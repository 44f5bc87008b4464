//! First start, lock and joining.

use crate::person::Person;
use anyhow::{Context, Result, bail};

impl Person {
    /// Follows the relay's setup link to *Heute*.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn sets_up(&mut self, link: &str, unit: &str) -> Result<()> {
        self.founds(link, unit).await?;
        self.prints_the_kit().await?;
        self.proves_the_kit().await?;
        self.stands_in_today().await
    }

    /// Follows the relay's setup link until the recovery kit is asked for.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn founds(&mut self, link: &str, unit: &str) -> Result<()> {
        self.begins_to_found(link, unit).await?;
        self.takes_the_five_words().await?;
        self.browser.finds("heading", "kit").await.map(drop)
    }

    /// Follows the relay's setup link until a passphrase is asked for.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn begins_to_found(&self, link: &str, unit: &str) -> Result<()> {
        let (_, fragment) = link.split_once("/#").context("a setup link has a fragment")?;
        self.browser.goes_to(&format!("/#{fragment}")).await?;
        self.browser.types("own-name", self.name).await?;
        self.browser.types("unit-name", unit).await?;
        self.browser.clicks("continue").await
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

    /// Takes the five words that are proposed.
    ///
    /// # Errors
    /// If none are proposed.
    pub async fn takes_the_five_words(&mut self) -> Result<()> {
        self.takes_five_words_and("passphrase-done").await
    }

    /// Takes the five words that are proposed and presses this button.
    ///
    /// # Errors
    /// If none are proposed.
    pub async fn takes_five_words_and(&mut self, button: &str) -> Result<()> {
        self.browser.appears("#passphrase-proposal:not(:empty)").await?;
        self.passphrase =
            self.browser.runs("return document.querySelector('#passphrase-proposal').textContent").await?;
        self.browser.appears("#passphrase-again").await?.send_keys(&self.passphrase).await?;
        self.browser.clicks(button).await
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

    /// Opens the vault with the passphrase, one of several on this tablet.
    ///
    /// # Errors
    /// If it stays locked.
    pub async fn unlocks_as(&self, name: &str, passphrase: &str) -> Result<()> {
        self.browser.clicks(&format!("={name}")).await?;
        self.tries_to_unlock(passphrase).await?;
        self.browser.misses("button", "unlock").await
    }

    /// Types a passphrase that may be wrong.
    ///
    /// # Errors
    /// If the lock screen is not there.
    pub async fn tries_to_unlock(&self, passphrase: &str) -> Result<()> {
        let field = self.browser.appears("#passphrase").await?;
        Self::replaces(&field, passphrase).await?;
        self.browser.clicks("unlock").await
    }

    /// Tries a wrong passphrase again and again until the lock screen says this.
    ///
    /// # Errors
    /// If it never says so.
    pub async fn tries_until_it_says(&self, passphrase: &str, said: &str) -> Result<()> {
        for _ in 0..20 {
            self.tries_to_unlock(passphrase).await?;
            self.browser.appears("#passphrase[aria-invalid]").await?;
            let page: String = self.browser.runs("return document.body.innerText").await?;
            if page.contains(said) {
                return Ok(());
            }
        }
        bail!("the lock screen never says “{said}”")
    }

    /// Tries the right passphrase until nobody has to wait any more.
    ///
    /// # Errors
    /// If it stays locked.
    pub async fn tries_until_it_opens(&self, passphrase: &str) -> Result<()> {
        for _ in 0..20 {
            self.tries_to_unlock(passphrase).await?;
            let answered =
                "document.querySelector('.Shell') || document.querySelector('#passphrase[aria-invalid]')";
            self.browser.waits_until(answered).await?;
            if self.browser.has(".Shell").await? {
                return Ok(());
            }
        }
        bail!("it stays locked")
    }

    /// Is in front of the lock screen, also if it is the other tab that has it.
    ///
    /// # Errors
    /// If there is none.
    pub async fn is_back_at_the_lock(&self) -> Result<()> {
        let there = "document.querySelector('#passphrase') || document.querySelector('.Gate:not(#boot) h1')";
        self.browser.waits_until(there).await?;
        if !self.browser.has("#passphrase").await? {
            self.browser.clicks("other-tab-take-over").await?;
        }
        self.browser.appears("#passphrase").await.map(drop)
    }

    /// Locks the tablet.
    ///
    /// # Errors
    /// If the lock screen does not come.
    pub async fn locks(&self) -> Result<()> {
        self.browser.goes_within("/mehr/sicherheit").await?;
        self.browser.clicks("lock-now").await?;
        self.browser.finds("heading", "unlock-title").await.map(drop)
    }
}
