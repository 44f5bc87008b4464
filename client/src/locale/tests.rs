//! Both locales are whole: the same keys, no message that does not parse, a text for everything the code names.

use super::Language;
use fluent_bundle::FluentResource;
use std::collections::BTreeSet;
use std::path::Path;

/// Keys of a locale's messages.
fn keys(language: Language) -> BTreeSet<String> {
    let resource = FluentResource::try_new(language.source().to_owned());
    assert!(resource.is_ok(), "{language:?} has a message that does not parse");
    let lines =
        language.source().lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    lines.filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn both_locales_have_the_same_keys_and_each_key_once() {
    let (german, english) = (keys(Language::German), keys(Language::English));
    let only_one: Vec<_> = german.symmetric_difference(&english).collect();
    assert!(only_one.is_empty(), "{only_one:?}");
    for language in Language::ALL {
        let n_lines = language
            .source()
            .lines()
            .filter(|line| line.contains(" =") && !line.starts_with([' ', '#']))
            .count();
        assert_eq!(n_lines, keys(language).len(), "{language:?} says something twice");
    }
}

#[test]
fn gaps_have_the_same_names_in_both_locales() {
    let gaps = |language: Language| -> BTreeSet<String> {
        let mut key = String::new();
        let mut gaps = BTreeSet::new();
        for line in language.source().lines() {
            if let Some((found, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                key = found.to_owned();
            }
            for gap in line.split("{ $").skip(1) {
                let name: String = gap.chars().take_while(char::is_ascii_alphanumeric).collect();
                gaps.insert(format!("{key} {name}"));
            }
        }
        gaps
    };
    assert_eq!(gaps(Language::German), gaps(Language::English));
}

/// Texts between quotes that follow one of `calls` in the sources of the screens.
fn named_in(folder: &Path, calls: &[&str], found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named_in(&path, calls, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            for call in calls {
                let names = source.split(call).skip(1).filter_map(|rest| rest.split('"').next());
                found.extend(names.filter(|name| !name.contains('{')).map(str::to_owned));
            }
        }
    }
}

#[test]
fn every_key_that_the_code_names_has_a_text() {
    let mut named = BTreeSet::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui");
    named_in(
        &sources,
        &["locale.text(\"", "locale.count(\"", "locale.with(\"", "act.say(\"", "says.say(\""],
        &mut named,
    );
    assert!(100 < named.len(), "precondition: the sources are read");
    let known = keys(Language::German);
    let missing: Vec<_> = named.difference(&known).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Lists whose codes are named by the browser.
const NAMED_ELSEWHERE: [&str; 3] = ["countries", "nationalities", "languages"];

/// All sources of a folder, one after the other.
fn sources_in(folder: &Path, joined: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources_in(&path, joined);
        } else {
            joined.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Strings in `source` behind `before`, up to the closing quote.
fn quoted<'a>(source: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    source.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_field_and_every_code_has_a_label() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/casework/src/schema");
    let known = keys(Language::German);
    let mut missing = Vec::new();
    for file in ["person_sheet.rs", "case_file.rs", "unit.rs"] {
        let source = std::fs::read_to_string(schema.join(file)).unwrap();
        for maker in ["new(\"", "line(\"", "code(\"", "codes(\"", "number(\""] {
            let labels = quoted(&source, maker).map(|id| format!("field-{}", id.replace('.', "-")));
            missing.extend(labels.filter(|label| !known.contains(label)));
        }
        // What the unit shares is written on pages of its own, which say what it is.
        let lists = quoted(&source, "id: \"").filter(|id| !["sites", "staff"].contains(id));
        let lists = lists.map(|id| format!("list-{id}"));
        missing.extend(lists.filter(|label| !known.contains(label)));
    }
    let mut codes = String::new();
    sources_in(&schema, &mut codes);
    let mut n_codes = 0;
    for list in codes.split("id: \"").skip(1) {
        let id = list.split('"').next().unwrap_or_default();
        let inside =
            list.split("in_use([").nth(1).and_then(|rest| rest.split("])").next()).unwrap_or_default();
        for code in inside.split('"').skip(1).step_by(2) {
            n_codes += 1;
            let label = format!("code-{id}-{code}");
            let is_named_elsewhere = NAMED_ELSEWHERE.contains(&id);
            if !is_named_elsewhere && !known.contains(&label) {
                missing.push(label);
            }
        }
    }
    assert!(200 < n_codes, "precondition: the lists are read");
    assert!(missing.is_empty(), "{missing:?}");
}
