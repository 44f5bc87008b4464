//! The trash: what can still be restored, newest first.

use super::value;
use api::{
    field::Sheet,
    ids::{CaseId, EntryId},
    view::TrashLine,
};
use casework::{Deletion, TRASH_MS, TrashCard};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A whole case in the trash, if it can still be restored.
pub(crate) fn removed_case(
    case: casework::CaseId,
    title: &str,
    deletion: Deletion,
    now_ms: u64,
) -> Option<TrashLine> {
    line(case, title, None, deletion, now_ms)
}

/// Entries of a document that lie in the trash and can still be restored, as its card tells them.
pub(crate) fn removed_entries<'a>(
    (case, title): (casework::CaseId, &'a str),
    sheet: Sheet,
    removed: &'a [TrashCard],
    now_ms: u64,
) -> impl Iterator<Item = TrashLine> + 'a {
    removed.iter().filter_map(move |card| {
        let entry = (sheet, card.list.clone(), EntryId(card.id.0));
        line(case, title, Some(entry), card.deleted, now_ms)
    })
}

fn line(
    case: casework::CaseId,
    title: &str,
    entry: Option<(Sheet, String, EntryId)>,
    deletion: Deletion,
    now_ms: u64,
) -> Option<TrashLine> {
    deletion.is_restorable(now_ms).then(|| TrashLine {
        case: CaseId(case.0),
        title: title.to_owned(),
        entry,
        removed_at: value::moment(deletion.at_ms),
        days_left: u8::try_from(
            deletion.at_ms.saturating_add(TRASH_MS).saturating_sub(now_ms).div_ceil(DAY_MS),
        )
        .unwrap_or(u8::MAX),
    })
}
