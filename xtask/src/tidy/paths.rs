//! Documents that point somewhere point at something.

use super::Finding;
use super::repository::{File, Repository};

/// Made by building or running; documents may speak of them.
const GENERATED: [&str; 4] = ["dist", "target", "data", "node_modules"];

/// A path in Markdown, as a link or as code, is a file or folder of the repository.
pub(super) fn every_path_in_markdown_exists(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.files("", "md") {
        let mut in_block = false;
        for (number, line) in file.lines() {
            in_block ^= line.trim_start().starts_with("```");
            if in_block {
                continue;
            }
            for path in linked(line) {
                if !repository.has(&resolved(file, path)) && !repository.has(path) {
                    findings.push(Finding::new(
                        file.path,
                        number,
                        format!("links to `{path}`, which is not there"),
                    ));
                }
            }
            for path in quoted(line).filter(|path| is_path(path, repository)) {
                if !repository.has(path) && !repository.has(&resolved(file, path)) {
                    findings.push(Finding::new(
                        file.path,
                        number,
                        format!("names `{path}`, which is not there"),
                    ));
                }
            }
        }
    }
    findings
}

fn linked(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|after| after.split([')', '#']).next())
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
}

fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Whether code in Markdown is meant as a path: it begins with a folder of ours and has no place for a variable.
fn is_path(text: &str, repository: &Repository) -> bool {
    let Some((first, _)) = text.split_once('/') else {
        return text.ends_with(".md") && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    };
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    is_plain && !GENERATED.contains(&first) && repository.has(first)
}

fn resolved(file: File<'_>, path: &str) -> String {
    let mut parts: Vec<&str> = file.path.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => (),
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_nowhere_are_found() {
        let text = "See `client/src/gone.rs`, `client/src/here.rs`, `dist/x.js`, `a/b`.\n\
                    [x](../README.md) [y](missing.md) [z](https://example.org/)\n";
        let repository =
            Repository::of([("docs/a.md", text), ("README.md", "x"), ("client/src/here.rs", "//! Why.\n")]);
        let findings = every_path_in_markdown_exists(&repository);
        assert_eq!(findings.iter().map(|f| f.line).collect::<Vec<_>>(), [1, 2], "{findings:?}");
    }
}
