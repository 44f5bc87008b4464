//! A1: pure crates read no clock, no randomness, no socket and no disk.

use super::Finding;
use super::repository::Repository;

const PURE: [&str; 6] = [
    "shared/casework/src/",
    "shared/protocol/src/",
    "shared/sealing/src/",
    "shared/sync-engine/src/",
    "client/api/src/",
    "client/vault/src/",
];

/// The world, by the names under which code reaches it.
const WORLD: [&str; 16] = [
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "getrandom::",
    "OsRng",
    "SysRng",
    "thread_rng",
    "ActorId::random",
    "std::fs",
    "std::net",
    "std::env",
    "std::thread",
    "tokio::",
    "web_sys::",
    "js_sys::",
];

/// Time, chance and I/O come in as parameters or go out as effects.
pub(super) fn pure_crates_touch_no_world(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in PURE.into_iter().flat_map(|folder| repository.files(folder, "rs")) {
        for (number, line) in file.product_lines() {
            let code = line.split("//").next().unwrap_or_default();
            if let Some(name) = WORLD.iter().find(|name| code.contains(**name)) {
                findings.push(Finding::new(file.path, number, format!("A1: `{name}` in a pure crate")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_in_a_pure_crate_is_found_but_not_in_its_tests_or_comments() {
        let text =
            "//! Why.\n// Instant::now\nlet t = Instant::now();\n#[cfg(test)]\nlet t = Instant::now();\n";
        let repository = Repository::of([("shared/casework/src/a.rs", text), ("sync-server/src/a.rs", text)]);
        let findings = pure_crates_touch_no_world(&repository);
        assert_eq!(findings.iter().map(|f| f.line).collect::<Vec<_>>(), [3]);
    }
}
