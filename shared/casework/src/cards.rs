//! Cards: what lists, search and counters need of a document without opening it (A11).
//!
//! A card is a pure function of its document, the same bytes on every device that has the same changes. It always
//! fits: what is too long is cut, and the card says so with `more`; whoever needs the rest opens the document.
//! [`Card::full`] is the same projection uncut, for the index that a device keeps for itself.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    agenda::{self, AppointmentCard},
    document::Document,
    ids::{CaseId, EntryId, MemberId},
    schema::{Month, Subject},
    value::Value,
    view::{Deletion, DocumentView, EntryView},
};

/// Most bytes of an encoded card. With its vector of covered changes and its frame it stays within the wire's 4 KiB
/// for a workspace of fifty devices.
pub const CARD_BYTES: usize = 3_400;
/// First byte of every encoded card: the version of this layout.
const LAYOUT: u8 = 1;

/// The card of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Card {
    /// Of a person sheet.
    Person(PersonCard),
    /// Of a case file.
    Case(CaseCard),
    /// Of the agenda of a month.
    Agenda(AgendaCard),
    /// Of the directory.
    Directory(DirectoryCard),
    /// Of the unit's settings.
    Settings(SettingsCard),
}

/// Who the counselee is, how to find and reach them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCard {
    /// The case.
    pub case: CaseId,
    /// Full name as used.
    pub full_name: Option<String>,
    /// Pseudonym, where no name is wanted.
    pub pseudonym: Option<String>,
    /// Name as in documents.
    pub name_in_documents: Option<String>,
    /// Name in its own script.
    pub original_script_name: Option<String>,
    /// What the person likes to be called.
    pub call_name: Option<String>,
    /// How to address them.
    pub address_form: Option<String>,
    /// What the list is sorted by, where it is not the full name.
    pub sort_key: Option<String>,
    /// Typed parts and previous names, for search.
    pub other_names: Vec<String>,
    /// Languages, codes.
    pub languages: Vec<String>,
    /// Language of counselling, a code.
    pub counselling_language: Option<String>,
    /// Whether somebody must interpret.
    pub interpreter_needed: Option<bool>,
    /// Ways to reach them.
    pub reachability: Vec<ReachabilityCard>,
    /// Since when the sheet lies in the trash, if it does.
    pub deleted: Option<Deletion>,
    /// Whether a field has several versions.
    pub has_versions: bool,
    /// Whether something was cut.
    pub more: bool,
}

impl PersonCard {
    /// What a list calls the person: name, else pseudonym, else name in own script or documents.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        let names = [&self.full_name, &self.pseudonym, &self.original_script_name, &self.name_in_documents];
        names.into_iter().flatten().next().map(String::as_str)
    }
}

/// One way to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachabilityCard {
    /// A code of `reachability_kinds`.
    pub kind: Option<String>,
    /// Number, address.
    pub value: String,
    /// Codes of `reachability_permissions`.
    pub permission: Vec<String>,
    /// Whether it is the preferred one.
    pub preferred: bool,
}

/// How the case stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCard {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: Option<String>,
    /// Who is responsible.
    pub responsible: Option<MemberId>,
    /// Who substitutes.
    pub substitute: Option<MemberId>,
    /// Whether it is closed.
    pub is_closed: bool,
    /// When it was opened.
    pub opened_on: Option<Date>,
    /// When it was closed.
    pub closed_on: Option<Date>,
    /// Year of birth, from the year or the date.
    pub birth_year: Option<i16>,
    /// First nationality, a code.
    pub nationality: Option<String>,
    /// Place of residence.
    pub residence_place: Option<String>,
    /// Level of German, a code.
    pub german_level: Option<String>,
    /// The first qualification's German title or reference occupation.
    pub occupation: Option<String>,
    /// Where the first qualification was earned, a code.
    pub country_of_qualification: Option<String>,
    /// Open steps, the one due first in front; undated ones last.
    pub open_steps: Vec<StepCard>,
    /// How many steps are open.
    pub n_open_steps: u32,
    /// How many contacts there were.
    pub n_contacts: u32,
    /// When the last contact was.
    pub last_contact: Option<Date>,
    /// Since when the case lies in the trash, if it does.
    pub deleted: Option<Deletion>,
    /// Whether a field has several versions.
    pub has_versions: bool,
    /// Whether something was cut.
    pub more: bool,
}

