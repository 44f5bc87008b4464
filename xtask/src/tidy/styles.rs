//! The style sheets: colours and sizes have names, classes belong to components.

use std::collections::BTreeSet;

use super::Finding;
use super::repository::Repository;

const SHEETS: &str = "client/styles/";
const TOKENS: &str = "client/styles/tokens.css";
const COLOURS: [&str; 8] = ["#", "rgb(", "rgba(", "hsl(", "oklch(", "oklab(", "lab(", "color-mix("];

/// Raw colours and pixels only in the tokens; every class is a component's; no `@import`, no `!important`.
pub(super) fn sheets_keep_the_rules(repository: &Repository) -> Vec<Finding> {
    let components = components(repository);
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
            for class in classes(line).filter(|class| !belongs_to(class, &components)) {
                found(format!("`.{class}` is no component"));
            }
        }
    }
    findings
}

/// The names of all components: functions that begin with a capital letter.
fn components(repository: &Repository) -> BTreeSet<&str> {
    let mut components = BTreeSet::new();
    for file in repository.files("client/src/", "rs") {
        for (_, line) in file.lines() {
            let Some((_, name)) = line.split_once("fn ") else { continue };
            let end = name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len());
            components.extend(name.get(..end).filter(|name| name.starts_with(char::is_uppercase)));
        }
    }
    components
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

/// The classes that a selector names; `.5rem` is none.
fn classes(line: &str) -> impl Iterator<Item = &str> {
    let is_selector = !line.contains(':') || line.contains('{') || line.trim_end().ends_with(',');
    let selector = line.split('{').next().filter(|_| is_selector).unwrap_or_default();
    selector.split('.').skip(1).filter_map(|after| {
        let end =
            after.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(after.len());
        after.get(..end).filter(|class| class.starts_with(|c: char| c.is_ascii_alphabetic()))
    })
}

fn belongs_to(class: &str, components: &BTreeSet<&str>) -> bool {
    let component = class.split('-').next().unwrap_or_default();
    class.starts_with("kern-") || components.contains(component)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_colours_pixels_and_strange_classes_are_found() {
        let sheet = "/* Lists: 3px #fff */\n.CaseLine { color: #fff; }\n.CaseLine-title,\n.Stranger:hover {\n\
                     padding: 3px;\ncolor: var(--ink);\n}\n@media (min-width: 40.5rem) {\n.kern-btn {\n}\n}\n";
        let component = "//! Why.\npub fn CaseLine(props: &Props) -> Html {}\n";
        let repository =
            Repository::of([("client/styles/cases.css", sheet), ("client/src/ui/line.rs", component)]);
        let lines: Vec<usize> = sheets_keep_the_rules(&repository).into_iter().map(|f| f.line).collect();
        assert_eq!(lines, [2, 4, 5]);
    }

    #[test]
    fn tokens_may_name_colours() {
        let repository = Repository::of([(TOKENS, "/* Names. */\n:root {\n--ink: #111;\n--line: 1px;\n}\n")]);
        assert_eq!(sheets_keep_the_rules(&repository), []);
    }
}
