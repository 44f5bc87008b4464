//! Names that say nothing, and the file layout `foo.rs` + `foo/`.

use super::Finding;
use super::repository::Repository;

const EMPTY_WORDS: [&str; 10] =
    ["util", "utils", "common", "helper", "helpers", "manager", "dto", "info", "misc", "shared_types"];

/// A thing is called by what it is; what serves one user stands beside that user.
pub(super) fn nothing_is_called_utils(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in repository.paths() {
        let name = path.rsplit('/').next().unwrap_or_default();
        let stems = path.split('/').map(|part| part.split('.').next().unwrap_or_default());
        if name == "mod.rs" {
            findings.push(Finding::new(path, 0, "the layout is `foo.rs` + `foo/`, never `mod.rs`"));
        }
        if let Some(word) = stems.into_iter().find(|stem| EMPTY_WORDS.contains(stem)) {
            findings.push(Finding::new(path, 0, format!("`{word}` says nothing: name the concept")));
        }
    }
    for file in repository.files("", "rs") {
        for (number, line) in file.lines() {
            if let Some(name) = declared_type(line).filter(|name| ends_in_empty_word(name)) {
                findings.push(Finding::new(
                    file.path,
                    number,
                    format!("`{name}` says nothing: name the concept"),
                ));
            }
        }
    }
    findings
}

fn declared_type(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|word| word.starts_with("pub"));
    let keyword = words.next()?;
    let name = words.next()?;
    let end = name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len());
    ["struct", "enum", "trait", "type", "mod"].contains(&keyword).then(|| name.get(..end))?
}

fn ends_in_empty_word(name: &str) -> bool {
    let capitalised = ["Util", "Utils", "Helper", "Helpers", "Manager", "Dto", "Info"];
    capitalised.iter().any(|word| name.ends_with(word)) || EMPTY_WORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_words_are_found_in_paths_and_types() {
        let repository = Repository::of([
            ("shared/x/src/utils.rs", "//! Why.\n"),
            ("client/src/ui/mod.rs", "//! Why.\n"),
            ("a.rs", "pub struct KeyManager;\npub(crate) enum Information { A }\nmod common {}\n"),
        ]);
        let places: Vec<(String, usize)> =
            nothing_is_called_utils(&repository).into_iter().map(|f| (f.place, f.line)).collect();
        let expected = [("client/src/ui/mod.rs", 0), ("shared/x/src/utils.rs", 0), ("a.rs", 1), ("a.rs", 3)];
        assert_eq!(places, expected.map(|(place, line)| (place.to_owned(), line)));
    }
}
