//! Builds the PWA into `dist/`.
//!
//! Our own program instead of Trunk, because the app needs what Trunk does not give: a hashed worker beside the
//! page, no inline script (the CSP forbids it), a precache list with hashes for the service worker, and the same
//! bytes from every machine. It is a crate of its own so that `cargo xtask tidy` does not compile a wasm toolchain.
//!
//! ```text
//! cargo build ─► wasm-bindgen ─► wasm-opt ─┐
//! npm: KERN, fonts ────────────────────────┼─► Site: names carry hashes ─► index.html ─► sw.js ─► .br .gz ─► dist/
//! client/styles, client/public, index.html ┘
//! ```
#![expect(clippy::print_stdout, reason = "a command line answers on stdout")]

mod compress;
mod kern;
mod licenses;
mod news;
mod page;
mod program;
mod service_worker;
mod site;
mod styles;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::program::Mode;
use crate::site::Site;

fn main() -> ExitCode {
    match answer() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("error: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn answer() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let root = root.context("this crate lies two folders below the repository")?;
    let argument = std::env::args().nth(1);
    let mode = match argument.as_deref() {
        None => Mode::Shipped,
        Some("--dev") => Mode::Dev,
        Some("--store-contract") => return store_contract(root),
        Some(other) => anyhow::bail!("unknown argument `{other}`; there are --dev and --store-contract"),
    };
    let started = Instant::now();
    let files = build(root, mode)?;
    compress::write(&files, &root.join("dist"))?;
    for line in compress::report(&files) {
        println!("{line}");
    }
    println!("dist/ built in {} s", started.elapsed().as_secs());
    Ok(())
}

/// Builds a page for the browser tests that runs the store's contract where the app stores: in a module worker.
fn store_contract(root: &Path) -> Result<()> {
    program::compile(root, Mode::Dev, program::STORE_CONTRACT)?;
    let program = program::bind(root, Mode::Dev, "store-contract")?;
    let (sources, site) = (root.join("tests/store-contract"), root.join("target/store-contract"));
    std::fs::create_dir_all(&site).context("cannot make target/store-contract")?;
    for name in ["index.html", "page.js", "worker.js"] {
        std::fs::copy(sources.join(name), site.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    std::fs::write(site.join("store-contract.js"), program.glue)?;
    std::fs::write(site.join("store-contract.wasm"), program.wasm)?;
    Ok(())
}

/// Builds every file in memory first: a build that fails leaves the last good `dist/` as it was.
fn build(root: &Path, mode: Mode) -> Result<Vec<compress::File>> {
    program::compile(root, mode, program::APP)?;
    let mut site = Site::default();
    let app = program::bind(root, mode, "app")?;
    let worker = program::bind(root, mode, "worker")?;
    for program in [app, worker] {
        site.add_hashed(&format!("{}.wasm", program.name), program.wasm)?;
        site.add_hashed(&format!("{}.js", program.name), program.glue.into_bytes())?;
    }
    add_public(&mut site, &root.join("client/public"))?;
    kern::add(&mut site, &root.join("node_modules"))?;
    licenses::add(&mut site, root)?;
    news::add(&mut site, &root.join("client/locales"))?;

    let source = read(&root.join("index.html"))?;
    let sheets = page::sheets_of(&source);
    let styles = kern::font_faces(&root.join("node_modules"))? + &styles::joined(root, &sheets)?;
    site.add_hashed("app.css", site.relink(&styles)?.into_bytes())?;
    let build = site.fingerprint(&source);
    let index = page::rewritten(&source, &site, &build)?;
    site.add_plain("index.html", index.into_bytes())?;
    let worker_source = read(&root.join("client/public/sw.js"))?;
    let service_worker = service_worker::generated(&worker_source, &site, &build)?;
    site.add_plain("sw.js", service_worker.into_bytes())?;

    compress::all(site.into_files(), mode)
}

/// Adds what the browser gets as it lies in `client/public`.
///
/// Scripts refer to other files as `"./name"`; their order here is the order in which names become known.
fn add_public(site: &mut Site, public: &Path) -> Result<()> {
    for icon in ["icon.svg", "icon-192.png", "icon-512.png", "icon-maskable-512.png"] {
        site.add_hashed(icon, read_bytes(&public.join("icons").join(icon))?)?;
    }
    for script in ["worker-start.js", "boot.js", "start.js", "rescue.js", "rescue.css"] {
        let text = site.relink(&read(&public.join(script))?)?;
        site.add_hashed(script, text.into_bytes())?;
    }
    let rescue = page::rewritten(&read(&public.join("rescue.html"))?, site, "")?;
    site.add_plain("rescue.html", rescue.into_bytes())?;
    let manifest = site.relink(&read(&public.join("manifest.webmanifest"))?)?;
    site.add_plain("manifest.webmanifest", manifest.into_bytes())?;
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(!text.is_empty(), "{} is empty", path.display());
    Ok(text)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
