//! The shape of every document, as tables.
//!
//! A document holds fields at its root and entries in lists; an entry holds fields. Each field has one stable id
//! for ever (`contact.mode`), a kind and a place. Edits, views, cards, history, search and the tests over "every
//! field" all read these tables, so a new field is one line here. Labels live in the locales of the client.

use serde::{Deserialize, Serialize};

use crate::ids::CaseId;

mod case_file;
mod codes;
mod counselling_codes;
mod countries;
mod languages;
mod person_sheet;
mod unit;

pub use codes::{Code, CodeList};

/// The version of these tables. A change tells it in its envelope; a newer one is refused, never guessed at (A7).
pub const SCHEMA: u16 = 1;
/// The oldest schema whose readers may show what this build writes.
pub const MIN_READER: u16 = 1;

/// The kinds of documents. The numbers are part of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum DocumentKind {
    /// Names, languages and reachability of a counselee; home: reception.
    PersonSheet = 1,
    /// Everything else about a case; home: unit.
    CaseFile = 2,
    /// The appointments of one unit in one civil month; home: reception.
    Agenda = 3,
    /// The outreach sites; home: directory.
    Directory = 4,
    /// Name, Land, staff and carrier texts of the unit; home: directory, so that everybody may print them.
    UnitSettings = 5,
}

impl DocumentKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 5] =
        [Self::PersonSheet, Self::CaseFile, Self::Agenda, Self::Directory, Self::UnitSettings];

    /// The number that stands in the format.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The kind with this number, if this build knows it.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The tables of this kind.
    #[must_use]
    pub const fn spec(self) -> &'static DocumentSpec {
        match self {
            Self::PersonSheet => &person_sheet::SPEC,
            Self::CaseFile => &case_file::SPEC,
            Self::Agenda => &unit::AGENDA,
            Self::Directory => &unit::DIRECTORY,
            Self::UnitSettings => &unit::SETTINGS,
        }
    }
}

/// A civil month, the reach of one agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month that `date` lies in.
    #[must_use]
    pub fn of(date: jiff::civil::Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// The first day of this month.
    #[must_use]
    pub fn first_day(self) -> jiff::civil::Date {
        jiff::civil::date(self.year, self.month, 1)
    }

    /// The month `n` months later, or earlier if `n` is negative; stays within the years 1900–2199.
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        let months = i32::from(self.year) * 12 + i32::from(self.month) - 1;
        let months = months.saturating_add(n).clamp(1900 * 12, 2200 * 12 - 1);
        let year = i16::try_from(months / 12).unwrap_or(1900);
        Self { year, month: i8::try_from(months % 12).unwrap_or(0) + 1 }
    }

    /// Months since the year 0: the form in which a document stores its month.
    #[must_use]
    pub fn number(self) -> u32 {
        u32::try_from(i32::from(self.year) * 12 + i32::from(self.month) - 1).unwrap_or(0)
    }

    /// The month with this [`Month::number`], if it lies within the years 1900–2199.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        let year = i16::try_from(number / 12).ok().filter(|year| (1900..2200).contains(year))?;
        Some(Self { year, month: i8::try_from(number % 12).ok()? + 1 })
    }
}

/// What a document is about. Part of its birth, so a document can always say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// The person sheet of this case.
    PersonSheet(CaseId),
    /// The case file of this case.
    CaseFile(CaseId),
    /// The agenda of this month.
    Agenda(Month),
    /// The directory.
    Directory,
    /// The unit's settings.
    UnitSettings,
}

impl Subject {
    /// The kind of document that is about this.
    #[must_use]
    pub const fn kind(self) -> DocumentKind {
        match self {
            Self::PersonSheet(_) => DocumentKind::PersonSheet,
            Self::CaseFile(_) => DocumentKind::CaseFile,
            Self::Agenda(_) => DocumentKind::Agenda,
            Self::Directory => DocumentKind::Directory,
            Self::UnitSettings => DocumentKind::UnitSettings,
        }
    }
}

/// The tables of one kind of document.
#[derive(Debug)]
pub struct DocumentSpec {
    /// The kind they describe.
    pub kind: DocumentKind,
    /// Fields at the root.
    pub root: &'static [FieldSpec],
    /// Lists of entries.
    pub lists: &'static [ListSpec],
}

