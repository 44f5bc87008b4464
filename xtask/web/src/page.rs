//! Rewrites the HTML pages: the sources name files as they lie in the repository, the result names what is served.
//!
//! Only tags that stand alone on their line are touched, so the rewriting stays a matter of lines.

use anyhow::Result;

use crate::site::Site;

const SHEET: &str = "href=\"client/styles/";

/// The style sheets that `source` lists, in order, as paths below the repository.
pub(crate) fn sheets_of(source: &str) -> Vec<String> {
    source
        .lines()
        .filter(|line| line.contains("rel=\"stylesheet\""))
        .filter_map(|line| line.split_once(SHEET)?.1.split_once('"'))
        .map(|(name, _)| format!("client/styles/{name}"))
        .collect()
}

/// The page with final names, integrity, preloads and the name of the build.
///
/// # Errors
/// If it refers to a file that the build does not have.
pub(crate) fn rewritten(source: &str, site: &Site, build: &str) -> Result<String> {
    let mut page = String::new();
    let mut joined_sheet_stands = false;
    for line in source.lines() {
        let line = line.trim_start();
        if line.contains(SHEET) {
            if !joined_sheet_stands {
                page.push_str(&with_integrity("<link rel=\"stylesheet\" href=\"./app.css\">", "app.css"));
                page.push('\n');
            }
            joined_sheet_stands = true;
            continue;
        }
        match served_name(line) {
            Some(name) => page.push_str(&with_integrity(line, name)),
            None => page.push_str(&line.replace("{build}", build)),
        }
        page.push('\n');
    }
    site.relink(&page)
}

/// The file a script or style sheet tag refers to; only those can carry `integrity`.
fn served_name(line: &str) -> Option<&str> {
    let checked = ["<script", "rel=\"stylesheet\"", "rel=\"modulepreload\"", "rel=\"preload\""];
    if !checked.iter().any(|mark| line.contains(mark)) {
        return None;
    }
    let (_, after) = line.split_once("=\"./")?;
    after.split_once('"').map(|(name, _)| name)
}

fn with_integrity(tag: &str, name: &str) -> String {
    tag.replacen(&format!("\"./{name}\""), &format!("\"./{name}\" integrity=\"integrity:{name}\""), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = concat!(
        "<meta name=\"build\" content=\"{build}\">\n",
        "<link rel=\"stylesheet\" href=\"client/styles/layers.css\">\n",
        "<link rel=\"stylesheet\" href=\"client/styles/kit.css\">\n",
        "<script type=\"module\" src=\"./start.js\"></script>\n",
    );

    fn a_site() -> Site {
        let mut site = Site::default();
        site.add_hashed("app.css", b"css".to_vec()).unwrap();
        site.add_hashed("start.js", b"js".to_vec()).unwrap();
        site
    }

    #[test]
    fn sheets_keep_their_order_and_become_one() {
        assert_eq!(sheets_of(SOURCE), ["client/styles/layers.css", "client/styles/kit.css"]);
        let page = rewritten(SOURCE, &a_site(), "0123").unwrap();
        assert_eq!(page.matches("rel=\"stylesheet\"").count(), 1);
    }

    #[test]
    fn scripts_are_named_by_their_hash_and_checked() {
        let page = rewritten(SOURCE, &a_site(), "0123").unwrap();
        let script = a_site();
        let script = script.get("start.js").unwrap();
        assert!(
            page.contains(&format!("src=\"/{}\" integrity=\"{}\"", script.path, script.integrity())),
            "{page}"
        );
    }

    #[test]
    fn the_page_knows_its_build() {
        assert!(rewritten(SOURCE, &a_site(), "0123").unwrap().contains("content=\"0123\""));
    }
}
