//! The documents of the unit: agenda, directory of sites, settings.

use super::{DocumentKind, DocumentSpec, Entries, FieldKind, FieldSpec, ListSpec, codes};

/// Appointments carry no note: reception reads them.
pub(super) static AGENDA: DocumentSpec = DocumentSpec {
    kind: DocumentKind::Agenda,
    root: &[],
    lists: &[ListSpec {
        id: "appointments",
        fields: &[
            FieldSpec::new("appointment.case", FieldKind::Case).shown(),
            FieldSpec::new("appointment.counsellor", FieldKind::Member).shown(),
            FieldSpec::new("appointment.site", FieldKind::Site).shown(),
            FieldSpec::new("appointment.date", FieldKind::Date).shown(),
            FieldSpec::new("appointment.start", FieldKind::Time).shown(),
            FieldSpec::number("appointment.duration_minutes", 5, 24 * 60).shown(),
            FieldSpec::code("appointment.kind", &codes::APPOINTMENT_KINDS).shown(),
            FieldSpec::code("appointment.status", &codes::APPOINTMENT_STATUS).shown(),
        ],
        entries: Entries::Edited,
    }],
};

pub(super) static DIRECTORY: DocumentSpec = DocumentSpec {
    kind: DocumentKind::Directory,
    root: &[],
    lists: &[ListSpec {
        id: "sites",
        fields: &[
            FieldSpec::line("site.name", 200).shown(),
            FieldSpec::line("site.host", 200),
            FieldSpec::code("site.kind", &codes::SITE_KINDS),
            FieldSpec::line("site.street", 200),
            FieldSpec::line("site.postcode", 12),
            FieldSpec::line("site.town", 120).shown(),
            FieldSpec::line("site.room", 120),
            FieldSpec::new("site.directions", FieldKind::Text),
            FieldSpec::code("site.connectivity", &codes::CONNECTIVITY),
            FieldSpec::line("site.accessibility", 300),
            FieldSpec::line("site.contact_person", 200),
            FieldSpec::line("site.phone", 60),
            FieldSpec::line("site.confidentiality", 300),
        ],
        entries: Entries::Edited,
    }],
};

/// An entry of `staff` has the member's id as its own, so two people adding the same colleague make one entry.
pub(super) static SETTINGS: DocumentSpec = DocumentSpec {
    kind: DocumentKind::UnitSettings,
    root: &[
        FieldSpec::line("unit.name", 200).shown(),
        FieldSpec::line("unit.carrier", 200),
        FieldSpec::code("unit.land", &codes::LAENDER).shown(),
        FieldSpec::line("unit.case_prefix", 8),
        FieldSpec::new("unit.imprint", FieldKind::Text),
        FieldSpec::new("unit.privacy", FieldKind::Text),
        FieldSpec::new("unit.accessibility", FieldKind::Text),
    ],
    lists: &[ListSpec {
        id: "staff",
        fields: &[
            FieldSpec::line("staff.name", 200).shown(),
            FieldSpec::line("staff.role_label", 120).shown(),
            FieldSpec::line("staff.phone", 60),
        ],
        entries: Entries::Edited,
    }],
};
