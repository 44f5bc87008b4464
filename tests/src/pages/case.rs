//! Cases: make, find, open, write.

use crate::person::Person;
use anyhow::{Context, Result};

impl Person {
    /// Makes a case with a name only and stays in it; returns where it is: `/faelle/<id>`.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn makes_a_case(&self, name: &str) -> Result<String> {
        self.browser.goes_within("/faelle/neu").await?;
        self.browser.appears("#new-case-name").await?.send_keys(name).await?;
        self.browser.clicks("new-case-make").await?;
        self.browser.finds("heading", &format!("={name}")).await?;
        self.browser.waits_until("location.pathname.endsWith('/ueberblick')").await?;
        let path: String = self.browser.runs("return location.pathname").await?;
        let (case, _tab) = path.rsplit_once('/').context("a case has a tab")?;
        Ok(case.to_owned())
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

    /// Opens a colleague's case and says why.
    ///
    /// # Errors
    /// If nobody asks for a reason.
    pub async fn opens_a_colleagues_case(&self, typed: &str, name: &str) -> Result<()> {
        self.opens_the_case(typed, name).await?;
        self.browser.appears(".Reasons button").await?.click().await?;
        self.browser.follows("tab-kontakte").await.context("the reason does not open the case")
    }

    /// Makes an appointment of the open case for today at this time.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn makes_an_appointment_at(&self, time: &str) -> Result<()> {
        self.browser.follows("tab-ueberblick").await?;
        self.browser.appears(".Overview").await?;
        self.browser.follows("new-appointment").await?;
        self.browser.appears("#appointment-start").await?.send_keys(time).await?;
        self.browser.clicks("new-appointment-make").await?;
        self.browser.appears(".Overview").await?;
        self.browser.sees(time).await
    }

    /// Shows everything that can be said about the contact on the screen.
    ///
    /// # Errors
    /// If there is no contact.
    pub async fn shows_all_of_the_contact(&self) -> Result<()> {
        self.browser.appears(".Contact").await?;
        if !self.browser.has(".Contact .Fields").await? {
            self.browser.clicks("contact-show-fields").await?;
        }
        self.browser.appears(".Contact .Fields").await?;
        if !self.browser.has("[data-field='contact.summary']").await? {
            self.browser.appears(".Contact .Fields-foot button[aria-expanded=false]").await?.click().await?;
        }
        self.browser.appears("[data-field='contact.summary']").await.map(drop)
    }

    /// Closes the open case for a reason.
    ///
    /// # Errors
    /// If a step does not show what it should.
    pub async fn closes_the_case(&self, reason: &str) -> Result<()> {
        self.browser.clicks("case-menu").await?;
        self.browser.clicks("case-close").await?;
        self.browser.chooses("field-case-closing_reason", reason).await?;
        self.browser.appears("dialog [data-kind=primary]").await?.click().await.map_err(Into::into)
    }

    /// Opens the closed case on the screen again.
    ///
    /// # Errors
    /// If its menu does not offer it.
    pub async fn reopens_the_case(&self) -> Result<()> {
        self.browser.clicks("case-menu").await?;
        self.browser.clicks("case-reopen").await
    }
}
