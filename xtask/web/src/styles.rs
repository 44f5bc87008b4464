//! Joins the app's style sheets in the order in which `index.html` lists them.
//!
//! In the sources each feature has its own sheet; the browser gets one file, because every request of a cold start
//! counts and because the order, which the cascade layers make explicit, must not depend on what arrives first.

use std::path::Path;

use anyhow::{Context, Result, ensure};

/// More sheets than this are a heap nobody reads.
const MOST_SHEETS: usize = 15;

/// The text of all `sheets` (paths below `root`).
///
/// # Errors
/// If a listed sheet is missing, a sheet in `client/styles` is not listed, or there are too many.
pub(crate) fn joined(root: &Path, sheets: &[String]) -> Result<String> {
    ensure!(sheets.len() <= MOST_SHEETS, "index.html lists {} sheets, {MOST_SHEETS} at most", sheets.len());
    let mut joined = String::new();
    for sheet in sheets {
        let text = std::fs::read_to_string(root.join(sheet))
            .with_context(|| format!("index.html lists {sheet}, which cannot be read"))?;
        joined.push_str(text.trim());
        joined.push('\n');
    }
    for entry in std::fs::read_dir(root.join("client/styles")).context("client/styles cannot be read")? {
        let name = format!("client/styles/{}", entry?.file_name().to_string_lossy());
        ensure!(!name.ends_with(".css") || sheets.contains(&name), "index.html does not list {name}");
    }
    Ok(joined)
}
