//! Installs what a fresh clone lacks, as far as that is possible without asking, and names the rest.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::step;

const WASM: &str = "wasm32-unknown-unknown";
/// The oldest Node that runs Binaryen's tools.
const OLDEST_NODE: u32 = 20;
/// Names the lock file that `node_modules` was installed from.
const STAMP: &str = "node_modules/.sprechtag-lock-hash";

/// What building the PWA needs: the wasm target, Node and the packages of the lock file.
///
/// # Errors
/// If something is missing that cannot be installed from here.
pub(crate) fn for_web(root: &Path) -> Result<()> {
    wasm_target(root)?;
    npm_packages(root)
}

/// What building the relay needs: a C compiler for SQLite.
///
/// # Errors
/// If there is none.
pub(crate) fn for_relay() -> Result<()> {
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    ensure!(
        step::succeeds(Command::new(&compiler).arg("--version")),
        "a C compiler is missing (`{}`; Debian: apt-get install gcc)",
        compiler.display()
    );
    Ok(())
}

fn wasm_target(root: &Path) -> Result<()> {
    let sysroot = Command::new("rustc").current_dir(root).args(["--print", "sysroot"]).output();
    let sysroot = sysroot.context("`rustc` is not installed: get it from https://rustup.rs")?;
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
    if Path::new(&sysroot).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    step::perform(
        "Installing Rust's WebAssembly target",
        Command::new("rustup").current_dir(root).args(["target", "add", WASM]),
    )
}

fn npm_packages(root: &Path) -> Result<()> {
    let version = Command::new("node").arg("--version").output();
    let version = version.context("Node is missing: install Node 20 or later with npm")?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    ensure!(
        major(&version).is_some_and(|major| OLDEST_NODE <= major),
        "Node {OLDEST_NODE} or later is needed, here is {version}"
    );
    let lock = std::fs::read(root.join("package-lock.json")).context("cannot read package-lock.json")?;
    let wanted: String = Sha256::digest(&lock).iter().map(|byte| format!("{byte:02x}")).collect();
    let stamp = root.join(STAMP);
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    step::perform("Installing npm packages", Command::new("npm").current_dir(root).args(flags))?;
    std::fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

/// What the browser tests need: Chromium and its driver.
///
/// # Errors
/// If they are missing and cannot be installed from here.
pub(crate) fn for_browser_tests() -> Result<()> {
    let has_driver = || step::succeeds(Command::new("chromedriver").arg("--version"));
    let has_browser = || {
        ["chromium", "google-chrome"].iter().any(|name| step::succeeds(Command::new(name).arg("--version")))
    };
    if has_driver() && has_browser() {
        return Ok(());
    }
    let packages = ["chromium", "chromium-driver"];
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive").args(["install", "--yes", "--no-install-recommends"]);
    let installed = step::perform("Reading Debian's package lists", Command::new("apt-get").arg("update"))
        .and_then(|()| step::perform("Installing Chromium", install.args(packages)));
    if installed.is_err() || !(has_driver() && has_browser()) {
        bail!("the browser tests need Debian's packages {}; install them as root", packages.join(" and "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