/// One open step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCard {
    /// Its id.
    pub id: EntryId,
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub responsible: Option<MemberId>,
    /// Until when.
    pub due: Option<Date>,
}

/// The appointments of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaCard {
    /// The month.
    pub month: Month,
    /// Its appointments, by day and time.
    pub appointments: Vec<AppointmentCard>,
    /// How many there are.
    pub n_appointments: u32,
    /// Whether something was cut.
    pub more: bool,
}

/// The sites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryCard {
    /// The sites, by name.
    pub sites: Vec<SiteCard>,
    /// How many there are.
    pub n_sites: u32,
    /// Whether something was cut.
    pub more: bool,
}

/// One site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteCard {
    /// Its id.
    pub id: EntryId,
    /// Its name.
    pub name: String,
    /// The town it lies in.
    pub town: Option<String>,
}

/// The unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsCard {
    /// Its name.
    pub name: Option<String>,
    /// Its Land, a code of `laender`.
    pub land: Option<String>,
    /// Its staff.
    pub staff: Vec<StaffCard>,
    /// Whether something was cut.
    pub more: bool,
}

/// One of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffCard {
    /// The member.
    pub member: MemberId,
    /// How colleagues call them.
    pub name: String,
    /// What they do.
    pub role_label: Option<String>,
}

/// Why bytes are not a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// Written by a newer program.
    #[error("card layout {0} is newer than this program")]
    TooNew(u8),
    /// Not a card.
    #[error("not a card")]
    Malformed,
}

impl Card {
    /// The card of a document, cut to fit.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let view = document.view();
        let fitting = Cut::LADDER.into_iter().map(|cut| Self::project(&view, cut));
        let mut smallest = Self::full_of(&view);
        for card in fitting {
            smallest = card;
            if smallest.encode().len() <= CARD_BYTES {
                break;
            }
        }
        smallest
    }

    /// The same of a document, uncut.
    #[must_use]
    pub fn full(document: &Document) -> Self {
        Self::full_of(&document.view())
    }

    /// The same of a view, uncut.
    #[must_use]
    pub fn full_of(view: &DocumentView) -> Self {
        Self::project(view, Cut { text_bytes: usize::MAX, n_entries: usize::MAX })
    }

    /// The bytes that travel.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![LAYOUT];
        bytes.extend(postcard::to_allocvec(self).unwrap_or_default());
        bytes
    }

    /// Reads [`Card::encode`].
    ///
    /// # Errors
    /// [`CardError`]: one canonical encoding, anything else is refused.
    pub fn decode(bytes: &[u8]) -> Result<Self, CardError> {
        match bytes.split_first() {
            Some((&LAYOUT, rest)) => {
                let card: Self = postcard::from_bytes(rest).map_err(|_| CardError::Malformed)?;
                if card.encode() == bytes { Ok(card) } else { Err(CardError::Malformed) }
            }
            Some((&layout, _)) if LAYOUT < layout => Err(CardError::TooNew(layout)),
            _ => Err(CardError::Malformed),
        }
    }

    fn project(view: &DocumentView, cut: Cut) -> Self {
        let mut shears = Shears { cut, more: false };
        match view.subject {
            Subject::PersonSheet(case) => Self::Person(shears.person(view, case)),
            Subject::CaseFile(case) => Self::Case(shears.case(view, case)),
            Subject::Agenda(month) => Self::Agenda(shears.agenda(view, month)),
            Subject::Directory => Self::Directory(shears.directory(view)),
            Subject::UnitSettings => Self::Settings(shears.settings(view)),
        }
    }
}

