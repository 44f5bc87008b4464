//! Turns the two programs of the PWA, page and worker, into WebAssembly with its JavaScript glue.
//!
//! Both are bound for the `web` target: an ES module that exports its initialiser. The page imports it from
//! `start.js`, the worker (a module worker) from `worker-start.js`; neither evaluates text as code, so
//! `script-src 'self' 'wasm-unsafe-eval'` with Trusted Types holds.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::site;

/// What Rust's wasm32 target emits today; the browsers the app supports know all of it.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// How much time the build may take for how small a result.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// What is released and measured.
    Shipped,
    /// For working on the app: quick to build, larger, not precompressed.
    Dev,
}

impl Mode {
    fn profile(self) -> &'static str {
        match self {
            Self::Shipped => "web",
            Self::Dev => "web-dev",
        }
    }
}

/// One program, ready for the browser.
pub(crate) struct Program {
    /// `app` or `worker`.
    pub(crate) name: String,
    /// The ES module around the wasm.
    pub(crate) glue: String,
    /// The optimised module.
    pub(crate) wasm: Vec<u8>,
}

/// The page's and the worker's program; built in one go, so that they share their dependencies.
pub(crate) const APP: &[&str] =
    &["--package", "client", "--bin", "app", "--package", "worker", "--bin", "worker"];
/// The store's contract suite for a browser's worker; never part of the app.
pub(crate) const STORE_CONTRACT: &[&str] =
    &["--package", "worker", "--bin", "store-contract", "--features", "contract-tests"];

/// Compiles `programs` to WebAssembly.
///
/// # Errors
/// If cargo cannot be started or the code does not compile.
pub(crate) fn compile(root: &Path, mode: Mode, programs: &[&str]) -> Result<()> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root).args(["build", "--target", "wasm32-unknown-unknown"]);
    cargo.args(["--profile", mode.profile()]).args(programs);
    if mode == Mode::Shipped {
        cargo.arg("--locked");
    }
    cargo.arg("--config").arg(without_local_paths(root));
    let status = cargo.status().context("cannot start cargo")?;
    ensure!(status.success(), "the code for the browser does not compile");
    Ok(())
}

/// Panic messages name source files; this keeps the folders of the building machine out of them, so that every
/// machine builds the same bytes.
fn without_local_paths(root: &Path) -> String {
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let mut flags = vec![format!("\"--remap-path-prefix={}=.\"", root.display())];
    if let Some(cargo_home) = cargo_home {
        flags.push(format!("\"--remap-path-prefix={}=cargo\"", cargo_home.display()));
    }
    format!("target.wasm32-unknown-unknown.rustflags=[{}]", flags.join(","))
}

/// Makes the glue of one compiled program and optimises its wasm.
///
/// # Errors
/// If the wasm was compiled with another wasm-bindgen, or wasm-opt is missing or fails.
pub(crate) fn bind(root: &Path, mode: Mode, name: &str) -> Result<Program> {
    let target = root.join("target");
    let compiled = target.join("wasm32-unknown-unknown").join(mode.profile()).join(format!("{name}.wasm"));
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&compiled).typescript(false).omit_default_module_path(true);
    bindgen.remove_producers_section(true).remove_name_section(mode == Mode::Shipped);
    bindgen.web(true).context("wasm-bindgen does not know the web target")?;
    let mut output =
        bindgen.generate_output().with_context(|| format!("wasm-bindgen refuses {name}.wasm"))?;
    let brings_snippets = output.snippets().values().any(|snippets| !snippets.is_empty());
    ensure!(
        !brings_snippets && output.local_modules().is_empty() && output.npm_dependencies().is_empty(),
        "{name} brings JavaScript of its own; the app ships none it did not write"
    );
    let wasm = output.wasm_mut().emit_wasm();
    let wasm = match mode {
        Mode::Shipped => optimised(root, name, &wasm)?,
        Mode::Dev => wasm,
    };
    Ok(Program { name: name.to_owned(), glue: output.js().to_owned(), wasm })
}

/// Runs Binaryen's `wasm-opt`, which npm delivers as a script for Node. Takes half a minute; a module that was
/// optimised before is not optimised again.
fn optimised(root: &Path, name: &str, wasm: &[u8]) -> Result<Vec<u8>> {
    let tool = root.join("node_modules/binaryen/bin/wasm-opt");
    ensure!(tool.exists(), "{} is missing; `npm ci` brings it", tool.display());
    let folder = root.join("target/web");
    std::fs::create_dir_all(&folder)?;
    let key = site::short_hash(wasm);
    let (raw, small) = (folder.join(format!("{key}.raw.wasm")), folder.join(format!("{key}.wasm")));
    if let Ok(known) = std::fs::read(&small) {
        return Ok(known);
    }
    let unfinished = folder.join(format!("{key}.part.wasm"));
    std::fs::write(&raw, wasm)?;
    let mut node = Command::new("node");
    node.arg(tool).arg("-Oz").args(WASM_FEATURES).arg(&raw).arg("-o").arg(&unfinished);
    let status = node.status().context("cannot start Node for wasm-opt")?;
    ensure!(status.success(), "wasm-opt failed on {name}.wasm");
    std::fs::rename(&unfinished, &small).context("wasm-opt left no result")?;
    std::fs::remove_file(&raw)?;
    std::fs::read(&small).with_context(|| format!("cannot read {}", small.display()))
}
