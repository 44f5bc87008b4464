//! What is new in this build, one short text per language, under a name that stays the same in every build.
//!
//! The version that runs cannot know what the next one brings. The next one waits with all its files in a cache of its own, and
//! the running page reads this file from there. The text is the message `whats-new` of the locale.

use std::path::Path;

use anyhow::{Context, Result};

use crate::site::Site;

const LANGUAGES: [&str; 2] = ["de", "en"];
const MESSAGE: &str = "whats-new = ";

/// Adds `news-de.txt` and `news-en.txt`.
///
/// # Errors
/// If a locale lacks the message.
pub(crate) fn add(site: &mut Site, locales: &Path) -> Result<()> {
    for language in LANGUAGES {
        let file = locales.join(format!("{language}.ftl"));
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let news = news_of(&text).with_context(|| format!("{} does not say what is new", file.display()))?;
        site.add_plain(&format!("news-{language}.txt"), news.as_bytes().to_vec())?;
    }
    Ok(())
}

/// The message, which stands in one line.
fn news_of(locale: &str) -> Option<&str> {
    locale.lines().find_map(|line| line.strip_prefix(MESSAGE)).map(str::trim).filter(|news| !news.is_empty())
}

#[cfg(test)]
mod tests {
    use super::news_of;

    #[test]
    fn the_news_are_one_line_of_the_locale() {
        assert_eq!(news_of("a = b\nwhats-new = Schneller.\nc = d\n"), Some("Schneller."));
        assert_eq!(news_of("whats-new = \n"), None);
        assert_eq!(news_of("whats-newer = x\n"), None);
    }
}
