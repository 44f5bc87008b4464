//! Cards: what lists, search and counters need of a document without opening it (A11).
//!
//! A card is a pure function of its document, the same bytes on every device that has the same changes. It always
//! fits: what is too long is cut, and the card says so with `more`; whoever needs the rest opens the document.
//! [`Card::full`] is the same projection uncut, for the index that a device keeps for itself.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    agenda::AppointmentCard,
    document::Document,
    ids::{CaseId, EntryId, MemberId},
    iso,
    schema::Month,
    view::{Deletion, DocumentView},
};

mod project;

use project::{Cut, project};

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
    /// Entries that lie in the trash, newest first.
    pub trash: Vec<TrashCard>,
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

/// One entry that lies in the trash and can be taken out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashCard {
    /// The list it belongs to.
    pub list: String,
    /// Its id.
    pub id: EntryId,
    /// Since when, and by whom.
    pub deleted: Deletion,
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
    #[serde(with = "iso::date::optional")]
    pub opened_on: Option<Date>,
    /// When it was closed.
    #[serde(with = "iso::date::optional")]
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
    #[serde(with = "iso::date::optional")]
    pub last_contact: Option<Date>,
    /// Since when the case lies in the trash, if it does.
    pub deleted: Option<Deletion>,
    /// Entries that lie in the trash, newest first.
    pub trash: Vec<TrashCard>,
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
    #[serde(with = "iso::date::optional")]
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
        let fitting = Cut::LADDER.into_iter().map(|cut| project(&view, cut));
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
        project(view, Cut { text_bytes: usize::MAX, n_entries: usize::MAX })
    }

    /// Does it leave out something that did not fit? Whoever lists what is in it opens the document first.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        match self {
            Self::Person(card) => card.more,
            Self::Case(card) => card.more,
            Self::Agenda(card) => card.more,
            Self::Directory(card) => card.more,
            Self::Settings(card) => card.more,
        }
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
        let card = Self::decode_kept(bytes)?;
        if card.encode() == bytes { Ok(card) } else { Err(CardError::Malformed) }
    }

    /// Can this program read these bytes, if they are a card?
    #[must_use]
    pub fn is_of_this_layout(bytes: &[u8]) -> bool {
        bytes.first() == Some(&LAYOUT)
    }

    /// Reads what this device encoded itself: nobody else had a chance to spell it otherwise.
    ///
    /// # Errors
    /// [`CardError`].
    pub fn decode_kept(bytes: &[u8]) -> Result<Self, CardError> {
        match bytes.split_first() {
            Some((&LAYOUT, rest)) => postcard::from_bytes(rest).map_err(|_| CardError::Malformed),
            Some((&layout, _)) if LAYOUT < layout => Err(CardError::TooNew(layout)),
            _ => Err(CardError::Malformed),
        }
    }
}

#[cfg(test)]
mod layout;
#[cfg(test)]
mod tests;
