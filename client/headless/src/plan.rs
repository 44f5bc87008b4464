//! A case that is to be written: what a counsellor would type, step by step, and the typing itself.
//!
//! Corpus and demo describe cases as plans; a plan is written through the ordinary commands, one durable edit each.

use api::{
    command::{Command, Done, FieldChange},
    field::{Place, Sheet, Value},
    ids::{CaseId, Version},
    query::Query,
    view::View,
};

use crate::device::{Headless, HeadlessError};

/// A case to be.
#[derive(Clone, Debug, PartialEq)]
pub struct CasePlan {
    /// Full name as used; empty for a case with a pseudonym only.
    pub full_name: String,
    /// Pseudonym, or empty.
    pub pseudonym: String,
    /// What is written, in this order.
    pub steps: Vec<Step>,
}

/// One of the two documents of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseSheet {
    /// The person sheet.
    Person,
    /// The case file.
    File,
}

impl CaseSheet {
    const fn of(self, case: CaseId) -> Sheet {
        match self {
            Self::Person => Sheet::Person(case),
            Self::File => Sheet::CaseFile(case),
        }
    }
}

/// One thing that somebody writes.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A field of the document itself.
    Set(CaseSheet, &'static str, Value),
    /// An entry of a list, with its fields.
    Add(CaseSheet, &'static str, Vec<(&'static str, Value)>),
}

impl CasePlan {
    /// A case under its full name.
    #[must_use]
    pub fn named(full_name: &str) -> Self {
        Self { full_name: full_name.to_owned(), pseudonym: String::new(), steps: Vec::new() }
    }

    /// And a field of the person sheet.
    #[must_use]
    pub fn person(mut self, field: &'static str, value: Value) -> Self {
        self.steps.push(Step::Set(CaseSheet::Person, field, value));
        self
    }

    /// And a field of the case file.
    #[must_use]
    pub fn file(mut self, field: &'static str, value: Value) -> Self {
        self.steps.push(Step::Set(CaseSheet::File, field, value));
        self
    }

    /// And an entry.
    #[must_use]
    pub fn entry(mut self, sheet: CaseSheet, list: &'static str, fields: Vec<(&'static str, Value)>) -> Self {
        self.steps.push(Step::Add(sheet, list, fields));
        self
    }

    /// Writes the case on `device`.
    ///
    /// # Errors
    /// `Refused` with the vault's reason, `Ended`.
    pub async fn write(&self, device: &Headless) -> Result<CaseId, HeadlessError> {
        let new = Command::NewCase { full_name: self.full_name.clone(), pseudonym: self.pseudonym.clone() };
        let Done::Case(case) = device.command(new).await? else { return Err(HeadlessError::Ended) };
        self.write_steps(device, case).await?;
        Ok(case)
    }

    /// Writes only the steps, into a case that is there.
    ///
    /// # Errors
    /// `Refused` with the vault's reason, `Ended`.
    pub async fn write_steps(&self, device: &Headless, case: CaseId) -> Result<(), HeadlessError> {
        for step in &self.steps {
            device.command(step.command(device, case).await?).await?;
        }
        Ok(())
    }
}

impl Step {
    async fn command(&self, device: &Headless, case: CaseId) -> Result<Command, HeadlessError> {
        Ok(match self.clone() {
            Self::Set(sheet, field, value) => Command::Edit {
                sheet: sheet.of(case),
                place: Place::Root,
                field: field.to_owned(),
                change: FieldChange::Set(value),
                seen: seen(device, case, sheet).await?,
            },
            Self::Add(sheet, list, fields) => {
                let fields = fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
                Command::AddEntry { sheet: sheet.of(case), list: list.to_owned(), fields }
            }
        })
    }
}

/// The state of a document that a screen would show now.
async fn seen(device: &Headless, case: CaseId, sheet: CaseSheet) -> Result<Version, HeadlessError> {
    let View::Case(view) = device.query(Query::Case(case)).await? else { return Err(HeadlessError::Ended) };
    let sheet = if sheet == CaseSheet::Person { Some(view.person) } else { view.file };
    Ok(sheet.map(|sheet| sheet.version).unwrap_or_default())
}
