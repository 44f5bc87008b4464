//! The style sheets: colours and sizes have names, and every class is written and shown.

use std::collections::BTreeMap;

use super::Finding;
use super::repository::{File, Repository};

const SHEETS: &str = "client/styles/";
const SOURCES: &str = "client/src/";
const TOKENS: &str = "client/styles/tokens.css";
const COLOURS: [&str; 8] = ["#", "rgb(", "rgba(", "hsl(", "oklch(", "oklab(", "lab(", "color-mix("];
/// Classes that belong to no component because they say how any text is meant: of less weight, smaller, only heard,
/// not on paper.
const TEXT_ROLES: [&str; 4] = ["muted", "small", "sr-only", "no-print"];
/// Classes with this beginning are KERN's and come in its own sheet; of its other components the build keeps nothing.
const KERN: &str = "kern-icon";

/// Where each class stands first: file and line.
type Classes<'a> = BTreeMap<&'a str, (&'a str, usize)>;

/// Raw colours and pixels only in the tokens; no `@import`, no `!important`.
pub(super) fn sheets_keep_the_rules(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.files(SHEETS, "css") {
        for (number, line) in without_comments(file.text).lines().enumerate() {
            let mut found = |text: String| findings.push(Finding::new(file.path, number + 1, text));
            if line.contains("!important") || line.contains("@import") {
                found("`!important` and `@import` have no place in layered sheets".to_owned());
            }
            let value = line.split_once(':').map(|(_, value)| value).unwrap_or_default();
            let may_name_colours = file.path == TOKENS || line.trim_end().ends_with('{');
            if let Some(colour) = COLOURS.iter().find(|colour| !may_name_colours && value.contains(**colour))
            {
                found(format!("a raw colour (`{colour}`): give it a name in tokens.css"));
            }
            if file.path != TOKENS && has_pixels(line) {
                found("a size in pixels: use rem or a name from tokens.css".to_owned());
            }
        }
    }
    findings
}

/// One search for a class finds both its rule and its use, and a class reads as the component it belongs to
/// (`.CaseLine`, its part `.CaseLine-title`).
pub(super) fn classes_are_written_and_shown(repository: &Repository) -> Vec<Finding> {
    let sheets: Vec<(&str, String)> =
        repository.files(SHEETS, "css").map(|file| (file.path, without_comments(file.text))).collect();
    let mut styled = Classes::new();
    for (path, text) in &sheets {
        for (index, line) in text.lines().enumerate() {
            for class in classes_in_selectors(line) {
                styled.entry(class).or_insert((path, index + 1));
            }
        }
    }
    let mut shown = Classes::new();
    let mut said: Vec<&str> = Vec::new();
    for file in repository.files(SOURCES, "rs") {
        for (number, class) in classes_in_markup(file) {
            shown.entry(class).or_insert((file.path, number));
        }
        said.extend(file.text.split('"').skip(1).step_by(2).flat_map(str::split_whitespace));
    }
    let mut findings = Vec::new();
    for (class, (path, line)) in styled.iter().filter(|(class, _)| !class.starts_with(KERN)) {
        if !is_component(class) && !TEXT_ROLES.contains(class) {
            let text = format!("`.{class}` is neither a component (`.CaseLine-title`) nor a text role");
            findings.push(Finding::new(path, *line, text));
        } else if !said.contains(class) {
            findings.push(Finding::new(path, *line, format!("nobody shows `.{class}`")));
        }
    }
    let bare = shown.iter().filter(|(class, _)| !class.starts_with(KERN) && !styled.contains_key(*class));
    findings.extend(bare.map(|(class, (path, line))| {
        Finding::new(path, *line, format!("no sheet says how `.{class}` looks"))
    }));
    findings
}

/// The classes that Rust gives to elements: `class="Panel-row muted"` and `class={classes!("Icon", …)}`.
fn classes_in_markup(file: File<'_>) -> impl Iterator<Item = (usize, &str)> {
    file.product_lines().flat_map(|(number, line)| {
        let lists = line.split("class=").skip(1).flat_map(|after| {
            let one = after.strip_prefix('"').and_then(|after| after.split('"').next());
            let several = after.strip_prefix("{classes!(").and_then(|after| after.split(')').next());
            let literals = several
                .unwrap_or_default()
                .split(',')
                .filter_map(|argument| argument.trim().strip_prefix('"')?.strip_suffix('"'));
            one.into_iter().chain(literals)
        });
        lists.flat_map(str::split_whitespace).map(move |class| (number, class))
    })
}

/// `CaseLine` or `CaseLine-title`.
fn is_component(class: &str) -> bool {
    let mut parts = class.split('-');
    parts.next().is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        && parts.all(|part| part.starts_with(|c: char| c.is_ascii_lowercase()))
        && class.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// The sheet with comments blanked, so that line numbers stay.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        let (comment, behind) = after.split_once("*/").unwrap_or((after, ""));
        kept.push_str(before);
        kept.extend(comment.chars().filter(|c| *c == '\n'));
        rest = behind;
    }
    kept.push_str(rest);
    kept
}

