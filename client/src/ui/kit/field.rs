//! A field of a document, shown and written where it stands, whatever its kind.
//!
//! Reading comes first: a value is words until somebody presses it. There is no save button; what was written is sent
//! on a pause, on leaving the field and when the page is hidden, with the version it was written on, so that a stale
//! screen reverts nothing. Several versions appear side by side at the field.

mod chips;
mod desk;
pub(crate) mod draft;
mod editor;
mod entry;
pub(crate) mod folded;
mod parsed;
mod pick;
mod rebase;
mod taps;
mod versions;
mod view;
mod writing;

pub(crate) use desk::{Desk, use_office};
pub(crate) use entry::EntryFields;
pub(crate) use versions::Versions;
pub(crate) use view::FieldView;

use api::field::{EntryState, FieldKind, FieldState, Schema, Value};
use api::view::SheetView;

/// The value of a field among the states of its section.
pub(crate) fn value_of<'a>(fields: &'a [FieldState], id: &str) -> &'a Value {
    fields.iter().find(|field| field.id == id).map_or(&Value::NotAsked, |field| &field.value)
}

/// The words of a field that holds words; empty if it holds none.
pub(crate) fn words_of<'a>(fields: &'a [FieldState], id: &str) -> &'a str {
    if let Value::Text(text) = value_of(fields, id) { text } else { "" }
}

/// The entries of a list that are not in the trash.
pub(crate) fn entries(sheet: &SheetView, list: &str) -> Vec<EntryState> {
    let found = sheet.lists.iter().find(|(name, _)| name == list);
    found
        .map(|(_, entries)| entries.iter().filter(|entry| entry.removed_at.is_none()).cloned().collect())
        .unwrap_or_default()
}

/// Did two people say different things somewhere among these?
pub(crate) fn has_versions(fields: &[FieldState]) -> bool {
    fields.iter().any(|field| !field.versions.is_empty())
}

/// The codes that a field offers, each with its list.
pub(crate) fn codes(schema: &Schema, field: &str) -> Vec<(String, String)> {
    let found = schema.sections.iter().flat_map(|section| &section.fields).find(|known| known.id == field);
    match found.map(|field| &field.kind) {
        Some(FieldKind::Code { list, codes }) => {
            codes.iter().map(|code| (list.clone(), code.clone())).collect()
        }
        _ => Vec::new(),
    }
}
