//! Who may know whom: the crates' dependencies are those that ARCHITECTURE.md draws.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::metadata::Metadata;
use super::repository::Repository;

const DRAWING: &str = "ARCHITECTURE.md";
/// The heading of the table with one row for each crate: its name, what it builds on, what its tests use besides.
const TABLE: &str = "| crate | builds on | its tests also use |";

/// Libraries that shape whoever links them, and the crates that may name them.
const HEAVY: [(&str, &[&str]); 3] = [
    ("yew", &["client"]),
    ("automerge", &["casework", "vault", "test-support"]),
    ("rusqlite", &["sync-server", "headless", "e2e"]),
];

/// A new edge is an architectural change: it is drawn before it is used.
pub(super) fn the_drawn_edges_are_the_real_ones(
    repository: &Repository,
    metadata: &Metadata,
) -> Vec<Finding> {
    let drawn = drawn(repository.text(DRAWING).unwrap_or_default());
    let own: Vec<&str> = metadata.own().iter().map(|package| package.name.as_str()).collect();
    let ours = |names: BTreeSet<&str>| -> Vec<String> {
        names.into_iter().filter(|name| own.contains(name)).map(str::to_owned).collect()
    };
    let mut findings = Vec::new();
    for package in metadata.own() {
        let builds_on = ours(package.depends_on(None));
        let mut tests_use = ours(package.depends_on(Some("dev")));
        tests_use.retain(|name| !builds_on.contains(name));
        let real = (builds_on, tests_use);
        if drawn.get(&package.name) != Some(&real) {
            let (builds_on, tests_use) = real;
            let text = format!(
                "draws `{}` otherwise than it is: it builds on [{}], its tests also use [{}]",
                package.name,
                builds_on.join(", "),
                tests_use.join(", ")
            );
            findings.push(Finding::new(DRAWING, 0, text));
        }
    }
    let gone = drawn.keys().filter(|name| !own.contains(&name.as_str()));
    findings.extend(gone.map(|name| Finding::new(DRAWING, 0, format!("draws `{name}`, which is no crate"))));
    findings
}

/// The rows of the table, sorted like cargo's answer.
fn drawn(text: &str) -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let rows =
        text.lines().skip_while(|line| *line != TABLE).skip(2).take_while(|line| line.starts_with('|'));
    rows.filter_map(|row| {
        let mut cells = row.split('|').skip(1).map(|cell| {
            let mut names: Vec<String> = cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            names.sort();
            names
        });
        let name = cells.next()?.pop()?;
        Some((name, (cells.next()?, cells.next()?)))
    })
    .collect()
}

const WORKSPACE: &str = "Cargo.toml";

/// A version that is chosen for nobody is a dependency in waiting: it goes when its last user goes.
pub(super) fn every_shared_dependency_has_a_user(repository: &Repository) -> Vec<Finding> {
    let manifests = || repository.files("", "toml").filter(|file| file.path.ends_with("/Cargo.toml"));
    let is_used = |name: &str| {
        manifests().flat_map(|file| file.text.lines()).any(|line| {
            line.split_once(['.', ' ', '='])
                .is_some_and(|(key, rest)| key == name && rest.contains("workspace"))
        })
    };
    let table = repository.text(WORKSPACE).unwrap_or_default().lines().enumerate();
    let table = table.skip_while(|(_, line)| *line != "[workspace.dependencies]").skip(1);
    let entries = table.take_while(|(_, line)| !line.starts_with('[')).filter_map(|(place, line)| {
        let name = line.split_once('=')?.0.trim();
        (!line.starts_with('#')).then_some((place + 1, name))
    });
    let unused = entries.filter(|(_, name)| !is_used(name));
    unused
        .map(|(line, name)| Finding::new(WORKSPACE, line, format!("`{name}` is used by no crate: remove it")))
        .collect()
}

/// A2: the relay cannot read what it stores, because it does not link what could open it.
pub(super) fn the_relay_links_nothing_that_opens(_: &Repository, metadata: &Metadata) -> Vec<Finding> {
    let linked = metadata.linked_into("sync-server");
    let opening = ["sealing", "casework", "automerge", "vault", "chacha20poly1305", "hpke"];
    opening
        .into_iter()
        .filter(|name| linked.contains(name))
        .map(|name| Finding::new("sync-server", 0, format!("A2: must not link `{name}`")))
        .collect()
}

/// Yew draws, automerge merges, SQLite stores: each in its place, so that it can be replaced there.
pub(super) fn heavy_libraries_stay_where_they_belong(_: &Repository, metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in metadata.own() {
        let mut direct = package.depends_on(None);
        direct.extend(package.depends_on(Some("dev")));
        for (library, allowed) in HEAVY {
            if direct.contains(&library) && !allowed.contains(&package.name.as_str()) {
                findings.push(Finding::new(
                    &package.name,
                    0,
                    format!("`{library}` belongs to {}", allowed.join(", ")),
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::metadata::fake::workspace;
    use super::*;

    const MIT: &str = "MIT";

    fn drawing(rows: &str) -> Repository {
        Repository::of([(DRAWING, &format!("# X\n\n{TABLE}\n|---|---|---|\n{rows}\n"))])
    }

    #[test]
    fn an_edge_that_is_not_drawn_is_found() {
        let metadata = workspace(&[("a", &["b"], MIT), ("b", &[], MIT)]);
        let right = drawing("| `a` | `b` | |\n| `b` | | |");
        assert_eq!(the_drawn_edges_are_the_real_ones(&right, &metadata), []);
        let wrong = drawing("| `a` | | |\n| `b` | | |\n| `c` | | |");
        assert_eq!(the_drawn_edges_are_the_real_ones(&wrong, &metadata).len(), 2);
    }

    #[test]
    fn a_relay_that_could_open_envelopes_is_found_even_through_another_crate() {
        let metadata =
            workspace(&[("sync-server", &["x"], MIT), ("x", &["sealing"], MIT), ("sealing", &[], MIT)]);
        let findings = the_relay_links_nothing_that_opens(&Repository::default(), &metadata);
        assert_eq!(findings, [Finding::new("sync-server", 0, "A2: must not link `sealing`")]);
    }

    #[test]
    fn a_library_in_the_wrong_crate_is_found() {
        let metadata = workspace(&[("client", &["yew"], MIT), ("api", &["yew"], MIT)]);
        let findings = heavy_libraries_stay_where_they_belong(&Repository::default(), &metadata);
        assert_eq!(findings, [Finding::new("api", 0, "`yew` belongs to client")]);
    }

    #[test]
    fn a_shared_dependency_that_nobody_uses_is_found() {
        let root = "[workspace.dependencies]\n# Pure.\nserde = \"1\"\nyew = { version = \"0.23\" }\n\n[workspace.lints]\n";
        let member = "[dependencies]\nserde.workspace = true\n";
        let spare = Repository::of([("Cargo.toml", root), ("a/Cargo.toml", member)]);
        let text = "`yew` is used by no crate: remove it";
        assert_eq!(every_shared_dependency_has_a_user(&spare), [Finding::new("Cargo.toml", 4, text)]);
        let member =
            "[dependencies]\nserde.workspace = true\nyew = { workspace = true, features = [\"csr\"] }\n";
        let used = Repository::of([("Cargo.toml", root), ("a/Cargo.toml", member)]);
        assert_eq!(every_shared_dependency_has_a_user(&used), []);
    }
}
