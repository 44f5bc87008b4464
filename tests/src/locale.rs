//! The texts of the app, so that journeys name what people see without repeating it.

use anyhow::{Context, Result};
use std::{collections::HashMap, sync::OnceLock};

const GERMAN: &str = include_str!("../../client/locales/de.ftl");
const ENGLISH: &str = include_str!("../../client/locales/en.ftl");

/// What somebody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// German.
    German,
    /// English.
    English,
}

/// Every message that stands on one line.
pub fn texts(language: Language) -> &'static HashMap<&'static str, &'static str> {
    static TEXTS: OnceLock<[HashMap<&'static str, &'static str>; 2]> = OnceLock::new();
    let lines = |source: &'static str| source.lines().filter_map(|line| line.split_once(" = ")).collect();
    let [german, english] = TEXTS.get_or_init(|| [lines(GERMAN), lines(ENGLISH)]);
    match language {
        Language::German => german,
        Language::English => english,
    }
}

/// The text of a message without variables.
///
/// # Errors
/// If the locale has no such message.
pub fn text_in(language: Language, key: &str) -> Result<&'static str> {
    let text = texts(language).get(key).copied();
    text.with_context(|| format!("the locale has no message `{key}` on one line"))
}

/// The German text of a message without variables.
///
/// # Errors
/// If the locale has no such message.
pub fn text(key: &str) -> Result<&'static str> {
    text_in(Language::German, key)
}
