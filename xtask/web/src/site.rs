//! The files of the PWA while they are being built: each under its final name, with its hash.
//!
//! A file whose name carries its hash can be cached for ever and checked by whoever refers to it. Files are added
//! after those they refer to, so a reference is always to a name that is already known.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// One finished file.
pub(crate) struct Asset {
    /// The path below `dist/`, with the hash in it if it has one.
    pub(crate) path: String,
    /// The content, uncompressed.
    pub(crate) bytes: Vec<u8>,
}

impl Asset {
    /// The hash in the form of the `integrity` attribute, which `fetch` understands too.
    pub(crate) fn integrity(&self) -> String {
        format!("sha256-{}", STANDARD.encode(Sha256::digest(&self.bytes)))
    }
}

/// All finished files by the name that sources use for them.
#[derive(Default)]
pub(crate) struct Site {
    assets: BTreeMap<String, Asset>,
}

impl Site {
    /// Adds a file that is served as `stem.<hash>.extension`.
    ///
    /// # Errors
    /// If the name is taken or has no extension.
    pub(crate) fn add_hashed(&mut self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let Some((stem, extension)) = name.rsplit_once('.') else { bail!("`{name}` has no extension") };
        let path = format!("{stem}.{}.{extension}", short_hash(&bytes));
        self.add(name, Asset { path, bytes })
    }

    /// Adds a file whose name must stay, because a person, the browser or a law asks for it by that name.
    ///
    /// # Errors
    /// If the name is taken.
    pub(crate) fn add_plain(&mut self, name: &str, bytes: Vec<u8>) -> Result<()> {
        self.add(name, Asset { path: name.to_owned(), bytes })
    }

    fn add(&mut self, name: &str, asset: Asset) -> Result<()> {
        if self.assets.insert(name.to_owned(), asset).is_some() {
            bail!("two files are called `{name}`");
        }
        Ok(())
    }

    /// The file that sources call `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&Asset> {
        self.assets.get(name)
    }

    /// All files in the order of their names.
    pub(crate) fn assets(&self) -> impl Iterator<Item = &Asset> {
        self.assets.values()
    }

    /// Replaces `./name` by the final path and `integrity:name` by the hash, wherever they stand in quotes or
    /// brackets.
    ///
    /// # Errors
    /// If `text` refers to a file that is not there (yet).
    pub(crate) fn relink(&self, text: &str) -> Result<String> {
        let linked = self.replace_each(text, "./", |asset| format!("/{}", asset.path))?;
        self.replace_each(&linked, "integrity:", Asset::integrity)
    }

    fn replace_each(&self, text: &str, mark: &str, value: impl Fn(&Asset) -> String) -> Result<String> {
        let mut done = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(mark) {
            done.push_str(before);
            let name_end = after.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c));
            let opened = before.chars().next_back().is_some_and(|c| "\"'(".contains(c));
            let (name, tail) = after.split_at(name_end.unwrap_or(after.len()));
            if opened && name.contains('.') {
                let Some(asset) = self.get(name) else {
                    bail!("`{mark}{name}` refers to no file of the build")
                };
                done.push_str(&value(asset));
            } else {
                done.push_str(mark);
                done.push_str(name);
            }
            rest = tail;
        }
        done.push_str(rest);
        Ok(done)
    }

    /// Names this build: a hash over every file so far and the source of the page that will carry the name.
    pub(crate) fn fingerprint(&self, page: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(page);
        for asset in self.assets() {
            digest.update(&asset.path);
            digest.update(Sha256::digest(&asset.bytes));
        }
        hex(digest.finalize().get(..8).unwrap_or_default())
    }

    /// Gives the files away, in the order of their names.
    pub(crate) fn into_files(self) -> Vec<Asset> {
        self.assets.into_values().collect()
    }
}

/// Sixteen hexadecimal digits that name `bytes`.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).get(..8).unwrap_or_default())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_site() -> Site {
        let mut site = Site::default();
        site.add_hashed("app.wasm", b"wasm".to_vec()).unwrap();
        site
    }

    #[test]
    fn a_reference_gets_the_hashed_name_and_the_integrity() {
        let linked = a_site().relink(r#"fetch("./app.wasm", { integrity: "integrity:app.wasm" })"#).unwrap();
        let asset = a_site().into_files().remove(0);
        let expected = format!(r#"fetch("/{}", {{ integrity: "{}" }})"#, asset.path, asset.integrity());
        assert_eq!(linked, expected);
        assert!(asset.path.starts_with("app.") && asset.path.ends_with(".wasm") && asset.path.len() == 25);
    }

    #[test]
    fn a_reference_to_nothing_fails_the_build() {
        assert!(a_site().relink(r#"import init from "./missing.js";"#).is_err());
    }

    #[test]
    fn the_fingerprint_changes_with_any_byte() {
        let mut other = a_site();
        other.add_plain("robots.txt", b"x".to_vec()).unwrap();
        assert_ne!(a_site().fingerprint("page"), other.fingerprint("page"));
        assert_ne!(a_site().fingerprint("page"), a_site().fingerprint("page "));
        assert_eq!(a_site().fingerprint("page"), a_site().fingerprint("page"));
    }
}
