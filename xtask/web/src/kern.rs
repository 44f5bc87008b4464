//! Brings KERN-UX and Fira Sans from npm into the build.
//!
//! KERN stays a file of its own under its own licence (EUPL-1.2), wrapped in a cascade layer so that its resets
//! never win over the app. Of its rules the build keeps the tokens, the resets and the icons; rules of components that
//! no screen shows would be three quarters of the file. Among them are the marks of the state (`kern-kopfzeile`:
//! federal flag and "official website"): this app is no federal website, and the licence grants no right to them.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::site::Site;

/// The component of KERN that screens show. `cargo xtask tidy` finds a class of another one.
const SHOWN: &str = "icon";

/// What must not be shipped; also the first half of its parts' class names.
const STATE_MARK: &str = "kern-kopfzeile";

/// EUPL-1.2, article 5: who made it, what was changed, when, and where the source is.
const NOTICE: &str = "/*! KERN-UX @kern-ux/native 2.7.2, EUPL-1.2, https://gitlab.opencode.de/kern-ux/kern-ux-plain
 * Licence: /licenses/kern-ux.md. Modified on 2026-11-29 for Sprechtag: wrapped in @layer kern, @charset removed,
 * rules of all components but kern-icon removed. */
";

const FONT: &str = "@fontsource/fira-sans";
const WEIGHTS: [u16; 2] = [400, 600];
/// Those that names of counselees are most often written in. Scripts beyond them (Arabic, Tigrinya …) come from the device's
/// own fonts, which `base.css` names after Fira.
const SCRIPTS: [&str; 4] = ["vietnamese", "cyrillic", "latin-ext", "latin"];

/// Adds KERN's style sheet, the font files and both licences.
///
/// # Errors
/// If the npm packages are missing or changed their shape.
pub(crate) fn add(site: &mut Site, packages: &Path) -> Result<()> {
    let css = read(&packages.join("@kern-ux/native/dist/kern.min.css"))?;
    site.add_hashed("kern.css", layered(&css)?.into_bytes())?;
    site.add_plain("licenses/kern-ux.md", read(&packages.join("@kern-ux/native/LICENSE.md"))?.into_bytes())?;
    for (weight, script) in faces() {
        let name = format!("fira-sans-{script}-{weight}-normal.woff2");
        let path = packages.join(FONT).join("files").join(&name);
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        site.add_hashed(&name, bytes)?;
    }
    site.add_plain("licenses/fira-sans.txt", read(&packages.join(FONT).join("LICENSE"))?.into_bytes())
}

/// The `@font-face` rules of the shipped weights, with references into the build.
///
/// # Errors
/// If the font package is missing or changed its shape.
pub(crate) fn font_faces(packages: &Path) -> Result<String> {
    let mut rules = String::new();
    for (weight, script) in faces() {
        let sheet = read(&packages.join(FONT).join(format!("{weight}.css")))?;
        let file = format!("fira-sans-{script}-{weight}-normal");
        let rule = sheet
            .split_once(&format!("/* {file} */"))
            .and_then(|(_, after)| after.split_once('}'))
            .with_context(|| format!("{FONT} has no rule for {file}"))?
            .0;
        let without_sources: Vec<&str> =
            rule.lines().map(str::trim).filter(|line| !line.starts_with("src:")).collect();
        rules.push_str(&format!("{}src:url(./{file}.woff2) format(\"woff2\")}}\n", without_sources.concat()));
    }
    Ok(rules)
}

fn faces() -> impl Iterator<Item = (u16, &'static str)> {
    WEIGHTS.into_iter().flat_map(|weight| SCRIPTS.into_iter().map(move |script| (weight, script)))
}

fn layered(css: &str) -> Result<String> {
    let css = css.trim_start_matches("@charset \"UTF-8\";");
    let mut kept = String::with_capacity(css.len());
    keep_rules(css, &mut kept)?;
    ensure!(!kept.contains(&format!(".{STATE_MARK}")), "KERN's state marks are still in its style sheet");
    Ok(format!("{NOTICE}@layer kern{{{kept}}}\n"))
}

/// Copies every rule but those of components that are not shown; goes into `@media` and its like.
fn keep_rules(css: &str, kept: &mut String) -> Result<()> {
    let mut rest = css;
    while let Some(open) = rest.find('{') {
        let (prelude, block) = rest.split_at(open);
        let length = block_length(block).context("KERN's style sheet ends inside a rule")?;
        let (block, after) = block.split_at(length);
        let inner = block.get(1..length - 1).unwrap_or_default();
        if prelude.trim_start().starts_with("@media") || prelude.trim_start().starts_with("@supports") {
            let mut kept_inside = String::new();
            keep_rules(inner, &mut kept_inside)?;
            if !kept_inside.trim().is_empty() {
                kept.push_str(&format!("{prelude}{{{kept_inside}}}"));
            }
        } else if is_for_something_shown(prelude) {
            kept.push_str(prelude);
            kept.push_str(block);
        }
        rest = after;
    }
    kept.push_str(rest);
    Ok(())
}

/// Is there a selector that names no component of KERN, or only the one that is shown?
fn is_for_something_shown(selectors: &str) -> bool {
    let names_only_shown = |selector: &str| selector.split(".kern-").skip(1).all(begins_with_shown);
    list_of(selectors).into_iter().any(names_only_shown)
}

/// The selectors of a list; commas within brackets are no ends.
fn list_of(selectors: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let is_end = |sign: char| {
        depth = match sign {
            '(' | '[' => depth + 1,
            ')' | ']' => depth.saturating_sub(1),
            _ => depth,
        };
        sign == ',' && depth == 0
    };
    selectors.split(is_end).collect()
}

fn begins_with_shown(class: &str) -> bool {
    let is_longer = |rest: &str| {
        let goes_on = |sign: char| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_';
        rest.starts_with(goes_on) && !rest.starts_with("--")
    };
    class.strip_prefix(SHOWN).is_some_and(|rest| !is_longer(rest))
}

/// How many bytes the block has that `css` begins with, braces included; braces in strings do not count.
fn block_length(css: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, byte) in css.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'{') => depth += 1,
            (None, b'}') => depth -= 1,
            (Some(_) | None, _) => (),
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| format!("cannot read {}; `npm ci` brings it", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_the_state_are_taken_out_everywhere() {
        let css = "@charset \"UTF-8\";.a{b:url(\"data:}\")}.kern-kopfzeile__flagge svg{c:d}\
                   @media print{.kern-kopfzeile{e:f}.g{h:i}}";
        let layered = layered(css).unwrap();
        assert!(layered.ends_with("@layer kern{.a{b:url(\"data:}\")}@media print{.g{h:i}}}\n"), "{layered}");
    }

    #[test]
    fn of_the_components_only_the_one_that_screens_show_is_kept() {
        let css = ":root{--kern-a:b}.kern-btn{c:d}.kern-btn:hover,.kern-icon{e:f}.kern-icon--add{g:h}.kern-icons{i:j}\
                   .kern-dialog .kern-icon{k:l}.kern-a:has(b,c) .kern-d{m:n}@media print{.kern-a{o:p}}";
        let layered = layered(css).unwrap();
        let kept = "@layer kern{:root{--kern-a:b}.kern-btn:hover,.kern-icon{e:f}.kern-icon--add{g:h}}\n";
        assert!(layered.ends_with(kept), "{layered}");
    }

    #[test]
    fn a_broken_sheet_is_refused() {
        assert!(layered(".a{b:c").is_err());
    }
}
