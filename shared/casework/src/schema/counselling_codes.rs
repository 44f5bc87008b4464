//! The lists of codes of qualifications and contacts, as dated data with their sources (A12).

use super::codes::{CodeList, in_use};

/// Kinds of degrees.
pub(super) static DEGREE_KINDS: CodeList = CodeList {
    id: "degree_kinds",
    source: "domain 3.2 B",
    checked_on: "2026-08-19",
    codes: &in_use(["vocational", "higher_education", "master_craftsman", "school_only", "none"]),
};

/// Three answers.
pub(super) static YES_NO_UNKNOWN: CodeList = CodeList {
    id: "yes_no_unknown",
    source: "product",
    checked_on: "2026-08-19",
    codes: &in_use(["yes", "no", "unknown"]),
};

/// Years in the learned occupation.
pub(super) static EXPERIENCE_BANDS: CodeList = CodeList {
    id: "experience_bands",
    source: "domain 3.2 B",
    checked_on: "2026-08-19",
    codes: &in_use(["none", "under_1", "from_1_to_2", "from_3_to_5", "from_6_to_10", "over_10"]),
};

/// Earlier applications for equivalence.
pub(super) static PREVIOUS_APPLICATIONS: CodeList = CodeList {
    id: "previous_applications",
    source: "domain 3.2 B",
    checked_on: "2026-08-19",
    codes: &in_use(["none", "running", "decided", "unknown"]),
};

/// First or later contact.
pub(super) static CONTACT_KINDS: CodeList = CodeList {
    id: "contact_kinds",
    source: "domain 3.2 C",
    checked_on: "2026-08-19",
    codes: &in_use(["first", "follow_up"]),
};

/// Forms of counselling.
pub(super) static CONTACT_MODES: CodeList = CodeList {
    id: "contact_modes",
    source: "domain 3.2 C",
    checked_on: "2026-08-19",
    codes: &in_use(["in_person", "phone", "email", "video", "messenger", "letter", "group"]),
};

/// Where it took place.
pub(super) static CONTACT_PLACES: CodeList = CodeList {
    id: "contact_places",
    source: "domain 3.2 C",
    checked_on: "2026-08-19",
    codes: &in_use(["site", "main_office", "mobile"]),
};

/// Who asked.
pub(super) static INQUIRERS: CodeList = CodeList {
    id: "inquirers",
    source: "domain 3.2 C",
    checked_on: "2026-08-19",
    codes: &in_use([
        "self",
        "social_circle",
        "jobcenter_or_employment_agency",
        "employer",
        "migration_counselling",
        "education_provider",
        "other",
    ]),
};

/// How the counselee found the service.
pub(super) static HOW_FOUND: CodeList = CodeList {
    id: "how_found",
    source: "domain 3.2 C",
    checked_on: "2026-08-19",
    codes: &in_use([
        "jobcenter",
        "employment_agency",
        "personal_recommendation",
        "internet",
        "migration_counselling",
        "language_course_provider",
        "competent_authority",
        "hotline",
        "migrant_organisation",
        "info_event",
        "media",
        "foreigners_authority",
        "employer",
        "other",
    ]),
};

/// Types of counselling.
pub(super) static COUNSELLING_TYPES: CodeList = CodeList {
    id: "counselling_types",
    source: "domain 3.2 C",
    checked_on: "2026-08-19",
    codes: &in_use([
        "recognition",
        "qualification",
        "school_or_academic",
        "without_formal_degree",
        "professional_inquiry",
    ]),
};

/// Before, during or after the procedure.
pub(super) static PHASES: CodeList = CodeList {
    id: "phases",
    source: "domain 3.2 C, S2",
    checked_on: "2026-08-19",
    codes: &in_use(["before_procedure", "during_procedure", "after_procedure"]),
};

/// Topics of a contact.
pub(super) static TOPICS: CodeList = CodeList {
    id: "topics",
    source: "domain 3.2 C",
    checked_on: "2026-08-19",
    codes: &in_use([
        "procedure_and_authority",
        "documents",
        "translation_and_certification",
        "costs_and_funding",
        "language",
        "explaining_decision",
        "compensation_or_qualification",
        "legal_remedy",
        "zab_evaluation",
        "labour_market_and_application",
        "self_employment",
        "study_or_school",
        "residence_referral",
        "labour_law_referral",
    ]),
};

/// How understanding was reached.
pub(super) static INTERPRETING: CodeList = CodeList {
    id: "interpreting",
    source: "domain 3.2 C",
    checked_on: "2026-08-19",
    codes: &in_use([
        "none",
        "counsellor_speaks",
        "lay_interpreter_pool",
        "family_or_friend",
        "phone_or_video_service",
        "machine",
    ]),
};

/// Results and recommendations.
pub(super) static RESULTS: CodeList = CodeList {
    id: "results",
    source: "domain 3.2 C",
    checked_on: "2026-08-19",
    codes: &in_use([
        "application_recommended",
        "application_not_now",
        "zab_evaluation",
        "qualification",
        "language_course_first",
        "obtain_evidence",
        "alternative",
        "referral",
        "counselling_finished",
    ]),
};

/// Why a colleague's case was opened.
pub(super) static ACCESS_REASONS: CodeList = CodeList {
    id: "access_reasons",
    source: "domain DP16, DP17",
    checked_on: "2026-08-19",
    codes: &in_use([
        "substitution",
        "handover",
        "asked_by_colleague",
        "asked_by_counselee",
        "unit_lead",
        "emergency",
        "other",
    ]),
};
