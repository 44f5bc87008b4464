//! The person sheet: names as used, languages, reachability. Reception holds it too, so nothing else belongs here.
//!
//! A name is never first plus last (3.3 of the domain's rules): the only name that counts is the full name as used;
//! typed parts, original script and forms of address are optional, nothing is split or upper-cased by the program.

use super::{
    DocumentKind, DocumentSpec, Entries, FieldKind, FieldSpec, ListSpec, codes, languages::LANGUAGES,
};

const NAME_CHARS: u16 = 300;

pub(super) static SPEC: DocumentSpec = DocumentSpec {
    kind: DocumentKind::PersonSheet,
    root: &[
        FieldSpec::line("person.full_name", NAME_CHARS).searched(),
        FieldSpec::line("person.pseudonym", 120).searched(),
        FieldSpec::line("person.name_in_documents", NAME_CHARS).searched(),
        FieldSpec::line("person.original_script_name", NAME_CHARS).searched(),
        FieldSpec::code("person.script", &codes::SCRIPTS),
        FieldSpec::code("person.transliteration", &codes::TRANSLITERATIONS),
        FieldSpec::line("person.address_form", NAME_CHARS).shown(),
        FieldSpec::line("person.call_name", 120).searched(),
        FieldSpec::line("person.pronunciation", NAME_CHARS),
        FieldSpec::line("person.sort_key", NAME_CHARS).shown(),
        FieldSpec::code("person.counselling_language", &LANGUAGES).shown(),
        FieldSpec::new("person.interpreter_needed", FieldKind::Flag).shown(),
        FieldSpec::new("person.reception_note", FieldKind::Text),
    ],
    lists: &[
        ListSpec {
            id: "name_parts",
            fields: &[
                FieldSpec::line("name_part.value", 120).searched(),
                FieldSpec::code("name_part.role", &codes::NAME_ROLES),
                FieldSpec::number("name_part.order", 1, 99),
            ],
            entries: Entries::Edited,
        },
        ListSpec {
            id: "previous_names",
            fields: &[
                FieldSpec::line("previous_name.value", NAME_CHARS).searched(),
                FieldSpec::code("previous_name.reason", &codes::PREVIOUS_NAME_REASONS),
            ],
            entries: Entries::Edited,
        },
        ListSpec {
            id: "languages",
            fields: &[
                FieldSpec::code("language.code", &LANGUAGES).shown(),
                FieldSpec::code("language.level", &codes::LANGUAGE_LEVELS),
            ],
            entries: Entries::Edited,
        },
        ListSpec {
            id: "reachability",
            fields: &[
                FieldSpec::code("reachability.kind", &codes::REACHABILITY_KINDS).shown(),
                FieldSpec::line("reachability.value", 300).shown(),
                FieldSpec::codes("reachability.permission", &codes::REACHABILITY_PERMISSIONS).shown(),
                FieldSpec::line("reachability.safe_times", 200),
                FieldSpec::line("reachability.belongs_to", 120),
                FieldSpec::new("reachability.preferred", FieldKind::Flag).shown(),
            ],
            entries: Entries::Edited,
        },
    ],
};
