//! Getting about: the five places, the badge.

use crate::person::Person;
use anyhow::Result;

impl Person {
    /// Goes to one of the five places by its link.
    ///
    /// # Errors
    /// If there is no such link, or its screen does not come.
    pub async fn goes_to_place(&self, key: &str) -> Result<()> {
        self.browser.follows(key).await?;
        self.browser.finds("heading", key).await.map(drop)
    }

    /// Waits until the badge says that everything is at the relay.
    ///
    /// # Errors
    /// If it does not say so.
    pub async fn is_in_sync(&self) -> Result<()> {
        self.browser.appears(".SyncBadge[data-kind=good]").await.map(drop)
    }

    /// Waits until the badge says that there is no network.
    ///
    /// # Errors
    /// If it does not say so.
    pub async fn is_offline(&self) -> Result<()> {
        self.browser.sees("Offline").await
    }

    /// Adds a site where counselling happens.
    ///
    /// # Errors
    /// If the list does not show it.
    pub async fn adds_a_site(&self, name: &str, room: &str) -> Result<()> {
        self.browser.goes_within("/mehr/orte").await?;
        self.browser.appears("#site-name").await?.send_keys(name).await?;
        self.browser.appears("#site-room").await?.send_keys(room).await?;
        self.browser.clicks("site-add").await?;
        self.browser.waits_until("document.querySelector('#site-name').value === ''").await?;
        self.browser.sees(name).await
    }
}
