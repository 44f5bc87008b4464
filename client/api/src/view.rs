//! What a screen gets to see.

mod gate;
mod sync;
mod team;

pub use self::gate::{Gate, Underway, VaultLine};
pub use self::sync::{DocumentLine, LinkState, QuarantineLine, Storage, SyncBadge, SyncLogLine, SyncView};
pub use self::team::{
    DeviceLine, InvitationLine, JoiningLine, MemberLine, MembersView, SettingsView, SiteView,
};

use crate::{
    field::{EntryState, FieldId, FieldState, Place, Schema, Sheet, SheetKind, Value},
    ids::{AppointmentId, CaseId, Day, DeviceId, EntryId, MemberId, Moment, SiteId, TimeOfDay, Version},
    refusal::Refusal,
};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What the screen knows about something it asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Loaded<T> {
    /// Nothing yet.
    Waiting,
    /// This.
    Ready(T),
    /// The last good value, and why it could not be refreshed.
    Stale {
        /// What was known.
        last: T,
        /// What stands in the way.
        because: Refusal,
    },
    /// Nothing, and why.
    Failed(Refusal),
}

/// An answer to a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum View {
    /// To [`crate::query::Query::Gate`].
    Gate(Gate),
    /// To `Schema`.
    Schema(Schema),
    /// To `Today`.
    Today(TodayView),
    /// To `CaseList`.
    CaseList(CaseListView),
    /// To `Case`.
    Case(Box<CaseView>),
    /// To `History`.
    History(Vec<HistoryLine>),
    /// To `Trash`.
    Trash(Vec<TrashLine>),
    /// To `Calendar`.
    Calendar(CalendarView),
    /// To `Sync`.
    Sync(SyncView),
    /// To `SyncBadge`.
    SyncBadge(SyncBadge),
    /// To `Members`.
    Members(MembersView),
    /// To `Sites`.
    Sites(Vec<SiteView>),
    /// To `Directory` and `UnitSettings`.
    Sheet(SheetView),
    /// To `Settings`.
    Settings(SettingsView),
    /// To `Clashes`, by time.
    Clashes(Vec<AppointmentLine>),
    /// To `Appointment`.
    Appointment(AppointmentView),
    /// To `Draft`: each field with what stood in it; none if nothing was kept.
    Draft(Vec<(String, String)>),
}

/// *Heute*.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TodayView {
    /// Today, Europe/Berlin.
    pub day: Day,
    /// Now, in minutes since midnight.
    pub now: TimeOfDay,
    /// Name of today's holiday as a code, if it is one.
    pub holiday: Option<String>,
    /// Where the counsellor works today.
    pub site: Option<SiteView>,
    /// Why that site is taken for granted although nobody chose it today; `None` if somebody did.
    pub site_guess: Option<SiteGuess>,
    /// Today's appointments at that site (all if none is chosen), by time.
    pub appointments: Vec<AppointmentLine>,
    /// Own open next steps that are overdue or due today, the oldest first.
    pub steps: Vec<StepLine>,
    /// Next steps that are due within a week.
    pub upcoming: Vec<StepLine>,
}

/// What suggests a site for today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SiteGuess {
    /// All own appointments of today that have a site are there.
    OwnAppointments,
    /// It was chosen the last time that it was this weekday.
    SameWeekday,
}

/// An appointment in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentLine {
    /// Which.
    pub id: AppointmentId,
    /// Its case, if it is not a free slot.
    pub case: Option<CaseId>,
    /// The case's title, if this device may know it.
    pub title: String,
    /// When.
    pub day: Day,
    /// When on that day.
    pub start: TimeOfDay,
    /// How long, in minutes.
    pub minutes: u16,
    /// Where.
    pub site: Option<SiteId>,
    /// What the site is called.
    pub site_name: String,
    /// Code of the list `appointment_kind`.
    pub kind: String,
    /// Code of the list `appointment_status`.
    pub status: String,
    /// Who counsels.
    pub counsellor: Option<MemberId>,
    /// Another one of the same counsellor or case, or at the same site without a counsellor, is at the same time.
    pub overlaps: bool,
    /// Somebody else said something else about it at the same time.
    pub conflict: bool,
}

/// An appointment with all its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    /// The state of the agenda that edits refer to.
    pub version: Version,
    /// Its fields in schema order; one that two people gave different values has several versions.
    pub fields: Vec<FieldState>,
    /// What this person may do with its agenda.
    pub access: Access,
}

