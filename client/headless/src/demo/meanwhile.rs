//! What a colleague wrote meanwhile: a language level that stands in two versions (story F04), and a telephone number that changed
//! while its owner sat in counselling (F01).

use api::{
    command::Command,
    field::{EntryState, Place, Sheet, Value},
    ids::{CaseId, MemberId, Version},
    query::{CaseFilter, Query},
    view::{CaseView, View},
};

use super::write;
use crate::device::{Headless, HeadlessError};

/// The certificate is seen by whoever is responsible, while the substitute notes what was said on the telephone.
pub(super) async fn language_level(
    responsible: &Headless,
    (substitute, member): (&Headless, MemberId),
    case: CaseId,
) -> Result<(), HeadlessError> {
    let sheet = Sheet::CaseFile(case);
    let stand_in = Value::Member(member);
    responsible.command(write((sheet, Place::Root), "case.substitute", stand_in, Version::default())).await?;
    let is_substitute = |case: &CaseView| case.substitute == Some(member);
    let seen =
        shown(substitute, case, is_substitute).await?.file.map(|file| file.version).unwrap_or_default();
    for (device, level, evidence) in [(responsible, "c1", "certificate"), (substitute, "b2", "self")] {
        for (field, code) in [("german.level", level), ("german.evidence", evidence)] {
            let code = Value::Code(code.to_owned());
            device.command(write((sheet, Place::Root), field, code, seen.clone())).await?;
        }
    }
    Ok(())
}

/// Somebody in the office writes down the new number, and says why they looked into a colleague's case.
pub(super) async fn telephone(office: &Headless, case: CaseId) -> Result<(), HeadlessError> {
    shown(office, case, |_| true).await?;
    let reason = "asked_by_counselee".to_owned();
    office.command(Command::OpenForeignCase { case, reason, explanation: String::new() }).await?;
    let view = shown(office, case, |case| reachability(case).is_some()).await?;
    let Some(entry) = reachability(&view).map(|entry| entry.id) else { return Err(HeadlessError::Ended) };
    let place = Place::Entry("reachability".to_owned(), entry);
    let number = Value::Text("+49 1579 2300011".to_owned());
    let changed = write((Sheet::Person(case), place), "reachability.value", number, view.person.version);
    office.command(changed).await.map(drop)
}

fn reachability(case: &CaseView) -> Option<&EntryState> {
    case.person.lists.iter().find(|(list, _)| list == "reachability")?.1.first()
}

/// The case once it looks like this. It is in the list before it can be opened.
async fn shown(
    device: &Headless,
    case: CaseId,
    wanted: impl Fn(&CaseView) -> bool,
) -> Result<CaseView, HeadlessError> {
    let everything = CaseFilter { take: u32::MAX, ..CaseFilter::default() };
    let has_come =
        |view: &View| matches!(view, View::CaseList(list) if list.lines.iter().any(|line| line.id == case));
    device.until(Query::CaseList(everything), has_come).await?;
    let is_wanted = |view: &View| matches!(view, View::Case(case) if wanted(case));
    let View::Case(view) = device.until(Query::Case(case), is_wanted).await? else {
        return Err(HeadlessError::Ended);
    };
    Ok(*view)
}
