//! *Verlauf*: who changed what, newest first, over both documents of a case and its appointments.

use super::{sheet::Writers, value};
use api::{
    field::{Place, SheetKind},
    ids::{DeviceId, EntryId},
    view::{HistoryLine, HistoryWhat},
};
use casework::{HistoryChange, HistoryEntry, What};

/// Most lines shown at once.
pub(crate) const LINES: usize = 500;

/// The lines of these documents, merged by time.
pub(crate) fn history(changes: &[(SheetKind, Vec<HistoryEntry>)], writers: &Writers<'_>) -> Vec<HistoryLine> {
    let entries =
        changes.iter().flat_map(|(sheet, entries)| entries.iter().map(move |entry| (*sheet, entry)));
    let mut all: Vec<HistoryLine> = entries.flat_map(|(sheet, entry)| lines(sheet, entry, writers)).collect();
    all.sort_by_key(|line| std::cmp::Reverse(line.at));
    all.truncate(LINES);
    all
}

fn lines<'a>(
    sheet: SheetKind,
    entry: &'a HistoryEntry,
    writers: &'a Writers<'_>,
) -> impl Iterator<Item = HistoryLine> + 'a {
    entry.changes.iter().map(move |change| HistoryLine {
        at: value::moment(entry.at_ms),
        by: writers(entry.by),
        device: DeviceId(entry.by.0),
        sheet,
        place: place(change),
        what: what(&change.what),
    })
}

fn place(change: &HistoryChange) -> Place {
    match (change.place, change.list) {
        (Some(entry), Some(list)) => Place::Entry(list.id.to_owned(), EntryId(entry.0)),
        (None, _) | (_, None) => Place::Root,
    }
}

fn what(what: &What) -> HistoryWhat {
    match what {
        What::Answered { field, before, after } => HistoryWhat::Answered {
            field: field.id.to_owned(),
            before: value::show(before),
            after: value::show(after),
        },
        What::Wrote { field, n_added, n_removed } => HistoryWhat::Wrote {
            field: field.id.to_owned(),
            added: u32::try_from(*n_added).unwrap_or(u32::MAX),
            removed: u32::try_from(*n_removed).unwrap_or(u32::MAX),
        },
        What::Made => HistoryWhat::Made,
        What::Removed => HistoryWhat::Removed,
        What::Restored => HistoryWhat::Restored,
    }
}
