//! The texts on screen: German and English say the same things, and nothing is said that nobody shows.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::repository::Repository;

const GERMAN: &str = "client/locales/de.ftl";
const ENGLISH: &str = "client/locales/en.ftl";
/// How code asks the locale for a message.
const CALLS: [&str; 3] = [".text(\"", ".count(\"", ".with(\""];

/// A message in one language only would be shown as its key in the other.
pub(super) fn both_languages_say_the_same(repository: &Repository) -> Vec<Finding> {
    let (german, english) = (messages(repository, GERMAN), messages(repository, ENGLISH));
    let mut findings = Vec::new();
    for (here, there, place) in [(&german, &english, ENGLISH), (&english, &german, GERMAN)] {
        for (key, message) in here {
            match there.get(key) {
                None => findings.push(Finding::new(place, 0, format!("`{key}` is missing"))),
                Some(other) if other.variables != message.variables => {
                    findings.push(Finding::new(
                        place,
                        other.line,
                        format!("`{key}` has other variables here than there"),
                    ));
                }
                Some(_) => (),
            }
        }
    }
    findings
}

/// Code asks for messages that exist, and every message is asked for.
pub(super) fn every_message_is_used_and_exists(repository: &Repository) -> Vec<Finding> {
    let messages = messages(repository, GERMAN);
    let mut findings = Vec::new();
    let mut literals: Vec<&str> = Vec::new();
    let mut beginnings: Vec<&str> = Vec::new();
    for file in repository.files("client/src/", "rs") {
        for (number, line) in file.product_lines() {
            for key in CALLS
                .iter()
                .flat_map(|call| line.split(*call).skip(1))
                .filter_map(|after| after.split('"').next())
            {
                if !messages.contains_key(key) {
                    findings.push(Finding::new(
                        file.path,
                        number,
                        format!("asks for `{key}`, which no locale has"),
                    ));
                }
            }
            literals.extend(line.split('"').skip(1).step_by(2));
        }
        let built = file.text.split("format!(\"").skip(1).filter_map(|after| after.split(['{', '"']).next());
        beginnings.extend(built.filter(|beginning| beginning.ends_with('-')));
    }
    for (key, message) in &messages {
        let is_used =
            literals.contains(&key.as_str()) || beginnings.iter().any(|start| key.starts_with(*start));
        if !is_used && !is_referred_to(repository, key) {
            findings.push(Finding::new(GERMAN, message.line, format!("nobody shows `{key}`")));
        }
    }
    findings
}

fn is_referred_to(repository: &Repository, key: &str) -> bool {
    let texts = repository.text(GERMAN).unwrap_or_default();
    [format!("{{ {key} }}"), format!("{{{key}}}"), format!("{{ {key}.")]
        .iter()
        .any(|place| texts.contains(place))
}

/// The keys of all messages.
pub(super) fn keys(repository: &Repository) -> BTreeSet<String> {
    messages(repository, GERMAN).into_keys().collect()
}

/// A message of a Fluent file, without its words.
struct Message {
    line: usize,
    /// The names after `$`, in order, each once.
    variables: Vec<String>,
}

fn messages(repository: &Repository, path: &str) -> BTreeMap<String, Message> {
    let mut messages: BTreeMap<String, Message> = BTreeMap::new();
    let mut current: Option<String> = None;
    for (index, line) in repository.text(path).unwrap_or_default().lines().enumerate() {
        if let Some((key, _)) = line.split_once('=').filter(|(key, _)| is_key(key)) {
            let key = key.trim().to_owned();
            messages.insert(key.clone(), Message { line: index + 1, variables: Vec::new() });
            current = Some(key);
        }
        let Some(message) =
            current.as_ref().and_then(|key| messages.get_mut(key)).filter(|_| !line.starts_with('#'))
        else {
            continue;
        };
        for after in line.split('$').skip(1) {
            let name: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            if !message.variables.contains(&name) {
                message.variables.push(name);
                message.variables.sort();
            }
        }
    }
    messages
}

fn is_key(text: &str) -> bool {
    let name = text.trim_end();
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_in_one_language_only_is_found() {
        let repository =
            Repository::of([(GERMAN, "a = A\nb = { $n } B\n"), (ENGLISH, "a = A\nb = { $m } B\nc = C\n")]);
        let texts: Vec<String> =
            both_languages_say_the_same(&repository).into_iter().map(|f| f.to_string()).collect();
        assert!(
            texts.iter().any(|text| text.starts_with(GERMAN) && text.contains("`c` is missing")),
            "{texts:?}"
        );
        assert!(texts.iter().any(|text| text.contains("`b` has other variables")), "{texts:?}");
    }

    #[test]
    fn unused_and_missing_messages_are_found() {
        let code = "//! Why.\nlocale.text(\"a\");\nlocale.with(\"gone\", &[]);\nformat!(\"field-{}\", x);\n";
        let repository =
            Repository::of([(GERMAN, "a = A { c }\nb = B\nc = C\nfield-x = X\n"), ("client/src/a.rs", code)]);
        let findings = every_message_is_used_and_exists(&repository);
        let found: Vec<(&str, usize)> = findings.iter().map(|f| (f.place.as_str(), f.line)).collect();
        assert_eq!(found, [("client/src/a.rs", 3), (GERMAN, 2)]);
    }
}
