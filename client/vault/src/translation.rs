//! Between the words of the door, of the domain and of the wire: ids, places, roles. Values cross in `views::value`.

use crate::views::value::date;
use api::{
    command::Role as DoorRole,
    field::{Place as DoorPlace, Sheet},
    ids::{self, DeviceId as DoorDevice},
};
use casework::{CaseId, EntryId, MemberId, Month, Subject};
use protocol::{chain::Role, ids as wire};

pub(crate) const fn case_in(case: ids::CaseId) -> CaseId {
    CaseId(case.0)
}

pub(crate) const fn case_out(case: CaseId) -> ids::CaseId {
    ids::CaseId(case.0)
}

pub(crate) const fn member_out(member: MemberId) -> ids::MemberId {
    ids::MemberId(member.0)
}

pub(crate) const fn wire_member_out(member: wire::MemberId) -> ids::MemberId {
    ids::MemberId(*member.as_bytes())
}

pub(crate) const fn device_out(device: wire::DeviceId) -> DoorDevice {
    DoorDevice(*device.as_bytes())
}

/// The document that a screen means; `None` if there is no such day.
pub(crate) fn subject_in(sheet: Sheet) -> Option<Subject> {
    Some(match sheet {
        Sheet::Person(case) => Subject::PersonSheet(case_in(case)),
        Sheet::CaseFile(case) => Subject::CaseFile(case_in(case)),
        Sheet::Directory => Subject::Directory,
        Sheet::UnitSettings => Subject::UnitSettings,
        Sheet::Agenda(day) => Subject::Agenda(Month::of(date(day)?)),
    })
}

pub(crate) const fn place_in(place: &DoorPlace) -> Option<EntryId> {
    match place {
        DoorPlace::Root => None,
        DoorPlace::Entry(_, entry) => Some(EntryId(entry.0)),
    }
}

pub(crate) const fn role_out(role: Role) -> DoorRole {
    match role {
        Role::UnitLead => DoorRole::UnitLead,
        Role::Counsellor => DoorRole::Counsellor,
        Role::Reception => DoorRole::Reception,
        Role::Coordination => DoorRole::Coordination,
        Role::Admin => DoorRole::Admin,
    }
}

pub(crate) const fn role_in(role: DoorRole) -> Role {
    match role {
        DoorRole::UnitLead => Role::UnitLead,
        DoorRole::Counsellor => Role::Counsellor,
        DoorRole::Reception => Role::Reception,
        DoorRole::Coordination => Role::Coordination,
        DoorRole::Admin => Role::Admin,
    }
}
