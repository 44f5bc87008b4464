//! Generates `sw.js`: the template in `client/public/sw.js` with the build's name and its precache list.

use anyhow::{Context, Result, ensure};
use serde::Serialize;

use crate::site::Site;

const BUILD: &str = "const BUILD = \"\";";
const PRECACHE: &str = "const PRECACHE = [];";

/// One file the installed app needs, and how the service worker proves that it got the right one.
#[derive(Serialize)]
struct Precached {
    url: String,
    sha256: String,
    size: usize,
}

/// The service worker of this build.
///
/// # Errors
/// If the template lost one of the two lines that are filled in here.
pub(crate) fn generated(template: &str, site: &Site, build: &str) -> Result<String> {
    ensure!(
        template.contains(BUILD) && template.contains(PRECACHE),
        "sw.js has no place for build and precache list"
    );
    let files: Vec<Precached> = site
        .assets()
        .map(|asset| Precached {
            url: format!("/{}", asset.path),
            sha256: asset.integrity(),
            size: asset.bytes.len(),
        })
        .collect();
    let list = serde_json::to_string(&files).context("the precache list is not JSON")?;
    Ok(template
        .replace(BUILD, &format!("const BUILD = \"{build}\";"))
        .replace(PRECACHE, &format!("const PRECACHE = {list};")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed_with_hash_and_size() {
        let mut site = Site::default();
        site.add_plain("index.html", b"page".to_vec()).unwrap();
        let worker = generated(&format!("{BUILD}\n{PRECACHE}\n"), &site, "0123").unwrap();
        assert!(worker.contains("const BUILD = \"0123\";"));
        assert!(
            worker.contains(r#"{"url":"/index.html","sha256":"sha256-"#) && worker.contains(r#""size":4}"#)
        );
    }

    #[test]
    fn a_template_without_places_is_refused() {
        assert!(generated("const BUILD = \"\";", &Site::default(), "0123").is_err());
    }
}