/// How much of a document a card keeps.
#[derive(Clone, Copy)]
struct Cut {
    text_bytes: usize,
    n_entries: usize,
}

impl Cut {
    /// From hardly cut to surely small enough.
    const LADDER: [Self; 5] = [
        Self { text_bytes: usize::MAX, n_entries: 64 },
        Self { text_bytes: 400, n_entries: 24 },
        Self { text_bytes: 160, n_entries: 12 },
        Self { text_bytes: 80, n_entries: 8 },
        Self { text_bytes: 48, n_entries: 6 },
    ];
}

/// Cuts, and remembers whether it did.
struct Shears {
    cut: Cut,
    more: bool,
}

impl Shears {
    fn text(&mut self, text: &str) -> String {
        if text.len() <= self.cut.text_bytes {
            return text.to_owned();
        }
        self.more = true;
        let end = (0..=self.cut.text_bytes).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.get(..end).unwrap_or("").to_owned()
    }

    fn list<T>(&mut self, mut list: Vec<T>) -> Vec<T> {
        if self.cut.n_entries < list.len() {
            self.more = true;
            list.truncate(self.cut.n_entries);
        }
        list
    }

    fn root(&mut self, view: &DocumentView, id: &str) -> Option<String> {
        let text = view.field(id)?.answer.value()?.as_str()?;
        Some(self.text(text))
    }

    fn of_entry(&mut self, entry: &EntryView, id: &str) -> Option<String> {
        let text = entry.value(id)?.as_str()?;
        Some(self.text(text))
    }

    fn person(&mut self, view: &DocumentView, case: CaseId) -> PersonCard {
        let parts = view.live_entries("name_parts").filter_map(|entry| entry.value("name_part.value"));
        let previous =
            view.live_entries("previous_names").filter_map(|entry| entry.value("previous_name.value"));
        let other_names =
            parts.chain(previous).filter_map(Value::as_str).map(|name| self.text(name)).collect();
        let languages =
            view.live_entries("languages").filter_map(|entry| self.of_entry(entry, "language.code"));
        let languages = languages.collect();
        let reachability = view.live_entries("reachability").filter_map(|entry| self.reachability(entry));
        let reachability = reachability.collect();
        PersonCard {
            case,
            full_name: self.root(view, "person.full_name"),
            pseudonym: self.root(view, "person.pseudonym"),
            name_in_documents: self.root(view, "person.name_in_documents"),
            original_script_name: self.root(view, "person.original_script_name"),
            call_name: self.root(view, "person.call_name"),
            address_form: self.root(view, "person.address_form"),
            sort_key: self.root(view, "person.sort_key"),
            other_names: self.list(other_names),
            languages: self.list(languages),
            counselling_language: self.root(view, "person.counselling_language"),
            interpreter_needed: root_value(view, "person.interpreter_needed").and_then(Value::as_flag),
            reachability: self.list(reachability),
            deleted: view.deleted,
            has_versions: view.has_versions(),
            more: self.more,
        }
    }

    fn reachability(&mut self, entry: &EntryView) -> Option<ReachabilityCard> {
        let permission = match entry.value("reachability.permission") {
            Some(Value::Codes(codes)) => codes.clone(),
            _ => Vec::new(),
        };
        Some(ReachabilityCard {
            kind: self.of_entry(entry, "reachability.kind"),
            value: self.of_entry(entry, "reachability.value")?,
            permission: self.list(permission),
            preferred: entry.value("reachability.preferred").and_then(Value::as_flag).unwrap_or(false),
        })
    }

