//! The desk that a document lies on while it is read and written: which document, as of when, and the names it needs.

use crate::door::use_view;
use crate::ui::kit::loaded::known;
use api::command::{Command, FieldChange};
use api::field::{FieldId, FieldSchema, Place, Schema, SectionSchema, Sheet};
use api::ids::Version;
use api::query::Query;
use api::view::{Access, MembersView, SiteView};
use std::rc::Rc;
use yew::prelude::*;

/// What every field of one document has in common.
#[derive(Clone, PartialEq)]
pub(crate) struct Desk {
    /// The document.
    pub(crate) sheet: Sheet,
    /// What edits refer to.
    pub(crate) version: Version,
    /// May this person write?
    pub(crate) writable: bool,
    /// May this person choose one of several versions? Also in a closed case.
    pub(crate) settles: bool,
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
        let kind = self.sheet.kind();
        self.schema.sections.iter().find(|section| section.sheet == kind && section.list.as_deref() == list)
    }

    /// The schema of one field.
    pub(crate) fn field(&self, list: Option<&str>, field: &str) -> Option<&FieldSchema> {
        self.section(list)?.fields.iter().find(|known| known.id == field)
    }

    /// The command that changes a field, made on the version `seen`.
    pub(crate) fn edit(&self, place: &Place, field: &FieldId, change: FieldChange, seen: Version) -> Command {
        Command::Edit { sheet: self.sheet, place: place.clone(), field: field.clone(), change, seen }
    }
}

/// What every desk needs beside the document.
#[derive(Clone, PartialEq)]
pub(crate) struct Office {
    schema: Rc<Schema>,
    members: Option<Rc<MembersView>>,
    sites: Rc<Vec<SiteView>>,
}

impl Office {
    /// A desk for a document in this version.
    pub(crate) fn desk(&self, sheet: Sheet, version: &Version, access: Access) -> Rc<Desk> {
        let Self { schema, members, sites } = self.clone();
        let (writable, settles) = (access == Access::Write, access != Access::Read);
        Rc::new(Desk { sheet, version: version.clone(), writable, settles, schema, members, sites })
    }
}

/// The office, as soon as it is known what can be written.
#[hook]
pub(crate) fn use_office() -> Option<Office> {
    let schema = use_view::<Schema>(Query::Schema);
    let members = use_view::<MembersView>(Query::Members);
    let sites = use_view::<Vec<SiteView>>(Query::Sites);
    Some(Office {
        schema: known(&schema).cloned()?,
        members: known(&members).cloned(),
        sites: known(&sites).cloned().unwrap_or_default(),
    })
}
