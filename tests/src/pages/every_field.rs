//! Every field of the schema, and how somebody gets to where it is written. A field that no journey visits fails it.

use crate::person::Person;
use anyhow::{Context, Result};
use casework::schema::{self, DocumentKind, Entries, Found, ListSpec};
use std::collections::BTreeSet;

/// A place on a screen where fields stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A tab of the case.
    Tab(&'static str),
    /// The first site.
    Site,
    /// The unit.
    Unit,
    /// The first member.
    Member,
}

/// Every field that is written where it stands, each with a number of its own; what cases refer to comes first. Appointments have
/// a form, closing a case writes three fields, and what is only ever added to is written by the act itself.
pub fn editable_fields() -> impl Iterator<Item = (usize, Found)> {
    let documents = [
        DocumentKind::Directory,
        DocumentKind::UnitSettings,
        DocumentKind::PersonSheet,
        DocumentKind::CaseFile,
    ];
    let is_written_where_it_stands =
        |found: &Found| found.list.is_none_or(|list| list.entries == Entries::Edited) && !found.field.by_act;
    let fields = documents.into_iter().flat_map(|kind| kind.spec().fields());
    fields.filter(is_written_where_it_stands).enumerate()
}

/// The fields of an appointment.
pub fn appointment_fields() -> impl Iterator<Item = Found> {
    schema::fields().filter(|found| found.document == DocumentKind::Agenda)
}

/// Fields that no journey visited.
pub fn unvisited(visited: &BTreeSet<&str>) -> Vec<&'static str> {
    schema::fields().map(|found| found.field.id).filter(|id| !visited.contains(id)).collect()
}

/// The fields that are written where they stand, place by place.
#[must_use]
pub fn by_place() -> Vec<(Place, Vec<Found>)> {
    let mut places: Vec<(Place, Vec<Found>)> = Vec::new();
    for (_, found) in editable_fields() {
        let place = place_of(&found);
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, fields)) => fields.push(found),
            None => places.push((place, vec![found])),
        }
    }
    places
}

/// Where a field is written.
#[must_use]
pub fn place_of(found: &Found) -> Place {
    match (found.document, found.list.map(|list| list.id)) {
        (_, Some("steps")) => Place::Tab("ueberblick"),
        (_, Some("contacts")) => Place::Tab("kontakte"),
        (_, Some("qualifications")) => Place::Tab("abschluesse"),
        (DocumentKind::PersonSheet, _) => Place::Tab("person"),
        (DocumentKind::CaseFile | DocumentKind::Agenda, _) => Place::Tab("hintergrund"),
        (DocumentKind::Directory, _) => Place::Site,
        (DocumentKind::UnitSettings, None) => Place::Unit,
        (DocumentKind::UnitSettings, Some(_)) => Place::Member,
    }
}

impl Person {
    /// Goes to a place and makes sure that its fields are in sight. A reason is given where one is asked for.
    ///
    /// # Errors
    /// If it does not come.
    pub async fn stands_at(&self, case: &str, place: Place) -> Result<()> {
        match place {
            Place::Tab(tab) => {
                self.browser.goes_within(&format!("{case}/{tab}")).await?;
                self.browser.waits_until("document.querySelector('.Tabs, .Reasons button')").await?;
                self.gives_a_reason_if_asked().await?;
                self.browser.finds("link", &format!("tab-{tab}")).await?;
                if tab == "kontakte" { self.shows_all_of_the_contact().await } else { Ok(()) }
            }
            Place::Site => self.opens_the_first("/mehr/orte", ".Site").await,
            Place::Member => self.opens_the_first("/mehr/team", ".Member").await,
            Place::Unit => {
                self.browser.goes_within("/mehr/stelle").await?;
                self.browser.appears("[data-field='unit.imprint']").await.map(drop)
            }
        }
    }

    /// Says why, if the case on the screen is a colleague's.
    ///
    /// # Errors
    /// If that does not open it.
    pub async fn gives_a_reason_if_asked(&self) -> Result<()> {
        if self.browser.has(".Reasons button").await? {
            self.browser.appears(".Reasons button").await?.click().await?;
            self.browser.waits_until("!document.querySelector('.Reasons')").await?;
        }
        Ok(())
    }

    async fn opens_the_first(&self, address: &str, line: &str) -> Result<()> {
        self.browser.goes_within(address).await?;
        self.browser.appears(line).await?;
        if !self.browser.has(&format!("{line}:first-child .Fields")).await? {
            let button = format!("{line}:first-child button[aria-expanded=false]");
            self.browser.appears(&button).await?.click().await?;
        }
        self.browser.appears(&format!("{line}:first-child .Fields")).await.map(drop)
    }

    /// Makes one entry in every list of the case.
    ///
    /// # Errors
    /// If its fields do not come.
    pub async fn makes_every_entry(&self, case: &str) -> Result<()> {
        let mut lists: Vec<(&str, &'static ListSpec)> = Vec::new();
        for (_, found) in editable_fields() {
            if let (Place::Tab(tab), Some(list)) = (place_of(&found), found.list) {
                lists.push((tab, list));
            }
        }
        lists.dedup();
        for (tab, list) in lists {
            self.browser.goes_within(&format!("{case}/{tab}")).await?;
            if list.id == "contacts" {
                self.browser.clicks("record-contact").await?;
                self.browser.appears(".Contact").await?;
            } else {
                let first = list.fields.first().context("an entry has fields")?.id;
                self.browser.clicks(&format!("list-{}-add", list.id)).await?;
                self.browser.appears(&format!("[data-field='{first}']")).await?;
            }
        }
        Ok(())
    }
}
