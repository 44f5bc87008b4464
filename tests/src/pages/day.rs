//! The day: free slots, made and given away.

use crate::person::Person;
use anyhow::Result;

impl Person {
    /// Keeps a time of today free for whoever comes.
    ///
    /// # Errors
    /// If the day does not show it.
    pub async fn keeps_a_slot_free_at(&self, time: &str) -> Result<()> {
        self.goes_to_place("today").await?;
        self.browser.follows("new-appointment").await?;
        self.browser.appears("#appointment-start").await?.send_keys(time).await?;
        self.browser.clicks("new-appointment-make").await?;
        self.stands_in_today().await?;
        self.browser.appears(".Slot[data-free]").await.map(drop)
    }

    /// Gives the free slot of today to somebody whose case is here.
    ///
    /// # Errors
    /// If there is no free slot or no such case.
    pub async fn gives_the_free_slot_to(&self, name: &str) -> Result<()> {
        self.goes_to_place("today").await?;
        self.browser.clicks("slot-give").await?;
        self.browser.clicks("appointment-choose-case").await?;
        self.browser.appears("dialog .CasePicker input").await?.send_keys(name).await?;
        self.browser.appears("dialog .CasePicker li:only-child button").await?.click().await?;
        self.browser.clicks("put-appointment").await?;
        self.browser.waits_until("!document.querySelector('dialog')").await?;
        self.browser.finds("link", &format!("={name}")).await.map(drop)
    }

    /// Sees exactly these people, in the order of the alphabet, in those slots of today that are marked as overlapping.
    ///
    /// # Errors
    /// If others are.
    pub async fn sees_overlaps_of(&self, names: &[&str]) -> Result<()> {
        self.goes_to_place("today").await?;
        let marked = crate::locale::text("overlaps")?;
        let found = format!(
            "JSON.stringify([...document.querySelectorAll('.Slot')].filter(slot => slot.textContent.includes('{marked}'))
                .map(slot => slot.querySelector('.Slot-name').textContent).sort()) === JSON.stringify({})",
            serde_json::to_string(names)?
        );
        self.browser.waits_until(&found).await
    }
}
