//! Fields: what can be written down about a person or a case, one at a time.
//!
//! The schema comes from behind the door as data ([`Schema`]), so that a form, a conflict chip, a history line and a test over
//! every field are each written once.

use crate::ids::{CaseId, Day, DeviceId, EntryId, MemberId, Moment, SiteId, TimeOfDay};
use serde::{Deserialize, Serialize};

/// Stable name of a field, e.g. `person.full_name`; its label in the locale is `field-person-full_name`.
pub type FieldId = String;

/// A document that is read and written field by field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sheet {
    /// Names, languages, reachability: reception sees it too.
    Person(CaseId),
    /// Everything else about the case.
    CaseFile(CaseId),
    /// The sites.
    Directory,
    /// The unit, its staff and the texts of its carrier.
    UnitSettings,
    /// The appointments of the month of this day.
    Agenda(Day),
}

/// What sort of document it is: which fields it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SheetKind {
    /// [`Sheet::Person`].
    Person,
    /// [`Sheet::CaseFile`].
    CaseFile,
    /// [`Sheet::Directory`].
    Directory,
    /// [`Sheet::UnitSettings`].
    UnitSettings,
    /// [`Sheet::Agenda`].
    Agenda,
}

impl Sheet {
    /// What sort of document it is.
    #[must_use]
    pub const fn kind(self) -> SheetKind {
        match self {
            Self::Person(_) => SheetKind::Person,
            Self::CaseFile(_) => SheetKind::CaseFile,
            Self::Directory => SheetKind::Directory,
            Self::UnitSettings => SheetKind::UnitSettings,
            Self::Agenda(_) => SheetKind::Agenda,
        }
    }

    /// The case that it is about, if it is about one.
    #[must_use]
    pub const fn case(self) -> Option<CaseId> {
        match self {
            Self::Person(case) | Self::CaseFile(case) => Some(case),
            Self::Directory | Self::UnitSettings | Self::Agenda(_) => None,
        }
    }
}

/// Where in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The document itself.
    Root,
    /// An entry of one of its lists, e.g. `contacts`.
    Entry(String, EntryId),
}

/// What a field holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Value {
    /// Nobody asked.
    #[default]
    NotAsked,
    /// Asked, no answer wanted.
    Declined,
    /// Words as typed.
    Text(String),
    /// A code of the field's list; its label is `code-<list>-<code>`.
    Code(String),
    /// Several codes, sorted.
    Codes(Vec<String>),
    /// A day.
    Day(Day),
    /// A time.
    Time(TimeOfDay),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A person of the unit.
    Member(MemberId),
    /// A site.
    Site(SiteId),
    /// A case, and what lists call it here; only appointments hold one, and the name says nothing on the way in.
    Case(CaseId, String),
}

/// How a field is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKind {
    /// One line.
    Line {
        /// Longest text in characters.
        max_chars: u32,
    },
    /// Running text that several people may write at once.
    Text {
        /// Longest text in characters.
        max_chars: u32,
    },
    /// One of a list.
    Code {
        /// Name of the list.
        list: String,
        /// Its codes in order of offer.
        codes: Vec<String>,
    },
    /// Any of a list.
    Codes {
        /// Name of the list.
        list: String,
        /// Its codes in order of offer.
        codes: Vec<String>,
    },
    /// A day.
    Day,
    /// A time.
    Time,
    /// A whole number.
    Number {
        /// Least.
        min: i64,
        /// Most.
        max: i64,
    },
    /// Yes or no.
    Flag,
    /// A person of the unit.
    Member,
    /// A site.
    Site,
    /// A case.
    Case,
}

/// A field of the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSchema {
    /// Its name.
    pub id: FieldId,
    /// How it is written.
    pub kind: FieldKind,
    /// May "declined" be recorded?
    pub declinable: bool,
    /// Is it written like any field? Else it follows from what people do, e.g. from closing a case; of several versions one is
    /// chosen at it all the same.
    pub editable: bool,
}

/// Fields that stand together: the root of a document, or each entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionSchema {
    /// The sort of document.
    pub sheet: SheetKind,
    /// Name of the list, or `None` for the root.
    pub list: Option<String>,
    /// Its fields in order of display.
    pub fields: Vec<FieldSchema>,
}

/// Everything that can be written field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Its sections.
    pub sections: Vec<SectionSchema>,
}

/// One of several concurrent values of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldVersion {
    /// What it says.
    pub value: Value,
    /// Who wrote it, if known here.
    pub by: Option<MemberId>,
    /// On which device.
    pub device: DeviceId,
    /// When, by that device's clock.
    pub at: Moment,
}

/// A field as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldState {
    /// Its name.
    pub id: FieldId,
    /// What it holds; with several versions, the one every device shows first.
    pub value: Value,
    /// All concurrent values if there are at least two ("2 Fassungen"), else empty.
    pub versions: Vec<FieldVersion>,
}

/// An entry of a list as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryState {
    /// Its name.
    pub id: EntryId,
    /// Its fields in schema order.
    pub fields: Vec<FieldState>,
    /// Set while it lies in the trash.
    pub removed_at: Option<Moment>,
}
