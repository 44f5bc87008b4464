//! The day: free slots, made and given away.

use crate::{locale::text, person::Person};
use anyhow::Result;
use thirtyfour::prelude::*;

/// Everything that the form of an appointment takes; options are named as anywhere, by key or after `=`.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The day, as typed.
    pub day: &'static str,
    /// The time, as typed.
    pub start: &'static str,
    /// The length, as typed.
    pub minutes: &'static str,
    /// Whose case it is given to.
    pub case: &'static str,
    /// With whom.
    pub counsellor: &'static str,
    /// What for.
    pub kind: &'static str,
    /// Where.
    pub site: &'static str,
}

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
        self.chooses_the_case(name).await?;
        self.puts_the_appointment().await?;
        self.browser.finds("link", &format!("={name}")).await.map(drop)
    }

    /// Changes everything about the free slot of today.
    ///
    /// # Errors
    /// If there is none, or the form does not take it.
    pub async fn changes_all_of_the_slot(&self, change: &Change) -> Result<()> {
        self.goes_to_place("today").await?;
        self.presses_in_the_menu(".Slot[data-free] .Menu", text("appointment-move")?).await?;
        for (field, typed) in [("day", change.day), ("start", change.start), ("minutes", change.minutes)] {
            Self::replaces(&self.browser.appears(&format!("#appointment-{field}")).await?, typed).await?;
        }
        self.chooses_the_case(change.case).await?;
        let choices = [("counsellor", change.counsellor), ("kind", change.kind), ("site", change.site)];
        for (field, option) in choices {
            self.browser.chooses(&format!("field-appointment-{field}"), option).await?;
        }
        self.puts_the_appointment().await
    }

    /// Moves the only appointment in the list on the screen to another time of its day, by its menu.
    ///
    /// # Errors
    /// If there is none, or the form does not take it.
    pub async fn moves_the_appointment_to(&self, time: &str) -> Result<()> {
        self.presses_in_the_menu(".AppointmentLine .Menu", text("appointment-move")?).await?;
        Self::replaces(&self.browser.appears("#appointment-start").await?, time).await?;
        self.puts_the_appointment().await
    }

    /// Says what became of the only appointment in the list on the screen; a code of the list `appointment_status`.
    ///
    /// # Errors
    /// If there is none, or it is not said.
    pub async fn says_of_the_appointment(&self, status: &str) -> Result<()> {
        let said = text(&format!("code-appointment_status-{status}"))?;
        self.presses_in_the_menu(".AppointmentLine .Menu", said).await?;
        let is_said = format!(
            "[...document.querySelectorAll('.AppointmentLine .Chip')].some(chip => chip.textContent === '{said}')"
        );
        self.browser.waits_until(&is_said).await
    }

    /// Finds a case for the appointment in the dialog by its name.
    async fn chooses_the_case(&self, name: &str) -> Result<()> {
        self.browser.clicks("appointment-choose-case").await?;
        self.browser.appears("dialog .CasePicker input").await?.send_keys(name).await?;
        Ok(self.browser.appears("dialog .CasePicker li:only-child button").await?.click().await?)
    }

    async fn puts_the_appointment(&self) -> Result<()> {
        self.browser.clicks("put-appointment").await?;
        self.browser.waits_until("!document.querySelector('dialog')").await
    }

    /// Opens a menu and presses the button in it that says this.
    async fn presses_in_the_menu(&self, menu: &str, said: &str) -> Result<()> {
        self.browser.appears(&format!("{menu} > summary")).await?.click().await?;
        let button = format!(".//button[normalize-space(.)='{said}']");
        let menu = self.browser.appears(menu).await?;
        Ok(menu.find(By::XPath(button)).await?.click().await?)
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
