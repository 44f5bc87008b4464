//! Foreign code comes under licences that this one (EUPL-1.2) may link.

use super::Finding;
use super::metadata::Metadata;
use super::repository::Repository;

const ALLOWED: [&str; 17] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "EUPL-1.2",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Every crate of the lock file, tools included, has an allowed licence.
pub(super) fn every_licence_is_allowed(_: &Repository, metadata: &Metadata) -> Vec<Finding> {
    metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(is_allowed))
        .map(|package| {
            let license = package.license.as_deref().unwrap_or("no licence");
            let place = format!("{} {}", package.name, package.version);
            Finding::new(&place, 0, format!("{license}: not on the list of allowed licences"))
        })
        .collect()
}

/// Whether one alternative of an SPDX expression is allowed; understands `OR`, `AND`, the old `/` and brackets of
/// one level.
fn is_allowed(expression: &str) -> bool {
    let flat = expression.replace('/', " OR ");
    if let Some((before, rest)) = flat.split_once('(') {
        let Some((inner, after)) = rest.split_once(')') else { return false };
        let inner = if is_allowed(inner) { "MIT" } else { "refused" };
        return is_allowed(&format!("{before}{inner}{after}"));
    }
    flat.split(" OR ").any(|choice| choice.split(" AND ").all(|license| ALLOWED.contains(&license.trim())))
}

#[cfg(test)]
mod tests {
    use super::super::metadata::fake::workspace;
    use super::*;

    #[test]
    fn a_licence_that_is_not_on_the_list_is_found() {
        let metadata = workspace(&[("a", &[], "GPL-3.0-only"), ("b", &[], "MIT/Apache-2.0")]);
        let findings = every_licence_is_allowed(&Repository::default(), &metadata);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].place, "a 1.0.0");
    }

    #[test]
    fn expressions_are_understood() {
        for allowed in ["MIT", "GPL-3.0 OR MIT", "(MIT OR GPL-3.0) AND Unicode-3.0", "Apache-2.0 AND ISC"] {
            assert!(is_allowed(allowed), "{allowed}");
        }
        for refused in ["GPL-3.0", "MIT AND GPL-3.0", "(GPL-3.0 OR AGPL-3.0) AND MIT", ""] {
            assert!(!is_allowed(refused), "{refused}");
        }
    }
}
