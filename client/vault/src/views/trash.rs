//! The trash: what can still be restored, newest first.

use super::value;
use crate::translation::member_out;
use api::{
    field::Sheet,
    ids::{CaseId, EntryId},
    view::TrashLine,
};
use casework::{Deletion, TRASH_MS, TrashCard};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A case whose trash is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Of<'a> {
    pub(crate) case: casework::CaseId,
    pub(crate) title: &'a str,
    /// A colleague's, and no reason was given today.
    pub(crate) needs_reason: bool,
}

/// A whole case in the trash, if it can still be restored.
pub(crate) fn removed_case(of: Of<'_>, deletion: Deletion, now_ms: u64) -> Option<TrashLine> {
    line(of, None, deletion, now_ms)
}

/// Entries of a document that lie in the trash and can still be restored, as its card tells them.
pub(crate) fn removed_entries<'a>(
    of: Of<'a>,
    sheet: Sheet,
    removed: &'a [TrashCard],
    now_ms: u64,
) -> impl Iterator<Item = TrashLine> + 'a {
    removed.iter().filter_map(move |card| {
        let entry = (sheet, card.list.clone(), EntryId(card.id.0));
        line(of, Some(entry), card.deleted, now_ms)
    })
}

fn line(
    of: Of<'_>,
    entry: Option<(Sheet, String, EntryId)>,
    deletion: Deletion,
    now_ms: u64,
) -> Option<TrashLine> {
    deletion.is_restorable(now_ms).then(|| TrashLine {
        case: CaseId(of.case.0),
        title: of.title.to_owned(),
        entry,
        removed_at: value::moment(deletion.at_ms),
        removed_by: member_out(deletion.by),
        days_left: u8::try_from(
            deletion.at_ms.saturating_add(TRASH_MS).saturating_sub(now_ms).div_ceil(DAY_MS),
        )
        .unwrap_or(u8::MAX),
        needs_reason: of.needs_reason,
    })
}
