//! The lists of codes, as dated data with their sources (A12).
//!
//! A code is a stable string for ever; what a person reads is in the locales. A code that went out of use keeps its
//! place with the day from which it is offered no more: old documents still hold it.

/// One code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable string.
    pub id: &'static str,
    /// ISO date from which it is offered no more; `None` while in use.
    pub retired_on: Option<&'static str>,
}

/// A list of codes.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeList {
    /// Stable id; locales name the labels `<id>-<code>`.
    pub id: &'static str,
    /// Where the list comes from.
    pub source: &'static str,
    /// ISO date on which it was last compared with its source.
    pub checked_on: &'static str,
    /// The codes, in the order in which they are offered.
    pub codes: &'static [Code],
}

impl CodeList {
    /// Says whether `code` is or ever was in this list.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.codes.iter().any(|known| known.id == code)
    }

    /// The codes that are offered now.
    pub fn offered(&self) -> impl Iterator<Item = &'static str> {
        self.codes.iter().filter(|code| code.retired_on.is_none()).map(|code| code.id)
    }
}

/// Makes the codes in use from their strings.
#[expect(clippy::indexing_slicing, reason = "both arrays have N places, and it runs while compiling")]
pub(super) const fn in_use<const N: usize>(ids: [&'static str; N]) -> [Code; N] {
    let mut codes = [const { Code { id: "", retired_on: None } }; N];
    let mut at = 0;
    while at < N {
        codes[at] = Code { id: ids[at], retired_on: None };
        at += 1;
    }
    codes
}

/// Scripts of names.
pub(super) static SCRIPTS: CodeList = CodeList {
    id: "scripts",
    source: "ISO 15924",
    checked_on: "2026-08-19",
    codes: &in_use([
        "Latn", "Cyrl", "Arab", "Armn", "Beng", "Deva", "Ethi", "Geor", "Grek", "Gujr", "Guru", "Hans",
        "Hant", "Hebr", "Jpan", "Khmr", "Kore", "Laoo", "Mlym", "Mymr", "Sinh", "Syrc", "Taml", "Telu",
        "Thaa", "Thai", "Tibt", "Zyyy",
    ]),
};

/// How a name came into Latin letters.
pub(super) static TRANSLITERATIONS: CodeList = CodeList {
    id: "transliterations",
    source: "domain 3.3; KMU 2010, ICAO Doc 9303, ISO 9, DIN 1460, DIN 31635",
    checked_on: "2026-08-19",
    codes: &in_use(["passport", "kmu_2010", "icao_9303", "iso_9", "din_1460", "din_31635", "own", "other"]),
};

/// Roles of a part of a name.
pub(super) static NAME_ROLES: CodeList = CodeList {
    id: "name_roles",
    source: "domain 3.3; W3C personal names",
    checked_on: "2026-08-19",
    codes: &in_use([
        "given",
        "family",
        "second_family",
        "patronymic",
        "matronymic",
        "nasab",
        "nisba",
        "birth_name",
        "title",
        "mononym",
        "particle",
        "middle",
    ]),
};

/// Why somebody had another name.
pub(super) static PREVIOUS_NAME_REASONS: CodeList = CodeList {
    id: "previous_name_reasons",
    source: "product",
    checked_on: "2026-08-19",
    codes: &in_use([
        "marriage",
        "divorce",
        "birth",
        "naturalisation",
        "other_spelling",
        "gender_entry",
        "other",
    ]),
};

/// Levels of languages other than German.
pub(super) static LANGUAGE_LEVELS: CodeList = CodeList {
    id: "language_levels",
    source: "domain 3.2 A",
    checked_on: "2026-08-19",
    codes: &in_use(["native", "fluent", "some"]),
};

/// Ways to reach somebody.
pub(super) static REACHABILITY_KINDS: CodeList = CodeList {
    id: "reachability_kinds",
    source: "product",
    checked_on: "2026-08-19",
    codes: &in_use(["mobile", "phone", "email", "messenger", "post", "through_person"]),
};

/// What the counselee allowed on this way.
pub(super) static REACHABILITY_PERMISSIONS: CodeList = CodeList {
    id: "reachability_permissions",
    source: "domain DP06, DP14",
    checked_on: "2026-08-19",
    codes: &in_use(["call", "leave_message", "text", "email", "letter"]),
};

/// Whether the case is worked on.
pub(super) static CASE_STATUS: CodeList = CodeList {
    id: "case_status",
    source: "product",
    checked_on: "2026-08-19",
    codes: &in_use(["open", "closed"]),
};

/// Why a case was closed.
pub(super) static CLOSING_REASONS: CodeList = CodeList {
    id: "closing_reasons",
    source: "product",
    checked_on: "2026-08-19",
    codes: &in_use([
        "goal_reached",
        "counselling_finished",
        "referred",
        "handed_over",
        "moved_away",
        "no_more_contact",
        "wished_by_counselee",
        "opened_by_mistake",
        "other",
    ]),
};

/// Goals of counselling.
pub(super) static GOALS: CodeList = CodeList {
    id: "goals",
    source: "domain R036",
    checked_on: "2026-08-19",
    codes: &in_use([
        "recognition_in_learned_occupation",
        "adequate_job_without_recognition",
        "new_orientation",
        "self_employment",
        "study_or_school",
    ]),
};

/// Genders; no answer is `declined`, not a code.
pub(super) static GENDERS: CodeList = CodeList {
    id: "genders",
    source: "domain 3.2 A; ESF Plus questionnaire",
    checked_on: "2026-08-19",
    codes: &in_use(["female", "male", "diverse"]),
};

/// Groups of residence titles; never required.
pub(super) static RESIDENCE_STATUS: CodeList = CodeList {
    id: "residence_status",
    source: "domain 3.4; IQ Berlin 2018; AufenthG",
    checked_on: "2026-08-19",
    codes: &in_use([
        "german",
        "eu_eea_swiss",
        "settlement_permit",
        "permit_education",
        "permit_16d",
        "permit_employment",
        "opportunity_card",
        "permit_humanitarian",
        "permit_24",
        "permit_family",
        "asylum_procedure_permit",
        "toleration",
        "visa_or_abroad",
        "late_resettler",
        "other",
    ]),
};

/// Employment.
pub(super) static EMPLOYMENT: CodeList = CodeList {
    id: "employment_status",
    source: "domain 3.4; ESF",
    checked_on: "2026-08-19",
    codes: &in_use([
        "insured_in_learned_occupation",
        "insured_skilled",
        "insured_unskilled",
        "mini_job",
        "self_employed",
        "training_or_study",
        "language_course",
        "unemployed_under_12_months",
        "unemployed_12_months_or_more",
        "inactive_parental_leave",
        "inactive_care",
        "inactive_other",
        "unknown",
    ]),
};

/// Benefits drawn.
pub(super) static BENEFITS: CodeList = CodeList {
    id: "benefits",
    source: "domain 3.2 A",
    checked_on: "2026-08-19",
    codes: &in_use(["none", "sgb2", "sgb3", "sgb2_and_sgb3", "asylblg", "other", "unknown"]),
};

/// Highest education.
pub(super) static ISCED: CodeList = CodeList {
    id: "isced",
    source: "ESF, VO (EU) 2021/1057 Annex I",
    checked_on: "2026-08-19",
    codes: &in_use(["isced_0_2", "isced_3_4", "isced_5_8"]),
};

/// Levels of German.
pub(super) static GERMAN_LEVELS: CodeList = CodeList {
    id: "german_levels",
    source: "domain 3.2 A; GER",
    checked_on: "2026-08-19",
    codes: &in_use(["none", "a1", "a2", "b1", "b2", "c1", "c2", "native", "unknown"]),
};

/// Who says so.
pub(super) static GERMAN_EVIDENCE: CodeList = CodeList {
    id: "german_evidence",
    source: "domain 3.2 A",
    checked_on: "2026-08-19",
    codes: &in_use(["certificate", "self", "counsellor"]),
};

/// Kinds of appointments.
pub(super) static APPOINTMENT_KINDS: CodeList = CodeList {
    id: "appointment_kinds",
    source: "product",
    checked_on: "2026-08-19",
    codes: &in_use(["first_contact", "follow_up", "phone", "video", "group", "info_event", "other"]),
};

/// What became of an appointment.
pub(super) static APPOINTMENT_STATUS: CodeList = CodeList {
    id: "appointment_status",
    source: "product",
    checked_on: "2026-08-19",
    codes: &in_use([
        "planned",
        "confirmed",
        "attended",
        "no_show",
        "cancelled_by_counselee",
        "cancelled_by_unit",
    ]),
};

/// Kinds of outreach sites.
pub(super) static SITE_KINDS: CodeList = CodeList {
    id: "site_kinds",
    source: "domain R024, R034",
    checked_on: "2026-08-19",
    codes: &in_use(["own_office", "own_office_at_partner", "visiting"]),
};

/// Network at the site.
pub(super) static CONNECTIVITY: CodeList = CodeList {
    id: "connectivity",
    source: "domain R024",
    checked_on: "2026-08-19",
    codes: &in_use(["none", "weak", "good"]),
};

/// The sixteen Länder.
pub(super) static LAENDER: CodeList = CodeList {
    id: "laender",
    source: "ISO 3166-2:DE",
    checked_on: "2026-08-19",
    codes: &in_use([
        "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH",
    ]),
};
