//! What a person may intend.

use crate::{
    field::{FieldId, Place, Sheet, Value},
    ids::{
        AppointmentId, CaseId, Day, DeviceId, EntryId, InvitationId, MemberId, Moment, SiteId, TimeOfDay,
        VaultId, Version,
    },
};
use serde::{Deserialize, Serialize};

/// An intention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Takes the work over from another tab, which then stops.
    TakeOver,
    /// Makes a vault on this device and begins what the link asks for.
    CreateVault {
        /// What the vault is called at the lock screen; readable without the passphrase.
        label: String,
        /// Opens it from now on.
        passphrase: String,
        /// What the first day looks like.
        entry: Entry,
    },
    /// Opens a vault.
    Unlock {
        /// Which.
        vault: VaultId,
        /// Its passphrase.
        passphrase: String,
    },
    /// Seals everything and drops the keys. The answer is [`crate::ToPage::Locked`].
    Lock,
    /// Proposes five words.
    SuggestPassphrase,
    /// Changes the passphrase of the open vault.
    ChangePassphrase {
        /// The one in use.
        old: String,
        /// The one from now on.
        new: String,
    },
    /// Makes a recovery kit: words for paper. Shown once.
    MakeRecoveryKit,
    /// Proves that the printed words are right.
    CheckRecoveryKit {
        /// As typed from paper.
        words: String,
    },

    /// A new case with a name or a pseudonym.
    NewCase {
        /// Full name as used, or empty.
        full_name: String,
        /// Pseudonym, or empty.
        pseudonym: String,
    },
    /// Changes one field. A member of whom nothing is written yet gets an entry in the staff list by it.
    Edit {
        /// The document.
        sheet: Sheet,
        /// Where in the document.
        place: Place,
        /// The field.
        field: FieldId,
        /// What becomes of it.
        change: FieldChange,
        /// What the screen had seen.
        seen: Version,
    },
    /// Adds an entry to a list.
    AddEntry {
        /// The document.
        sheet: Sheet,
        /// The list, e.g. `contacts`.
        list: String,
        /// What is known at once.
        fields: Vec<(FieldId, Value)>,
    },
    /// Puts an entry into the trash, where it stays for 30 days.
    RemoveEntry {
        /// The document.
        sheet: Sheet,
        /// The list.
        list: String,
        /// The entry.
        entry: EntryId,
    },
    /// Takes an entry out of the trash.
    RestoreEntry {
        /// The document.
        sheet: Sheet,
        /// The list.
        list: String,
        /// The entry.
        entry: EntryId,
    },
    /// Opens a colleague's case; the reason is logged in it.
    OpenForeignCase {
        /// The case.
        case: CaseId,
        /// Code of the list `access_reasons`.
        reason: String,
        /// In one's own words, or empty.
        explanation: String,
    },
    /// Closes a case.
    CloseCase {
        /// The case.
        case: CaseId,
        /// Code of the list `closing_reason`.
        reason: String,
    },
    /// Opens a closed case again.
    ReopenCase {
        /// The case.
        case: CaseId,
    },
    /// Puts a whole case into the trash, or takes it out.
    TrashCase {
        /// The case.
        case: CaseId,
        /// `false` restores it.
        removed: bool,
    },

    /// Makes an appointment.
    Schedule(AppointmentDraft),
    /// Moves or changes an appointment, in whatever month it was.
    Reschedule(Box<Rescheduling>),
    /// Cancels or completes an appointment, or makes it planned again.
    SetAppointmentStatus {
        /// Which.
        appointment: AppointmentId,
        /// In which month it stands.
        day: Day,
        /// Code of the list `appointment_status`.
        status: String,
    },
    /// An appointment as a calendar file.
    ExportAppointment {
        /// Which.
        appointment: AppointmentId,
        /// Of several cases that it was given to, this one.
        case: Option<CaseId>,
        /// In which month it stands.
        day: Day,
        /// With the person's name; only if somebody asked for it.
        with_name: bool,
    },
    /// Chooses where the counsellor works today.
    SetTodaysSite(Option<SiteId>),

    /// Invites a person, or a further device of one's own.
    Invite(Invitee),
    /// Remembers on this device whom an invitation is for, so that whoever accepts it is asked for by name.
    NameInvitation {
        /// The invitation.
        invitation: InvitationId,
        /// Whom it is for, as typed.
        name: String,
    },
    /// Ends an open invitation.
    CancelInvitation(InvitationId),
    /// The six words agree: lets the joiner in and seals the spaces for the new device.
    Admit {
        /// The invitation.
        invitation: InvitationId,
        /// The device that was compared.
        device: DeviceId,
    },

    /// Tries to reach the relay now.
    SyncNow,
    /// Tries to open a quarantined envelope again.
    RetryQuarantine,
    /// What the browser says of its storage.
    ReportStorage(crate::view::Storage),
    /// How long nobody may touch the device before it locks, in minutes (1 to 5).
    SetAutoLock(u8),
    /// Keeps what is half typed in a form, sealed on this device, so that it outlives a lock; [`crate::query::Query::Draft`] gives
    /// it back. Give it whenever typing pauses: the automatic lock asks nobody.
    KeepDraft {
        /// Which form, by a name of the screen's choice.
        form: String,
        /// Each field with what stands in it, as typed; none once the form was sent or cancelled.
        fields: Vec<(String, String)>,
    },
}

