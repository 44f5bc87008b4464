//! Fields: written where their values stand, whatever their kind.

use crate::person::Person;
use anyhow::{Context, Result};
use thirtyfour::prelude::*;

/// How somebody fills a field.
#[derive(Clone, Copy, Debug)]
pub enum Fill<'a> {
    /// Types instead of what stands there.
    Types(&'a str),
    /// Picks the option or chip of this number; the first real one is 1.
    Picks(usize),
    /// Taps the chip of this number among those that may stand together, beginning with 1.
    Ticks(usize),
}

impl Person {
    /// Writes into a text behind what stands there and waits until it is durable on this device.
    ///
    /// # Errors
    /// If there is no such field or it does not become saved.
    pub async fn writes(&self, field: &str, text: &str) -> Result<()> {
        let mark = self.opens_the_field(field).await?;
        self.browser.appears(&format!("{mark} .Input")).await?.send_keys(text).await?;
        self.browser
            .appears(&format!("{mark} [data-safety=saved]"))
            .await
            .map(drop)
            .context("it is not called saved")
    }

    /// Begins to write and is interrupted: not even a pause follows.
    ///
    /// # Errors
    /// If there is no such field.
    pub async fn begins_to_write(&self, field: &str, text: &str) -> Result<()> {
        let mark = self.opens_the_field(field).await?;
        Ok(self.browser.appears(&format!("{mark} .Input")).await?.send_keys(text).await?)
    }

    /// Fills a field, leaves it, and returns what it shows then.
    ///
    /// # Errors
    /// If there is no such field or it does not show anything afterwards.
    pub async fn fills(&self, field: &str, fill: Fill<'_>) -> Result<String> {
        let mark = self.opens_the_field(field).await?;
        match fill {
            Fill::Types(text) => {
                let input = self.browser.appears(&format!("{mark} .Input")).await?;
                Self::replaces(&input, text).await?;
                self.browser.appears(&format!("{mark} [data-safety=saved]")).await?;
                input.send_keys(Key::Escape).await?;
            }
            Fill::Picks(number) if self.browser.has(&format!("{mark} .Picks")).await? => {
                self.taps_the_chip(&mark, number).await?;
            }
            Fill::Picks(number) => self.picks(&mark, number).await?,
            Fill::Ticks(number) => {
                self.taps_the_chip(&mark, number).await?;
                if self.browser.has(&format!("{mark} .PickMany")).await? {
                    self.browser.appears(&format!("{mark} .PickMany > .Button")).await?.click().await?;
                }
            }
        }
        self.reads(field).await
    }

    /// Picks an option of a list and does not look at the field afterwards: it may have gone.
    ///
    /// # Errors
    /// If there is no such field or option.
    pub async fn picks_and_leaves(&self, field: &str, number: usize) -> Result<()> {
        let mark = self.opens_the_field(field).await?;
        let select = self.select(&mark, number).await?;
        // Where the page has taken the field away there is nothing to leave.
        drop(select.send_keys(Key::Escape).await);
        let closed = format!("!document.querySelector(`{mark} select`)");
        self.browser.waits_until(&closed).await
    }

    async fn picks(&self, mark: &str, number: usize) -> Result<()> {
        Ok(self.select(mark, number).await?.send_keys(Key::Escape).await?)
    }

    async fn select(&self, mark: &str, number: usize) -> Result<WebElement> {
        let select = self.browser.appears(&format!("{mark} select")).await?;
        let real = format!("option:nth-child({number} of :not([value='']):not([value='-']))");
        select.find(By::Css(real)).await?.click().await?;
        Ok(select)
    }

    /// What a field shows to whoever reads; it must show something.
    ///
    /// # Errors
    /// If there is no such field or nothing in it.
    pub async fn reads(&self, field: &str) -> Result<String> {
        let value =
            format!("[data-field='{field}'] :is(.Field-value:not([data-empty]), .Pick[aria-pressed=true])");
        self.browser.appears(&value).await?;
        let words = format!(
            "return [...document.querySelectorAll(`{value}`)].map(part => part.textContent).join(', ')"
        );
        self.browser.runs(&words).await
    }

    /// Taps a chip and waits until it is pressed.
    async fn taps_the_chip(&self, mark: &str, number: usize) -> Result<()> {
        let chip = format!("{mark} .Pick:nth-of-type({number})");
        self.browser.appears(&chip).await?.click().await?;
        self.browser.appears(&format!("{chip}[aria-pressed=true]")).await.map(drop)
    }

    /// Presses the value of a field unless it is open already; returns where the field is.
    async fn opens_the_field(&self, field: &str) -> Result<String> {
        self.puts_messages_away().await?;
        let mark = format!("[data-field='{field}']");
        self.unfolds_until(&mark).await?;
        if !self.browser.has(&format!("{mark} .Input, {mark} .Picks")).await? {
            self.browser.appears(&format!("{mark} .Field-value")).await?.click().await?;
        }
        Ok(mark)
    }

    /// Brings into sight what nobody asked yet, as long as the field is not there: the page may still be on its way.
    async fn unfolds_until(&self, mark: &str) -> Result<()> {
        let folded = "document.querySelectorAll('.Fields-foot [aria-expanded=false]')";
        self.browser
            .waits_until(&format!(
                "document.querySelector(`{mark}`) || {folded}.forEach((button) => button.click())"
            ))
            .await
    }

    /// Closes the messages at the foot of the page.
    async fn puts_messages_away(&self) -> Result<()> {
        let close =
            "document.querySelectorAll('.Toast .Button[data-bare]').forEach(button => button.click())";
        self.browser.runs::<()>(close).await?;
        self.browser.waits_until("!document.querySelector('.Toast')").await
    }
}
