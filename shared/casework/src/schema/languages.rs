//! Languages people speak, are counselled in and are interpreted from.

use super::{CodeList, codes::in_use};

/// Languages; the first ones are the most spoken in counselling, the rest follows without order.
pub(super) static LANGUAGES: CodeList = CodeList {
    id: "languages",
    source: "ISO 639-1, ISO 639-3; domain 8.2",
    checked_on: "2026-08-19",
    codes: &in_use([
        "de", "en", "uk", "ru", "ar", "tr", "fa", "prs", "pl", "ro", "es", "fr", "sq", "sr", "bs", "hr",
        "vi", "ti", "ku", "kmr", "ckb", "it", "pt", "bg", "ps", "ur", "pa", "so", "am", "hy", "az", "be",
        "bn", "my", "ka", "el", "gu", "ha", "he", "hi", "hu", "ig", "id", "ja", "kk", "km", "rw", "ky", "ko",
        "lo", "lv", "lt", "mk", "mg", "ms", "ml", "mn", "ne", "nl", "om", "si", "sk", "sl", "sw", "sv", "ta",
        "te", "tg", "th", "tk", "tt", "ug", "uz", "wo", "yo", "zh", "cs", "da", "et", "fi", "ga", "is", "lb",
        "mt", "nb", "rn", "sn", "st", "tn", "zu", "af", "eu", "ca", "cy", "ceb", "din", "dv", "dz", "ee",
        "ff", "fil", "gl", "ht", "hil", "ilo", "jv", "kg", "ki", "kln", "kr", "ks", "lg", "ln", "lu", "luo",
        "mai", "mr", "mnk", "nd", "nr", "nus", "ny", "or", "qu", "rom", "rmn", "sd", "sg", "ss", "su", "syr",
        "tet", "tig", "tpi", "ts", "tl", "xh", "yi", "za", "zza", "other",
    ]),
};
