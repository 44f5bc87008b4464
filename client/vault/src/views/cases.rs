//! *Fälle*: one line per case, joined from the cards of its two documents (A11).

use api::{
    ids::{CaseId, MemberId},
    query::{CaseFilter, StatusFilter},
    view::{CaseLine, DocumentSync},
};
use casework::{CaseCard, PersonCard};

use super::value;

/// What is known of a case without opening it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CaseRow<'a> {
    pub(crate) id: casework::CaseId,
    /// Absent while its card has not come, or where this device may not read it.
    pub(crate) person: Option<&'a PersonCard>,
    /// Absent while its card has not come, or where this device may not read it.
    pub(crate) file: Option<&'a CaseCard>,
    /// The less advanced of its two documents.
    pub(crate) sync: DocumentSync,
}

impl CaseRow<'_> {
    /// Does it lie in the trash?
    pub(crate) fn is_removed(&self) -> bool {
        Standing::of(self.person, self.file).is_removed
    }

    fn is_open(&self) -> bool {
        !self.file.is_some_and(|file| file.is_closed)
    }

    fn responsible(&self) -> Option<MemberId> {
        self.file?.responsible.map(|member| MemberId(member.0))
    }

    /// What the case is called in lists: the name as used, else the pseudonym, else empty.
    pub(crate) fn title(&self) -> &str {
        self.person.and_then(PersonCard::title).unwrap_or_default()
    }
}

/// What filters ask of a case: kept beside its names, so that a letter of a search reads no card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    is_closed: bool,
    /// Does it lie in the trash?
    pub(crate) is_removed: bool,
    responsible: Option<MemberId>,
    substitute: Option<MemberId>,
}

impl Standing {
    /// From the case's cards.
    pub(crate) fn of(person: Option<&PersonCard>, file: Option<&CaseCard>) -> Self {
        let member = |member: casework::MemberId| MemberId(member.0);
        Self {
            is_closed: file.is_some_and(|file| file.is_closed),
            is_removed: file.is_some_and(|file| file.deleted.is_some())
                || person.is_some_and(|person| person.deleted.is_some()),
            responsible: file.and_then(|file| file.responsible).map(member),
            substitute: file.and_then(|file| file.substitute).map(member),
        }
    }

    /// Does the case belong into a list that is filtered so?
    pub(crate) fn fits(&self, filter: &CaseFilter, me: MemberId) -> bool {
        let status = match filter.status {
            StatusFilter::Open => !self.is_closed,
            StatusFilter::Closed => self.is_closed,
            StatusFilter::All => true,
        };
        let mine = !filter.mine || self.responsible == Some(me) || self.substitute == Some(me);
        status && mine && !self.is_removed
    }
}

/// One line.
pub(crate) fn case_line(row: &CaseRow<'_>) -> CaseLine {
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let person = row.person;
    CaseLine {
        id: CaseId(row.id.0),
        title: row.title().to_owned(),
        pseudonym: person.is_some_and(|person| person.full_name.is_none() && person.pseudonym.is_some()),
        original_script: text(person.and_then(|person| person.original_script_name.as_ref())),
        number: text(row.file.and_then(|file| file.number.as_ref())),
        occupation: text(row.file.and_then(|file| file.occupation.as_ref())),
        residence: text(row.file.and_then(|file| file.residence_place.as_ref())),
        open: row.is_open(),
        responsible: row.responsible(),
        next_due: row
            .file
            .and_then(|file| file.open_steps.iter().filter_map(|step| step.due).min())
            .map(value::day),
        conflict: person.is_some_and(|person| person.has_versions)
            || row.file.is_some_and(|file| file.has_versions),
        sync: row.sync,
    }
}