    fn case(&mut self, view: &DocumentView, case: CaseId) -> CaseCard {
        let steps = self.open_steps(view);
        let qualification = view.live_entries("qualifications").next();
        let mut of_qualification = |id| qualification.and_then(|entry| self.of_entry(entry, id));
        let occupation = of_qualification("qualification.reference_occupation");
        let occupation = occupation.or_else(|| of_qualification("qualification.title_german"));
        let country_of_qualification = of_qualification("qualification.country");
        let contacts = || view.live_entries("contacts");
        let date = |id| root_value(view, id).and_then(Value::as_date);
        let birth_year = root_value(view, "background.birth_year").and_then(Value::as_number);
        CaseCard {
            case,
            number: self.root(view, "case.number"),
            responsible: root_value(view, "case.responsible").and_then(Value::as_member),
            substitute: root_value(view, "case.substitute").and_then(Value::as_member),
            is_closed: root_value(view, "case.status").and_then(Value::as_str) == Some("closed"),
            opened_on: date("case.opened_on"),
            closed_on: date("case.closed_on"),
            birth_year: birth_year
                .and_then(|year| i16::try_from(year).ok())
                .or_else(|| date("background.birth_date").map(Date::year)),
            nationality: self.root(view, "background.nationality"),
            residence_place: self.root(view, "background.residence_place"),
            german_level: self.root(view, "german.level"),
            occupation,
            country_of_qualification,
            n_open_steps: count(steps.len()),
            open_steps: self.list(steps),
            n_contacts: count(contacts().count()),
            last_contact: contacts().filter_map(|entry| entry.value("contact.date")?.as_date()).max(),
            deleted: view.deleted,
            has_versions: view.has_versions(),
            more: self.more,
        }
    }

    fn open_steps(&mut self, view: &DocumentView) -> Vec<StepCard> {
        let open = view.live_entries("steps").filter(|entry| entry.value("step.done_on").is_none());
        let steps = open.map(|entry| StepCard {
            id: entry.id,
            text: self.of_entry(entry, "step.text").unwrap_or_default(),
            responsible: entry.value("step.responsible").and_then(Value::as_member),
            due: entry.value("step.due").and_then(Value::as_date),
        });
        let mut steps: Vec<_> = steps.collect();
        steps.sort_by_key(|step| (step.due.is_none(), step.due));
        steps
    }

    fn agenda(&mut self, view: &DocumentView, month: Month) -> AgendaCard {
        let joined = agenda::join(&[view]);
        let live = joined.iter().filter(|appointment| appointment.deleted.is_none());
        let cards = live.flat_map(agenda::Appointment::cards).filter(|card| Month::of(card.date) == month);
        let mut appointments: Vec<_> = cards.collect();
        appointments.sort_by_key(|card| (card.date, card.start, card.id));
        AgendaCard {
            month,
            n_appointments: count(appointments.len()),
            appointments: self.list(appointments),
            more: self.more,
        }
    }

    fn directory(&mut self, view: &DocumentView) -> DirectoryCard {
        let sites = view.live_entries("sites").map(|entry| SiteCard {
            id: entry.id,
            name: self.of_entry(entry, "site.name").unwrap_or_default(),
            town: self.of_entry(entry, "site.town"),
        });
        let mut sites: Vec<_> = sites.collect();
        sites.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        DirectoryCard { n_sites: count(sites.len()), sites: self.list(sites), more: self.more }
    }

    fn settings(&mut self, view: &DocumentView) -> SettingsCard {
        let staff = view.live_entries("staff").map(|entry| StaffCard {
            member: MemberId(entry.id.0),
            name: self.of_entry(entry, "staff.name").unwrap_or_default(),
            role_label: self.of_entry(entry, "staff.role_label"),
        });
        let staff = staff.collect();
        SettingsCard {
            name: self.root(view, "unit.name"),
            land: self.root(view, "unit.land"),
            staff: self.list(staff),
            more: self.more,
        }
    }
}

fn root_value<'a>(view: &'a DocumentView, id: &str) -> Option<&'a Value> {
    view.field(id)?.answer.value()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
