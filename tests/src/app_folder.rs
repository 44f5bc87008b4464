//! A copy of the built app in a folder of its own, of which further versions can be published: what the relay serves after an
//! update, also a broken one.

use crate::relay::repository;
use anyhow::{Context, Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};

const PRECACHE: &str = "const PRECACHE = ";
const BUILD: &str = "const BUILD = ";

/// One line of what the service worker keeps.
#[derive(Deserialize, Serialize)]
struct KeptFile {
    url: String,
    sha256: String,
    size: usize,
}

/// One of the two WebAssembly programs of the app.
#[derive(Clone, Copy, Debug)]
pub enum Program {
    /// What draws.
    Page,
    /// What keeps.
    Vault,
}

/// The folder.
#[derive(Debug)]
pub struct AppFolder(tempfile::TempDir);

impl AppFolder {
    /// A copy of `dist/`.
    ///
    /// # Errors
    /// If the app is not built.
    pub fn copied() -> Result<Self> {
        let (app, copy) = (repository().join("dist"), tempfile::tempdir()?);
        copy_all(&app, copy.path()).context("the app is not built: run `cargo xtask web`")?;
        Ok(Self(copy))
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Publishes another version that says this is new in it.
    ///
    /// # Errors
    /// If the app does not look as the build makes it.
    pub fn publishes(&self, build: &str, news: &str) -> Result<()> {
        let page = fs::read_to_string(self.path().join("index.html"))?;
        let (before, rest) = page.split_once("name=\"build\" content=\"").context("the page has no build")?;
        let (_, after) = rest.split_once('"').context("the page has no build")?;
        let page = format!("{before}name=\"build\" content=\"{build}\"{after}");
        self.puts("index.html", page.as_bytes())?;
        self.puts("news-de.txt", news.as_bytes())?;
        self.changes_the_service_worker(BUILD, |_: String| Ok(build.to_owned()))
    }

    /// Publishes another version of which a file is not what it should be: somebody copied half of it.
    ///
    /// # Errors
    /// If the app does not look as the build makes it.
    pub fn publishes_an_incomplete_one(&self, build: &str) -> Result<()> {
        self.publishes(build, "Unvollständig.")?;
        self.writes("news-de.txt", b"")
    }

    /// Publishes another version, complete, of which one program is none.
    ///
    /// # Errors
    /// If the app does not look as the build makes it.
    pub fn publishes_a_broken_one(&self, program: Program, build: &str) -> Result<()> {
        let wasm = self.wasm(program)?;
        self.puts(&wasm, b"this is no WebAssembly")?;
        self.publishes(build, "Nichts geht mehr.")
    }

    /// Puts the built program back in place.
    ///
    /// # Errors
    /// If it is not there.
    pub fn is_mended(&self, program: Program, build: &str) -> Result<()> {
        let wasm = self.wasm(program)?;
        self.puts(&wasm, &fs::read(repository().join("dist").join(&wasm))?)?;
        self.publishes(build, "Es geht wieder.")
    }

    /// Name of a program's file.
    fn wasm(&self, program: Program) -> Result<String> {
        let name = match program {
            Program::Page => "app.",
            Program::Vault => "worker.",
        };
        let names = fs::read_dir(self.path())?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut all = names.filter(|file| file.starts_with(name) && file.ends_with(".wasm"));
        all.next().context("the app has no WebAssembly")
    }

    /// Replaces a file, and what the service worker expects of it.
    fn puts(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.writes(name, bytes)?;
        let sha256 = format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)));
        let url = format!("/{name}");
        self.changes_the_service_worker(PRECACHE, |mut files: Vec<KeptFile>| {
            let Some(file) = files.iter_mut().find(|file| file.url == url) else {
                bail!("{name} is not kept");
            };
            *file = KeptFile { url: url.clone(), sha256: sha256.clone(), size: bytes.len() };
            Ok(files)
        })
    }

    fn changes_the_service_worker<T: DeserializeOwned + Serialize>(
        &self,
        line: &str,
        to: impl Fn(T) -> Result<T>,
    ) -> Result<()> {
        let script = fs::read_to_string(self.path().join("sw.js"))?;
        let (before, rest) = script.split_once(line).with_context(|| format!("no `{line}`"))?;
        let (value, after) = rest.split_once(";\n").with_context(|| format!("no end of `{line}`"))?;
        let value = serde_json::to_string(&to(serde_json::from_str(value)?)?)?;
        self.writes("sw.js", format!("{before}{line}{value};\n{after}").as_bytes())
    }

    /// Writes a file; a compressed one beside it would be served instead.
    fn writes(&self, name: &str, bytes: &[u8]) -> Result<()> {
        for compressed in ["br", "gz"] {
            drop(fs::remove_file(self.path().join(format!("{name}.{compressed}"))));
        }
        Ok(fs::write(self.path().join(name), bytes)?)
    }
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