/// One list of entries.
#[derive(Debug, PartialEq, Eq)]
pub struct ListSpec {
    /// Stable id and key in the document, e.g. `contacts`.
    pub id: &'static str,
    /// Fields of an entry.
    pub fields: &'static [FieldSpec],
    /// What may happen to entries once they are there.
    pub entries: Entries,
}

/// What may happen to the entries of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entries {
    /// They are edited, moved to the trash and restored.
    Edited,
    /// They stay as they were written: the log of accesses.
    AppendOnly,
}

/// One field.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Stable id, unique over all kinds, e.g. `contact.mode`.
    pub id: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether the document's card depends on it.
    pub card: CardUse,
    /// Does it follow from an act, e.g. from closing the case, so that nobody writes it by itself?
    pub by_act: bool,
}

/// Whether a card depends on a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardUse {
    /// The card does not know it.
    Inside,
    /// The card shows or counts it.
    Shown,
    /// The card shows it and search finds it.
    Searched,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    Line {
        /// Longest value, in characters.
        max_chars: u16,
    },
    /// Text that merges when several people write it at once.
    Text,
    /// One code.
    Code(&'static CodeList),
    /// Several codes.
    Codes(&'static CodeList),
    /// Civil date.
    Date,
    /// Civil time of day.
    Time,
    /// Whole number; the unit stands in the field's id.
    Number {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// Yes or no.
    Flag,
    /// A member of the workspace.
    Member,
    /// A case.
    Case,
    /// A site of the directory.
    Site,
}

impl FieldSpec {
    pub(crate) const fn new(id: &'static str, kind: FieldKind) -> Self {
        Self { id, kind, card: CardUse::Inside, by_act: false }
    }

    pub(crate) const fn line(id: &'static str, max_chars: u16) -> Self {
        Self::new(id, FieldKind::Line { max_chars })
    }

    pub(crate) const fn code(id: &'static str, list: &'static CodeList) -> Self {
        Self::new(id, FieldKind::Code(list))
    }

    pub(crate) const fn codes(id: &'static str, list: &'static CodeList) -> Self {
        Self::new(id, FieldKind::Codes(list))
    }

    pub(crate) const fn number(id: &'static str, min: i64, max: i64) -> Self {
        Self::new(id, FieldKind::Number { min, max })
    }

    pub(crate) const fn by_act(mut self) -> Self {
        self.by_act = true;
        self
    }

    pub(crate) const fn shown(mut self) -> Self {
        self.card = CardUse::Shown;
        self
    }

    pub(crate) const fn searched(mut self) -> Self {
        self.card = CardUse::Searched;
        self
    }

    /// The key of this field within its place: the part of the id behind the dot in an entry, the whole id at the
    /// root.
    #[must_use]
    pub(crate) fn entry_key(&self) -> &'static str {
        self.id.split_once('.').map_or(self.id, |(_, key)| key)
    }
}

/// Where a field or list was found.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The kind of document that has it.
    pub document: DocumentKind,
    /// Its list, or `None` at the root.
    pub list: Option<&'static ListSpec>,
    /// The field.
    pub field: &'static FieldSpec,
}

/// Every field of every kind, in the order of the tables.
pub fn fields() -> impl Iterator<Item = Found> {
    DocumentKind::ALL.into_iter().flat_map(|document| document.spec().fields())
}

impl DocumentSpec {
    /// Every field of this kind, root first, then list by list.
    pub fn fields(&'static self) -> impl Iterator<Item = Found> {
        let document = self.kind;
        let root = self.root.iter().map(move |field| Found { document, list: None, field });
        let entries = self.lists.iter().flat_map(move |list| {
            list.fields.iter().map(move |field| Found { document, list: Some(list), field })
        });
        root.chain(entries)
    }

    /// The field with this id, if this kind has it.
    #[must_use]
    pub fn field(&'static self, id: &str) -> Option<Found> {
        self.fields().find(|found| found.field.id == id)
    }

    /// The list with this id, if this kind has it.
    #[must_use]
    pub fn list(&'static self, id: &str) -> Option<&'static ListSpec> {
        self.lists.iter().find(|list| list.id == id)
    }
}

#[cfg(test)]
mod tests;