/// What becomes of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldChange {
    /// It holds this from now on. A running text is compared with what was seen and merges.
    Set(Value),
    /// Takes that one of several versions which holds this.
    Choose(Value),
}

/// How a vault begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// With the relay's one-time setup link: the first member of a new workspace.
    Setup {
        /// The token in the link's fragment.
        token: String,
        /// The own name.
        name: String,
        /// The unit's name.
        unit: String,
    },
    /// With an invitation.
    Invitation {
        /// The link's fragment.
        link: String,
        /// The own name; ignored for a second own device.
        name: String,
    },
    /// With a recovery kit.
    Recovery {
        /// As typed from paper.
        words: String,
    },
}

/// Who is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Invitee {
    /// A new person.
    Person(Role),
    /// A second device of one's own.
    OwnDevice,
}

/// What a person does in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Leads the unit.
    UnitLead,
    /// Counsels.
    Counsellor,
    /// First contact.
    Reception,
    /// Coordinating office.
    Coordination,
    /// Technical administrator.
    Admin,
}

/// An appointment to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentDraft {
    /// For this case, or a free slot.
    pub case: Option<CaseId>,
    /// Where.
    pub site: Option<SiteId>,
    /// When.
    pub day: Day,
    /// When on that day.
    pub start: TimeOfDay,
    /// How long, in minutes.
    pub minutes: u16,
    /// Code of the list `appointment_kind`.
    pub kind: String,
    /// Who counsels.
    pub counsellor: Option<MemberId>,
}

/// What becomes of an appointment that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescheduling {
    /// Which.
    pub appointment: AppointmentId,
    /// In which month it stands now.
    pub from: Day,
    /// What the form showed when it was opened: only what differs from it is written.
    pub was: AppointmentDraft,
    /// What it is from now on.
    pub to: AppointmentDraft,
    /// The agenda that the form was opened on, see [`crate::view::AppointmentView`].
    pub seen: Version,
}

/// A command was carried out; what it changed is durable on this device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Done {
    /// Saved.
    Saved,
    /// The vault is open.
    Unlocked,
    /// A new case.
    Case(CaseId),
    /// A new entry.
    Entry(EntryId),
    /// A new or moved appointment.
    Appointment(AppointmentId),
    /// Five words.
    Passphrase(String),
    /// A calendar file (RFC 5545).
    CalendarFile(String),
    /// A link for the invited, to be shown as text and QR; expires then.
    Invitation {
        /// Which.
        invitation: InvitationId,
        /// The whole fragment of the address, after `#join=`.
        link: String,
        /// Not to be used afterwards.
        expires: Moment,
    },
    /// The words of a recovery kit.
    RecoveryKit(String),
}
