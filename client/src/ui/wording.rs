//! Which text says what came through the door: refusals, roles, states, values of fields.

use crate::locale::{Locale, dates};
use api::command::Role;
use api::field::{FieldKind, FieldSchema, Value};
use api::ids::MemberId;
use api::refusal::{FieldFault, Refusal, RelayFault};
use api::view::{AppointmentLine, DocumentSync, MembersView, SiteView};
use yew::AttrValue;

/// Why something was not done, and what to do now.
pub(crate) fn refusal(locale: &Locale, refusal: &Refusal) -> AttrValue {
    let key = match refusal {
        Refusal::Locked => "refusal-locked",
        Refusal::WrongPassphrase { wait_ms } => {
            return locale.count("refusal-wrong-passphrase", seconds(*wait_ms));
        }
        Refusal::TooSoon { wait_ms } => return locale.count("refusal-too-soon", seconds(*wait_ms)),
        Refusal::WeakPassphrase => "refusal-weak-passphrase",
        Refusal::BadLink => "refusal-bad-link",
        Refusal::BadWords => "refusal-bad-words",
        Refusal::Field(fault) => return field_fault(locale, *fault),
        Refusal::NotFound => "refusal-not-found",
        Refusal::NotAllowed => "refusal-not-allowed",
        Refusal::ForeignCase => "refusal-foreign-case",
        Refusal::CaseClosed => "refusal-case-closed",
        Refusal::StorageFull => "refusal-storage-full",
        Refusal::StorageFailed => "refusal-storage-failed",
        Refusal::Offline => "refusal-offline",
        Refusal::ChainMoved => "refusal-chain-moved",
        Refusal::RelayRefused(fault) => return relay_fault(locale, *fault),
        Refusal::ReadOnly => "refusal-read-only",
        Refusal::Unresolved => "refusal-unresolved",
        Refusal::NotHereYet => "refusal-not-here-yet",
    };
    locale.text(key)
}

fn seconds(ms: u32) -> u32 {
    ms.div_ceil(1000)
}

/// Why a value was not taken.
pub(crate) fn field_fault(locale: &Locale, fault: FieldFault) -> AttrValue {
    let key = match fault {
        FieldFault::Blank => "fault-blank",
        FieldFault::TooLong { by } => return locale.count("fault-too-long", by),
        FieldFault::LineBreak => "fault-line-break",
        FieldFault::ControlCharacter => "fault-control-character",
        FieldFault::ImpossibleDate => "fault-impossible-date",
        FieldFault::OutOfRange { min, max } => {
            return locale
                .with("fault-out-of-range", &[("min", &min.to_string()), ("max", &max.to_string())]);
        }
        FieldFault::UnknownCode | FieldFault::WrongKind | FieldFault::UnknownField => "fault-unknown",
    };
    locale.text(key)
}

/// Why the relay said no.
pub(crate) fn relay_fault(locale: &Locale, fault: RelayFault) -> AttrValue {
    locale.text(match fault {
        RelayFault::SetupToken => "relay-setup-token",
        RelayFault::Invitation => "relay-invitation",
        RelayFault::NotMember => "relay-not-member",
        RelayFault::Version => "relay-version",
        RelayFault::Storage => "relay-storage",
        RelayFault::Other => "relay-other",
    })
}

/// What somebody does in the workspace.
pub(crate) const fn role(role: Role) -> &'static str {
    match role {
        Role::UnitLead => "role-unit-lead",
        Role::Counsellor => "role-counsellor",
        Role::Reception => "role-reception",
        Role::Coordination => "role-coordination",
        Role::Admin => "role-admin",
    }
}

/// What a case is called; a word for one that has no name yet.
pub(crate) fn title(locale: &Locale, title: &str) -> AttrValue {
    if title.is_empty() { locale.text("nameless") } else { title.to_owned().into() }
}

/// Whom an appointment is for.
pub(crate) fn appointment(locale: &Locale, line: &AppointmentLine) -> AttrValue {
    if line.case.is_none() { locale.text("slot-free") } else { title(locale, &line.title) }
}

/// Parts of a line beside each other; what is empty leaves no gap.
pub(crate) fn beside<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The three truthful states of a document.
pub(crate) const fn document_sync(sync: DocumentSync) -> &'static str {
    match sync {
        DocumentSync::OnThisDevice => "state-on-this-device",
        DocumentSync::OnTheRelay => "state-on-the-relay",
        DocumentSync::Arrived => "state-arrived",
    }
}

/// A colleague's name; a word for somebody this device does not know.
pub(crate) fn member(locale: &Locale, members: Option<&MembersView>, id: MemberId) -> AttrValue {
    let found = members.and_then(|members| members.members.iter().find(|member| member.id == id));
    match found {
        Some(member) if member.me => locale.text("me"),
        Some(member) if !member.name.is_empty() => member.name.clone().into(),
        _ => locale.text("somebody"),
    }
}

/// The names a value may need.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    /// The people of the unit, if known.
    pub(crate) members: Option<&'a MembersView>,
    /// The sites, if known.
    pub(crate) sites: &'a [SiteView],
}

/// A value of a field in words; `None` if nothing was recorded.
pub(crate) fn value(
    locale: &Locale,
    kind: Option<&FieldKind>,
    value: &Value,
    names: Names<'_>,
) -> Option<AttrValue> {
    Some(match value {
        Value::NotAsked => return None,
        Value::Declined => locale.text("value-declined"),
        Value::Text(text) if text.is_empty() => return None,
        Value::Text(text) => text.clone().into(),
        Value::Code(code) => code_in(locale, kind, code),
        Value::Codes(codes) if codes.is_empty() => return None,
        Value::Codes(codes) => {
            let labels: Vec<String> =
                codes.iter().map(|code| code_in(locale, kind, code).to_string()).collect();
            labels.join(", ").into()
        }
        Value::Day(day) => locale.dates().long(*day).into(),
        Value::Time(time) => dates::Dates::time(*time).into(),
        Value::Number(number) => number.to_string().into(),
        Value::Flag(true) => locale.text("yes"),
        Value::Flag(false) => locale.text("no"),
        Value::Member(id) => member(locale, names.members, *id),
        Value::Site(id) => match names.sites.iter().find(|site| site.id == *id) {
            Some(site) => site.name.clone().into(),
            None => locale.text("unknown-site"),
        },
        Value::Case(_, called) => title(locale, called),
    })
}

/// What stands where nothing was recorded: only a question to a person can be "not asked".
pub(crate) fn nothing(locale: &Locale, schema: &FieldSchema) -> AttrValue {
    locale.text(if schema.declinable { "value-not-asked" } else { "value-empty" })
}

fn code_in(locale: &Locale, kind: Option<&FieldKind>, code: &str) -> AttrValue {
    match kind {
        Some(FieldKind::Code { list, .. } | FieldKind::Codes { list, .. }) => locale.code(list, code),
        _ => code.to_owned().into(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_appointment_without_a_site_ends_with_its_last_word() {
        assert_eq!(super::beside(["Folgeberatung", "60 Min.", ""]), "Folgeberatung · 60 Min.");
    }
}
