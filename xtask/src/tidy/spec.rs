//! Rules with numbers: each has a test that names it, and nobody names a rule that does not exist.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::repository::{File, Repository};

/// PR wire, MB membership chain, SY delivery, CF documents, VS and RS the two stores, J journeys.
const AREAS: [&str; 7] = ["PR", "MB", "SY", "CF", "VS", "RS", "J"];

/// A rule that no test names is a wish.
pub(super) fn every_rule_has_a_test(repository: &Repository) -> Vec<Finding> {
    let tested: BTreeSet<String> = repository.files("", "rs").flat_map(rules_named_in_tests).collect();
    let mut findings = Vec::new();
    for (rule, (path, line)) in defined(repository) {
        if !tested.contains(&rule) {
            findings.push(Finding::new(&path, line, format!("no test names {rule}")));
        }
    }
    findings
}

/// A name without a rule behind it explains nothing.
pub(super) fn every_named_rule_exists(repository: &Repository) -> Vec<Finding> {
    let defined = defined(repository);
    let mut findings = Vec::new();
    for file in repository.files("", "rs").filter(|file| !file.path.starts_with("xtask/")) {
        for (number, line) in file.lines() {
            for rule in rules_in(line).into_iter().filter(|rule| !defined.contains_key(rule)) {
                findings.push(Finding::new(file.path, number, format!("{rule} stands in no SPEC")));
            }
        }
    }
    findings
}

/// Where each rule is written down: `**SY7**` in a SPEC.md or in the journeys.
fn defined(repository: &Repository) -> BTreeMap<String, (String, usize)> {
    let mut rules = BTreeMap::new();
    let is_spec = |file: &File<'_>| file.path.ends_with("SPEC.md") || file.path == "tests/SCENARIOS.md";
    for file in repository.files("", "md").filter(is_spec) {
        for (number, line) in file.lines() {
            for bold in line.split("**").skip(1).step_by(2) {
                if is_rule(bold) {
                    rules.entry(bold.to_owned()).or_insert_with(|| (file.path.to_owned(), number));
                }
            }
        }
    }
    rules
}

fn rules_named_in_tests(file: File<'_>) -> Vec<String> {
    let begin = file.tests_begin();
    file.lines().filter(|(number, _)| begin <= *number).flat_map(|(_, line)| rules_in(line)).collect()
}

/// The rules that a line of Rust names: in a function's name (`fn sy7_…`) or in a comment.
fn rules_in(line: &str) -> Vec<String> {
    let line = line.trim_start();
    if let Some((_, comment)) = line.split_once("//") {
        let words = comment.split(|c: char| !c.is_ascii_alphanumeric());
        return words.filter(|word| is_rule(word)).map(str::to_owned).collect();
    }
    let name = line.split_once("fn ").map(|(_, name)| name).unwrap_or_default();
    let parts = name.split(['_', '(']).map(str::to_uppercase);
    parts.take_while(|part| is_rule(part)).collect()
}

fn is_rule(word: &str) -> bool {
    let digits = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
    let (area, number) = word.split_at(digits);
    AREAS.contains(&area) && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: (&str, &str) = ("shared/x/SPEC.md", "* **SY1** One.\n* **SY2** Two.\n* **SY3** Three.\n");

    #[test]
    fn a_rule_without_a_test_is_found() {
        let tests = "//! Why [SY3].\n#[cfg(test)]\n/// [SY1]\nfn a() {}\nfn sy2_two_stays_two() {}\n";
        let findings = every_rule_has_a_test(&Repository::of([SPEC, ("a.rs", tests)]));
        assert_eq!(findings, [Finding::new("shared/x/SPEC.md", 3, "no test names SY3")]);
    }

    #[test]
    fn a_rule_that_does_not_exist_is_found() {
        let findings =
            every_named_rule_exists(&Repository::of([SPEC, ("a.rs", "//! [SY1]\nfn sy9_x() {}\n")]));
        assert_eq!(findings, [Finding::new("a.rs", 2, "SY9 stands in no SPEC")]);
    }

    #[test]
    fn other_words_are_no_rules() {
        for word in ["J", "SYN1", "PR1a", "UTF8", "RS", "B1"] {
            assert!(!is_rule(word), "{word}");
        }
    }
}
