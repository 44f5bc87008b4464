//! The German texts of the app, so that journeys name what people see without repeating it.

use anyhow::{Context, Result};
use std::{collections::HashMap, sync::OnceLock};

const GERMAN: &str = include_str!("../../client/locales/de.ftl");

/// The text of a message without variables.
///
/// # Errors
/// If the locale has no such message.
pub fn text(key: &str) -> Result<&'static str> {
    static TEXTS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| GERMAN.lines().filter_map(|line| line.split_once(" = ")).collect());
    texts.get(key).copied().with_context(|| format!("the German locale has no message `{key}` on one line"))
}
