//! What cargo knows about the crates: names, licences, who depends on whom.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::step;

/// The answer of `cargo metadata`, as far as tidy reads it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Metadata {
    pub(super) packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

/// A crate, ours or foreign.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Package {
    id: String,
    pub(super) name: String,
    pub(super) version: String,
    /// An SPDX expression, if its author gave one.
    pub(super) license: Option<String>,
    dependencies: Vec<Dependency>,
}

/// A line under `[dependencies]` and its like.
#[derive(Debug, Default, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Default, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Debug, Default, Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Debug, Default, Deserialize)]
struct EdgeKind {
    kind: Option<String>,
}

impl Metadata {
    /// Asks cargo.
    ///
    /// # Errors
    /// If cargo fails or answers in an unknown shape.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let output = step::cargo(root).args(["metadata", "--format-version", "1"]).output();
        let output = output.context("cannot start cargo metadata")?;
        ensure!(
            output.status.success(),
            "cargo metadata failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self::parse(&output.stdout)
    }

    fn parse(json: &[u8]) -> Result<Self> {
        serde_json::from_slice(json).context("cargo metadata answers in an unknown shape")
    }

    /// Our own crates, in the order of their names.
    pub(super) fn own(&self) -> Vec<&Package> {
        let mut own: Vec<&Package> =
            self.packages.iter().filter(|package| self.workspace_members.contains(&package.id)).collect();
        own.sort_by(|a, b| a.name.cmp(&b.name));
        own
    }

    /// Everything that is linked into `name` when it is built for use, itself aside.
    pub(super) fn linked_into(&self, name: &str) -> BTreeSet<&str> {
        let names: BTreeMap<&str, &str> =
            self.packages.iter().map(|package| (package.id.as_str(), package.name.as_str())).collect();
        let nodes: BTreeMap<&str, &Node> =
            self.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let start =
            self.own().into_iter().find(|package| package.name == name).map(|package| package.id.as_str());
        let mut open: Vec<&str> = start.into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            let normal = |edge: &&Edge| edge.dep_kinds.iter().any(|kind| kind.kind.is_none());
            let edges = nodes.get(id).into_iter().flat_map(|node| node.deps.iter()).filter(normal);
            open.extend(edges.map(|edge| edge.pkg.as_str()).filter(|next| seen.insert(*next)));
        }
        seen.into_iter().filter_map(|id| names.get(id).copied()).collect()
    }
}

impl Package {
    /// The names it depends on directly for use (`kind` none) or for its tests (`dev`).
    pub(super) fn depends_on(&self, kind: Option<&str>) -> BTreeSet<&str> {
        let wanted = |dependency: &&Dependency| dependency.kind.as_deref() == kind;
        self.dependencies.iter().filter(wanted).map(|dependency| dependency.name.as_str()).collect()
    }
}

/// Workspaces for the tests of the rules.
#[cfg(test)]
pub(super) mod fake {
    use super::*;

    /// A workspace of `(crate, its dependencies, its licence)`; all crates are our own.
    pub(in super::super) fn workspace(crates: &[(&str, &[&str], &str)]) -> Metadata {
        let package = |(name, dependencies, license): &(&str, &[&str], &str)| Package {
            id: (*name).to_owned(),
            name: (*name).to_owned(),
            version: "1.0.0".to_owned(),
            license: Some((*license).to_owned()),
            dependencies: dependencies
                .iter()
                .map(|name| Dependency { name: (*name).to_owned(), kind: None })
                .collect(),
        };
        let edge = |name: &&str| Edge { pkg: (*name).to_owned(), dep_kinds: vec![EdgeKind { kind: None }] };
        let node = |(name, dependencies, _): &(&str, &[&str], &str)| Node {
            id: (*name).to_owned(),
            deps: dependencies.iter().map(edge).collect(),
        };
        Metadata {
            packages: crates.iter().map(package).collect(),
            workspace_members: crates.iter().map(|(name, _, _)| (*name).to_owned()).collect(),
            resolve: Resolve { nodes: crates.iter().map(node).collect() },
        }
    }
}
