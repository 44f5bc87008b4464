//! The repository explains itself: nothing in it points at plans or folders that only its makers had.

use super::Finding;
use super::repository::Repository;

/// What only the makers had; in halves, so that this file does not find itself.
const ELSEWHERE: [(&str, &str); 8] = [
    ("/wo", "rk/"),
    ("design/arch", "itecture.md"),
    ("design/s", "ync.md"),
    ("sync", ".md"),
    ("reliabil", "ity.md"),
    ("dom", "ain.md"),
    ("CONTR", "ACTS.md"),
    ("BRI", "EF.md"),
];

/// Whoever has the repository has everything that its files mention.
pub(super) fn the_repository_stands_alone(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in repository.paths() {
        for (index, line) in repository.text(path).unwrap_or_default().lines().enumerate() {
            let names = |(a, b): &&(&str, &str)| line.contains(&format!("{a}{b}"));
            if let Some((a, b)) = ELSEWHERE.iter().find(names) {
                findings.push(Finding::new(
                    path,
                    index + 1,
                    format!("mentions `{a}{b}`, which is not part of it"),
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_of_the_makers_folders_is_found() {
        let text = concat!("//! Built as in design/s", "ync.md says.\n");
        assert_eq!(the_repository_stands_alone(&Repository::of([("a.rs", text)])).len(), 1);
    }
}
