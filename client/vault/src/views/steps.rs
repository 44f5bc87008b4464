//! Next steps over all cases, from cards.

use super::{cases::CaseRow, value};
use api::{
    ids::{CaseId, EntryId},
    view::StepLine,
};
use casework::{MemberId, StepCard};
use jiff::civil::Date;

/// How far ahead *Heute* looks, in days.
const AHEAD_DAYS: i32 = 7;

/// The own open steps: those that are overdue or due today, and those of the coming week; each the earliest first.
///
/// A step is one's own if it names nobody else and the case is one's own, or if it names oneself.
pub(crate) fn own_steps<'a>(
    rows: impl Iterator<Item = CaseRow<'a>>,
    me: MemberId,
    today: Date,
) -> (Vec<StepLine>, Vec<StepLine>) {
    let mut dated: Vec<(Date, StepLine)> =
        rows.filter(|row| !row.is_removed()).flat_map(|row| of_case(&row, me, today)).collect();
    dated.sort_unstable_by_key(|(due, line)| (*due, line.entry));
    let (due, later): (Vec<_>, Vec<_>) =
        dated.into_iter().map(|(_, line)| line).partition(|line| 0 <= line.overdue_days);
    (due, later.into_iter().filter(|line| -AHEAD_DAYS <= line.overdue_days).collect())
}

fn of_case(row: &CaseRow<'_>, me: MemberId, today: Date) -> Vec<(Date, StepLine)> {
    let Some(file) = row.file.filter(|file| !file.is_closed) else { return Vec::new() };
    let own = |step: &&StepCard| step.responsible.or(file.responsible) == Some(me);
    let line = |step: &StepCard| {
        let due = step.due?;
        let line = StepLine {
            case: CaseId(row.id.0),
            title: row.title().to_owned(),
            entry: EntryId(step.id.0),
            text: step.text.clone(),
            due: Some(value::day(due)),
            overdue_days: (today - due).get_days(),
        };
        Some((due, line))
    };
    file.open_steps.iter().filter(own).filter_map(line).collect()
}