fn has_pixels(line: &str) -> bool {
    line.match_indices("px")
        .any(|(at, _)| line.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit())))
}

/// The classes that a line's selectors name, whatever stands in braces aside; a selector ends with `{` or `,`.
fn classes_in_selectors(line: &str) -> Vec<&str> {
    let mut selectors: Vec<&str> = line.split(['{', '}']).collect();
    let last = selectors.pop().filter(|rest| rest.trim_end().ends_with(','));
    selectors.extend(last);
    let dotted =
        selectors.into_iter().filter(|text| !text.contains(';')).flat_map(|text| text.split('.').skip(1));
    dotted
        .filter_map(|after| {
            let end =
                after.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(after.len());
            after.get(..end).filter(|class| class.starts_with(|c: char| c.is_ascii_alphabetic()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_colours_and_pixels_are_found() {
        let sheet = "/* Lists: 3px #fff */\n.CaseLine { color: #fff; }\n.CaseLine-title {\npadding: 3px;\n\
                     color: var(--ink);\n}\n@media (min-width: 40.5rem) {\n.kern-btn {\n}\n}\n";
        let repository = Repository::of([("client/styles/cases.css", sheet)]);
        let lines: Vec<usize> = sheets_keep_the_rules(&repository).into_iter().map(|f| f.line).collect();
        assert_eq!(lines, [2, 4]);
    }

    #[test]
    fn tokens_may_name_colours() {
        let repository = Repository::of([(TOKENS, "/* Names. */\n:root {\n--ink: #111;\n--line: 1px;\n}\n")]);
        assert_eq!(sheets_keep_the_rules(&repository), []);
    }

    #[test]
    fn classes_that_only_one_side_knows_are_found() {
        let sheet = "/* .Comment */\n.CaseLine > a.Gone { margin: .5rem; } .muted { top: 1.5rem; }\n.CaseLine-title,\n\
                     .kern-icon--x:hover { }\n.stranger { }\n.CaseLine[data-a=\"1\"] { }\n";
        let code = "//! Why.\n<p class=\"CaseLine muted\"><b class={classes!(\"CaseLine-title\", \"Bare\", other)}>\n\
                    <i class=\"kern-icon stranger\">\n";
        let repository =
            Repository::of([("client/styles/cases.css", sheet), ("client/src/ui/line.rs", code)]);
        let texts: Vec<String> =
            classes_are_written_and_shown(&repository).into_iter().map(|f| f.to_string()).collect();
        assert_eq!(
            texts,
            [
                "client/styles/cases.css:2: nobody shows `.Gone`",
                "client/styles/cases.css:5: `.stranger` is neither a component (`.CaseLine-title`) nor a text role",
                "client/src/ui/line.rs:2: no sheet says how `.Bare` looks",
            ]
        );
    }
}
