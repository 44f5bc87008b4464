//! `cargo xtask tidy`: the rules of this code base that compilers do not know.
//!
//! A rule without a mechanical guard does not hold. Each file below guards one matter: it takes the repository as
//! data and gives back findings, so its tests can prove with three lines of text that it is able to fail.

mod edges;
mod language;
mod licences;
mod locale;
mod metadata;
mod names;
mod paths;
mod pure;
mod repository;
mod screen_text;
mod size;
mod source;
mod spec;
mod styles;

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use self::metadata::Metadata;
use self::repository::Repository;

/// Something that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The file, or what else the finding is about.
    place: String,
    /// The line, counted from 1; 0 if the finding is about the whole.
    line: usize,
    /// What is wrong and what would be right.
    text: String,
}

impl Finding {
    fn new(place: &str, line: usize, text: impl Into<String>) -> Self {
        Self { place: place.to_owned(), line, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.place, self.line, self.text)
    }
}

/// The rules that read files.
const FILE_RULES: [fn(&Repository) -> Vec<Finding>; 16] = [
    edges::every_shared_dependency_has_a_user,
    source::every_file_says_why_it_exists,
    source::nothing_is_left_for_later,
    source::no_glob_reexports,
    names::nothing_is_called_utils,
    size::files_stay_readable,
    pure::pure_crates_touch_no_world,
    spec::every_rule_has_a_test,
    spec::every_named_rule_exists,
    paths::every_path_in_markdown_exists,
    language::the_repository_stands_alone,
    locale::both_languages_say_the_same,
    locale::every_message_is_used_and_exists,
    screen_text::every_text_comes_from_the_locale,
    styles::sheets_keep_the_rules,
    styles::classes_are_written_and_shown,
];

/// The rules that read what cargo knows about the crates.
const CRATE_RULES: [fn(&Repository, &Metadata) -> Vec<Finding>; 4] = [
    edges::the_drawn_edges_are_the_real_ones,
    edges::the_relay_links_nothing_that_opens,
    edges::heavy_libraries_stay_where_they_belong,
    licences::every_licence_is_allowed,
];

/// All findings in the repository at `root`, in the order of their places.
///
/// # Errors
/// If the repository cannot be read or cargo cannot describe it.
pub(crate) fn findings(root: &Path) -> Result<Vec<Finding>> {
    let repository = Repository::read(root)?;
    let metadata = Metadata::read(root)?;
    let mut findings: Vec<Finding> = FILE_RULES.iter().flat_map(|rule| rule(&repository)).collect();
    findings.extend(CRATE_RULES.iter().flat_map(|rule| rule(&repository, &metadata)));
    findings.sort();
    Ok(findings)
}

/// Prints all findings.
///
/// # Errors
/// If the repository cannot be read or cargo cannot describe it.
pub(crate) fn report(root: &Path) -> Result<ExitCode> {
    let findings = findings(root)?;
    for finding in &findings {
        println!("{finding}");
    }
    println!("tidy: {} findings", findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
