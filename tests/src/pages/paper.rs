//! The recovery kit: printed, proven, and used when everything else is lost.

use crate::person::Person;
use anyhow::Result;

impl Person {
    /// Makes a recovery kit and keeps its words, as they stand on the page, as if on paper.
    ///
    /// # Errors
    /// If no words are shown.
    pub async fn prints_the_kit(&mut self) -> Result<()> {
        self.browser.clicks("kit-make").await?;
        self.kit = self.browser.reads(".RecoveryKit .Words").await?;
        self.browser.clicks("kit-hide").await
    }

    /// Types the words from paper.
    ///
    /// # Errors
    /// If nobody asks for them.
    pub async fn proves_the_kit(&self) -> Result<()> {
        self.browser.types("kit-words", &self.kit).await?;
        self.browser.clicks("kit-check").await
    }

    /// Begins in a fresh browser with nothing but the words from paper.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn comes_back_from_paper(&mut self, kit: &str) -> Result<()> {
        self.begins_from_paper(kit).await?;
        self.takes_the_five_words().await?;
        self.stands_in_today().await
    }

    /// Types the words from paper in a fresh browser until a passphrase is asked for.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn begins_from_paper(&self, kit: &str) -> Result<()> {
        self.types_the_paper(kit).await?;
        self.browser.clicks("continue").await?;
        self.browser.appears("#passphrase-proposal:not(:empty)").await.map(drop)
    }

    /// Types the words, and sends nothing yet.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn types_the_paper(&self, kit: &str) -> Result<()> {
        self.browser.goes_to("/").await?;
        self.browser.clicks("begin-with-kit").await?;
        self.browser.types("kit-words", kit).await
    }
}
