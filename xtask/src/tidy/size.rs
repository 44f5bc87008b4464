//! Files that can be read in one sitting.

use super::Finding;
use super::repository::{File, Repository};

/// Lines before the tests.
const MOST_PRODUCT_LINES: usize = 400;
/// Lines in all.
const MOST_LINES: usize = 700;

/// Files that may be longer: path, lines in all, and why. The list only shrinks: an entry whose file became shorter
/// must be lowered or taken out.
const EXCEPTIONS: [(&str, usize, &str); 0] = [];

/// A file that is too long holds two things.
pub(super) fn files_stay_readable(repository: &Repository) -> Vec<Finding> {
    let mut findings: Vec<Finding> = ["rs", "js", "css"]
        .into_iter()
        .flat_map(|extension| repository.files("", extension))
        .filter_map(|file| too_long(file, &EXCEPTIONS))
        .collect();
    findings.extend(outlived(repository, &EXCEPTIONS));
    findings
}

fn too_long(file: File<'_>, exceptions: &[(&str, usize, &str)]) -> Option<Finding> {
    let lines = file.text.lines().count();
    let product_lines = if file.is_test() { 0 } else { file.product_lines().count() };
    if let Some((_, limit, _)) = exceptions.iter().find(|(path, _, _)| *path == file.path) {
        return (*limit < lines)
            .then(|| Finding::new(file.path, lines, format!("grew beyond its exception of {limit} lines")));
    }
    if MOST_PRODUCT_LINES < product_lines {
        let text =
            format!("{product_lines} lines before its tests, at most {MOST_PRODUCT_LINES}: split by concept");
        return Some(Finding::new(file.path, product_lines, text));
    }
    (MOST_LINES < lines)
        .then(|| Finding::new(file.path, lines, format!("{lines} lines, at most {MOST_LINES}")))
}

fn outlived(repository: &Repository, exceptions: &[(&str, usize, &str)]) -> Vec<Finding> {
    exceptions
        .iter()
        .filter(|(path, limit, _)| {
            repository.text(path).is_none_or(|text| text.lines().count() + 20 < *limit)
        })
        .map(|(path, _, _)| Finding::new(path, 0, "no longer needs its exception in this size: lower it"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found_but_its_tests_do_not_count_twice() {
        let long = "//! Why.\n".repeat(401);
        let tested = format!("{}#[cfg(test)]\n{}", "//! Why.\n".repeat(300), "//\n".repeat(350));
        let repository =
            Repository::of([("long.rs", &long), ("tested.rs", &tested), ("short.rs", "//! Why.\n")]);
        let places: Vec<String> = files_stay_readable(&repository).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["long.rs"]);
    }

    #[test]
    fn an_exception_holds_only_up_to_its_size_and_not_longer_than_needed() {
        let repository = Repository::of([("a.rs", &"//\n".repeat(500)), ("b.rs", "//\n")]);
        let exceptions = [("a.rs", 450, "one table"), ("b.rs", 450, "one table")];
        let file = repository.files("", "rs").next().unwrap();
        assert!(too_long(file, &exceptions).unwrap().text.contains("grew"));
        assert_eq!(outlived(&repository, &exceptions).len(), 1);
    }
}
