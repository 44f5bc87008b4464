//! `cargo xtask web`: hands over to `xtask/web`, after installing what that needs.

use std::path::Path;

use anyhow::Result;

use crate::{prerequisites, step};

/// Builds the PWA into `dist/`.
///
/// # Errors
/// If something it needs is missing or the build fails.
pub(crate) fn build(root: &Path, dev: bool) -> Result<()> {
    prerequisites::for_web(root)?;
    let mut cargo = step::cargo(root);
    cargo.args(["run", "--package", "xtask-web", "--"]);
    if dev {
        cargo.arg("--dev");
    }
    step::perform("Building the PWA", &mut cargo)
}

/// Builds the page on which browser tests run the store's contract, into `target/store-contract`.
///
/// # Errors
/// If the build fails.
pub(crate) fn build_store_contract(root: &Path) -> Result<()> {
    let arguments = ["run", "--package", "xtask-web", "--", "--store-contract"];
    step::perform("Building the store's contract for the browser", step::cargo(root).args(arguments))
}
