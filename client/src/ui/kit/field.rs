//! A field of a case, shown and written where it stands, whatever its kind.
//!
//! Reading comes first: a value is words until somebody presses it. There is no save button; what was written is sent
//! on a pause, on leaving the field and when the page is hidden, with the version it was written on, so that a stale
//! screen reverts nothing. Several versions appear side by side at the field.

mod chips;
pub(crate) mod draft;
mod editor;
pub(crate) mod folded;
mod parsed;
mod pick;
mod rebase;
mod taps;
mod versions;
mod view;
mod writing;

pub(crate) use view::FieldView;

use api::command::{Command, FieldChange};
use api::field::{FieldId, FieldSchema, FieldState, Place, Schema, SectionSchema, Sheet, Value};
use api::ids::{CaseId, Version};
use api::view::{MembersView, SiteView};
use std::rc::Rc;

/// What every field of one document has in common.
#[derive(Clone, PartialEq)]
pub(crate) struct Desk {
    /// The case.
    pub(crate) case: CaseId,
    /// The document.
    pub(crate) sheet: Sheet,
    /// What edits refer to.
    pub(crate) version: Version,
    /// May this person write?
    pub(crate) writable: bool,
    /// Everything that can be written.
    pub(crate) schema: Rc<Schema>,
    /// The people of the unit, if known.
    pub(crate) members: Option<Rc<MembersView>>,
    /// The sites.
    pub(crate) sites: Rc<Vec<SiteView>>,
}

impl Desk {
    /// The fields of a list, or of the root.
    pub(crate) fn section(&self, list: Option<&str>) -> Option<&SectionSchema> {
        self.schema
            .sections
            .iter()
            .find(|section| section.sheet == self.sheet && section.list.as_deref() == list)
    }

    /// The schema of one field.
    pub(crate) fn field(&self, list: Option<&str>, field: &str) -> Option<&FieldSchema> {
        self.section(list)?.fields.iter().find(|known| known.id == field)
    }

    /// The command that changes a field, made on the version `seen`.
    pub(crate) fn edit(&self, place: &Place, field: &FieldId, change: FieldChange, seen: Version) -> Command {
        Command::Edit {
            case: self.case,
            sheet: self.sheet,
            place: place.clone(),
            field: field.clone(),
            change,
            seen,
        }
    }
}

/// The value of a field among the states of its section.
pub(crate) fn value_of<'a>(fields: &'a [FieldState], id: &str) -> &'a Value {
    fields.iter().find(|field| field.id == id).map_or(&Value::NotAsked, |field| &field.value)
}

/// The words of a field that holds words; empty if it holds none.
pub(crate) fn words_of<'a>(fields: &'a [FieldState], id: &str) -> &'a str {
    if let Value::Text(text) = value_of(fields, id) { text } else { "" }
}
