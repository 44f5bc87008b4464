//! What every source file owes its reader.

use super::Finding;
use super::repository::Repository;

/// A reader learns from the first line why a file exists.
pub(super) fn every_file_says_why_it_exists(repository: &Repository) -> Vec<Finding> {
    let openings = [("rs", "//! "), ("css", "/* "), ("js", "// ")];
    let mut findings = Vec::new();
    for (extension, opening) in openings {
        for file in repository.files("", extension) {
            if !file.text.starts_with(opening) {
                findings.push(Finding::new(
                    file.path,
                    1,
                    format!("opens without `{}` and why it exists", opening.trim()),
                ));
            }
        }
    }
    findings
}

/// Unfinished work is finished or written down where plans live, not left in the code.
pub(super) fn nothing_is_left_for_later(repository: &Repository) -> Vec<Finding> {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
        concat!("HA", "CK:"),
        concat!("#[ign", "ore"),
    ];
    let mut findings = Vec::new();
    for file in
        ["rs", "css", "js", "ftl", "md"].into_iter().flat_map(|extension| repository.files("", extension))
    {
        for (number, line) in file.lines() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(**mark)) {
                findings.push(Finding::new(file.path, number, format!("`{mark}` is left for later")));
            }
        }
    }
    findings
}

/// Who imports a name can see where it comes from.
pub(super) fn no_glob_reexports(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.files("", "rs") {
        for (number, line) in file.lines() {
            let line = line.trim_start();
            if line.starts_with("pub") && line.contains("use ") && line.contains("::*") && !line.contains('"')
            {
                findings.push(Finding::new(file.path, number, "re-exports with `*`: name what is public"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_header_is_found() {
        let repository =
            Repository::of([("a.rs", "//! Why.\n"), ("b.rs", "fn b() {}\n"), ("c.css", ".C {}\n")]);
        let places: Vec<String> =
            every_file_says_why_it_exists(&repository).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["b.rs", "c.css"]);
    }

    #[test]
    fn unfinished_work_is_found() {
        let unfinished = concat!("//! Why.\n// TO", "DO later\n");
        assert_eq!(nothing_is_left_for_later(&Repository::of([("a.rs", unfinished)]))[0].line, 2);
    }

    #[test]
    fn a_glob_reexport_is_found() {
        let repository = Repository::of([("a.rs", "use x::*;\npub use x::*;\npub(crate) use y::*;\n")]);
        assert_eq!(no_glob_reexports(&repository).len(), 2);
    }
}
