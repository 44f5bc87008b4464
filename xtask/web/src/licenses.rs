//! Collects the licences of everything that is shipped: the app's own, and those of the crates linked into it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::site::Site;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    manifest_path: std::path::PathBuf,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

/// Adds the app's licence and one file with the crates' licences.
///
/// # Errors
/// If cargo cannot describe the workspace.
pub(crate) fn add(site: &mut Site, root: &Path) -> Result<()> {
    let own = std::fs::read(root.join("LICENSE")).context("cannot read LICENSE")?;
    site.add_plain("licenses/sprechtag.txt", own)?;
    let metadata = described(root)?;
    site.add_plain("licenses/crates.txt", text_of(&linked(&metadata)).into_bytes())
}

fn described(root: &Path) -> Result<Metadata> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(["metadata", "--format-version", "1", "--filter-platform", "wasm32-unknown-unknown"])
        .output()
        .context("cannot start cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).context("cargo metadata answers in an unknown shape")
}

/// The foreign crates that page and worker link, in the order of their names.
fn linked(metadata: &Metadata) -> Vec<&Package> {
    let packages: BTreeMap<&str, &Package> = metadata.packages.iter().map(|p| (p.id.as_str(), p)).collect();
    let nodes: BTreeMap<&str, &Node> = metadata.resolve.nodes.iter().map(|n| (n.id.as_str(), n)).collect();
    let ours = |p: &&Package| p.source.is_none() && ["client", "worker"].contains(&p.name.as_str());
    let mut open: Vec<&str> = metadata.packages.iter().filter(ours).map(|p| p.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            let normal = |d: &&Dependency| d.dep_kinds.iter().any(|kind| kind.kind.is_none());
            open.extend(
                nodes.get(id).into_iter().flat_map(|n| n.deps.iter().filter(normal)).map(|d| d.pkg.as_str()),
            );
        }
    }
    let mut crates: Vec<&Package> = seen.into_iter().filter_map(|id| packages.get(id).copied()).collect();
    crates.retain(|package| package.source.is_some());
    crates.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    crates
}

/// Names every crate, then prints each different licence text once with the crates it came with.
fn text_of(crates: &[&Package]) -> String {
    let mut list = String::from("Sprechtag links these libraries:\n\n");
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for package in crates {
        let license = package.license.as_deref().unwrap_or("see its own text below");
        list.push_str(&format!("{} {}: {license}\n", package.name, package.version));
        for text in license_files(package) {
            texts.entry(text).or_default().push(&package.name);
        }
    }
    for (text, names) in texts {
        list.push_str(&format!("\n---- {} ----\n\n{}\n", names.join(", "), text.trim()));
    }
    list
}

fn license_files(package: &Package) -> Vec<String> {
    let Some(folder) = package.manifest_path.parent() else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let is_license = |path: &&std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|start| name.starts_with(start))
    };
    paths.iter().filter(is_license).filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}