/// A next step in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepLine {
    /// Its case.
    pub case: CaseId,
    /// The case's title.
    pub title: String,
    /// The entry of the list `steps`.
    pub entry: EntryId,
    /// What is to be done.
    pub text: String,
    /// When.
    pub due: Option<Day>,
    /// Days since it was due; negative if it is still to come.
    pub overdue_days: i32,
}

/// *Fälle*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseListView {
    /// How many fit the filter in all.
    pub total: u32,
    /// How many cases there are in all.
    pub cases: u32,
    /// Do more come? A first sync has not brought all of them, or not all that a list says of them, or keys to some are missing.
    pub is_filling: bool,
    /// The first row below.
    pub skip: u32,
    /// The rows wanted.
    pub lines: Vec<Rc<CaseLine>>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLine {
    /// Which.
    pub id: CaseId,
    /// Full name as used, else the pseudonym, else empty.
    pub title: String,
    /// Is the title a pseudonym?
    pub pseudonym: bool,
    /// The name in its own script, or empty.
    pub original_script: String,
    /// Case number.
    pub number: String,
    /// Reference occupation or qualification in words, or empty.
    pub occupation: String,
    /// Place of residence, or empty.
    pub residence: String,
    /// Is it open?
    pub open: bool,
    /// Responsible counsellor.
    pub responsible: Option<MemberId>,
    /// The next open step's day.
    pub next_due: Option<Day>,
    /// Are there fields with two versions?
    pub conflict: bool,
    /// The state of its documents.
    pub sync: DocumentSync,
}

/// The three truthful states of a document (S12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DocumentSync {
    /// Durable here, not yet at the relay.
    OnThisDevice,
    /// Durable at the relay.
    OnTheRelay,
    /// Opened by another member of its space.
    Arrived,
}

/// *Fall*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// Its line in the list.
    pub line: CaseLine,
    /// The two documents; the case file is `None` for reception.
    pub person: SheetView,
    /// The case file, if this device may read it.
    pub file: Option<SheetView>,
    /// Its appointments, by time.
    pub appointments: Vec<AppointmentLine>,
    /// The substitute.
    pub substitute: Option<MemberId>,
    /// A colleague's case, and no reason was given yet today: show the head only and ask.
    pub needs_reason: bool,
    /// May this person write in it?
    pub writable: bool,
}

/// A document on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetView {
    /// What edits refer to.
    pub version: Version,
    /// Fields of the root, in schema order.
    pub root: Vec<FieldState>,
    /// Its lists by name, each entry in order; the trash last.
    pub lists: Vec<(String, Vec<EntryState>)>,
    /// A newer version of the program wrote in it: what this one understands is shown and cannot be changed.
    pub too_new: bool,
    /// What this person may do with it now.
    pub access: Access,
}

/// What may be done with a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// Read it.
    #[default]
    Read,
    /// And choose which of several versions counts: a closed case.
    Settle,
    /// And write in it.
    Write,
}

/// A line of *Verlauf*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// When, by the device's clock.
    pub at: Moment,
    /// Who, if known here.
    pub by: Option<MemberId>,
    /// On which device.
    pub device: DeviceId,
    /// In which document.
    pub sheet: SheetKind,
    /// Where.
    pub place: Place,
    /// What happened there.
    pub what: HistoryWhat,
}

/// What happened to a field or an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HistoryWhat {
    /// A question was answered.
    Answered {
        /// Which.
        field: FieldId,
        /// Before, as the writer saw it.
        before: Value,
        /// Since.
        after: Value,
    },
    /// A text was written.
    Wrote {
        /// Which.
        field: FieldId,
        /// Characters that came.
        added: u32,
        /// Characters that went.
        removed: u32,
    },
    /// The entry was made.
    Made,
    /// The entry, or the case, went to the trash.
    Removed,
    /// The entry, or the case, came back from the trash.
    Restored,
}

/// Something in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashLine {
    /// The case.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// The entry, or `None` if it is the whole case.
    pub entry: Option<(Sheet, String, EntryId)>,
    /// Since when.
    pub removed_at: Moment,
    /// Who put it there.
    pub removed_by: MemberId,
    /// Whole days until it is gone from the trash.
    pub days_left: u8,
    /// It lies in a colleague's case, and no reason for opening it was given yet today.
    pub needs_reason: bool,
}

/// *Kalender*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarView {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Today.
    pub today: Day,
    /// Its appointments, by day and time.
    pub appointments: Vec<AppointmentLine>,
    /// Holidays of the unit's Land with their codes.
    pub holidays: Vec<(Day, String)>,
}
