//! Texts on screen come through the locale: no words in `html!`, none in attributes that are read aloud.

use super::Finding;
use super::locale;
use super::repository::Repository;

/// Attributes and properties whose value a person reads or hears.
const READ: [&str; 6] = ["aria-label=\"", "title=\"", "placeholder=\"", "alt=\"", "label=\"", "text=\""];

/// The same in every language.
const NAME: &str = "Sprechtag";

/// A word that stands in the code cannot be translated; the key of a message can.
pub(super) fn every_text_comes_from_the_locale(repository: &Repository) -> Vec<Finding> {
    let messages = locale::keys(repository);
    let mut findings = Vec::new();
    for file in repository.files("client/src/", "rs") {
        for (number, line) in file.product_lines().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let attribute = READ.iter().filter_map(|name| line.split_once(*name)).map(|(_, after)| after);
            let mut read = attribute.filter_map(|after| after.split('"').next());
            let read = read.find(|value| !value.is_empty() && !messages.contains(*value));
            if let Some(words) = read.or_else(|| text_node(line)).filter(|words| *words != NAME) {
                findings.push(Finding::new(file.path, number, format!("says \"{words}\" past the locale")));
            }
        }
    }
    findings
}

/// A string literal with words in it that stands where `html!` shows text: `{ "…" }` or `>"…"<`.
fn text_node(line: &str) -> Option<&str> {
    let mut pieces = line.split('"');
    let mut before = pieces.next()?;
    while let (Some(literal), Some(after)) = (pieces.next(), pieces.next()) {
        let in_braces = before.trim_end().ends_with('{') && after.trim_start().starts_with('}');
        let between_tags = before.ends_with('>') && after.starts_with("</");
        if (in_braces || between_tags) && has_words(literal) {
            return Some(literal);
        }
        before = after;
    }
    None
}

/// Attribute values such as `true` and `page` are no words; a capital, a space between letters or an umlaut is.
fn has_words(literal: &str) -> bool {
    let has_letters = literal.chars().any(char::is_alphabetic);
    let reads = |c: char| c.is_uppercase() || c.is_whitespace() || (c.is_alphabetic() && !c.is_ascii());
    has_letters && literal.chars().any(reads) && !literal.contains('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_markup_are_found() {
        let code = "//! Why.\n<p>{ \"Heute\" }</p>\n<b>\"Neuer Fall\"</b>\n<a aria-label=\"close\">\n\
                    <i>{ \" · \" }</i>\n<p aria-current={if on { \"true\" } else { \"false\" }}>\n\
                    <p>{ locale.text(\"today\") }</p>\n";
        let findings = every_text_comes_from_the_locale(&Repository::of([("client/src/ui/a.rs", code)]));
        assert_eq!(findings.iter().map(|f| f.line).collect::<Vec<_>>(), [2, 3, 4]);
    }

    #[test]
    fn keys_of_messages_and_the_name_of_the_app_are_no_findings() {
        let code = "//! Why.\n<Facts title=\"panel-person\" />\n<Facts title=\"panel-gone\" />\n\
                    <p>{ \"Sprechtag\" }</p>\n";
        let repository = Repository::of([
            ("client/locales/de.ftl", "panel-person = Person\n"),
            ("client/src/ui/a.rs", code),
        ]);
        let lines: Vec<usize> =
            every_text_comes_from_the_locale(&repository).into_iter().map(|f| f.line).collect();
        assert_eq!(lines, [3]);
    }
}
