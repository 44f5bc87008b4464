//! What a screen may ask for.

use crate::command::AppointmentDraft;
use crate::ids::{AppointmentId, CaseId, Day};
use serde::{Deserialize, Serialize};

/// A question that is answered again whenever the answer changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Query {
    /// Is there a vault, is it open, whose is it? Always answered, locked or not.
    Gate,
    /// Everything that can be written field by field.
    Schema,
    /// *Heute*.
    Today,
    /// *Fälle*.
    CaseList(CaseFilter),
    /// *Fall*.
    Case(CaseId),
    /// *Verlauf* of a case.
    History(CaseId),
    /// Everything in the trash.
    Trash,
    /// *Kalender*, both days included.
    Calendar {
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
    },
    /// One appointment with all its versions.
    Appointment {
        /// Which.
        appointment: AppointmentId,
        /// In which month it stands.
        day: Day,
    },
    /// Appointments that an appointment to be would overlap with, by the rule that marks them afterwards.
    Clashes {
        /// As it stands in the form.
        draft: AppointmentDraft,
        /// The appointment that it moves, which is not in its own way.
        moved: Option<AppointmentId>,
    },
    /// *Abgleich*.
    Sync,
    /// The badge in the bar.
    SyncBadge,
    /// Members, devices, invitations, joiners.
    Members,
    /// Sites by name, for choosing one.
    Sites,
    /// The document of the sites.
    Directory,
    /// The document of the unit, its staff and its carrier's texts.
    UnitSettings,
    /// Settings of this device.
    Settings,
    /// What was half typed in the form of this name. Answered once: typing does not change it.
    Draft(String),
}

/// Which cases, and how many of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFilter {
    /// Any part of a name, a pseudonym or a case number, in any script; empty for all.
    pub search: String,
    /// Of which state.
    pub status: StatusFilter,
    /// Only the own ones.
    pub mine: bool,
    /// First row wanted.
    pub skip: u32,
    /// Number of rows wanted.
    pub take: u32,
}

/// State of a case, as a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatusFilter {
    /// Open cases.
    #[default]
    Open,
    /// Closed cases.
    Closed,
    /// All but the trash.
    All,
}
