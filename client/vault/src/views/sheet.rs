//! A document on screen: its fields, their versions, its lists.

use super::value;
use api::{
    field::{EntryState, FieldState, FieldVersion},
    ids::{DeviceId, EntryId, MemberId, Version},
    view::{Access, SheetView},
};
use casework::{DeviceTag, DocumentView, EntryView, FieldView, ListView};

/// Who owns a device, as far as the chain says.
pub(crate) type Writers<'a> = dyn Fn(DeviceTag) -> Option<MemberId> + 'a;

/// Shows a document.
pub(crate) fn sheet(view: &DocumentView, writers: &Writers<'_>) -> SheetView {
    SheetView {
        version: Version(view.version.to_bytes()),
        root: fields(&view.root, writers),
        lists: view.lists.iter().map(|list| (list.id.to_owned(), entries(list, writers))).collect(),
        too_new: false,
        access: Access::Read,
    }
}

/// Live entries first, in the order in which they were made; the trash behind them.
fn entries(list: &ListView, writers: &Writers<'_>) -> Vec<EntryState> {
    let (live, trash): (Vec<_>, Vec<_>) = list.entries.iter().partition(|entry| entry.deleted.is_none());
    live.into_iter().chain(trash).map(|shown| entry(shown, writers)).collect()
}

fn entry(view: &EntryView, writers: &Writers<'_>) -> EntryState {
    EntryState {
        id: EntryId(view.id.0),
        fields: fields(&view.fields, writers),
        removed_at: view.deleted.map(|deletion| value::moment(deletion.at_ms)),
    }
}

/// Shows fields that stand together.
pub(crate) fn fields(views: &[FieldView], writers: &Writers<'_>) -> Vec<FieldState> {
    views.iter().map(|view| field(view, writers)).collect()
}

fn field(view: &FieldView, writers: &Writers<'_>) -> FieldState {
    let versions = view.versions.iter().map(|version| FieldVersion {
        value: value::show(&version.answer),
        by: writers(version.by),
        device: DeviceId(version.by.0),
        at: value::moment(version.at_ms),
    });
    FieldState {
        id: view.field.id.to_owned(),
        value: value::show(&view.answer),
        versions: versions.collect(),
    }
}
