//! The languages of the screen.

use unic_langid::LanguageIdentifier;

/// A language of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// German, the language of the office.
    German,
    /// English.
    English,
}

impl Language {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::German, Self::English];

    /// BCP 47.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::German => "de",
            // British English has the day before the month and the Monday first.
            Self::English => "en-GB",
        }
    }

    /// Its word in the names of files.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
        }
    }

    /// The language that fits best what somebody chose or the browser prefers.
    pub(crate) fn best_of(wanted: impl IntoIterator<Item = String>) -> Self {
        wanted.into_iter().find_map(|tag| Self::of(&tag)).unwrap_or(Self::German)
    }

    fn of(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        Self::ALL.into_iter().find(|language| language.tag().split('-').next() == Some(primary))
    }

    /// For the plural rules.
    pub(super) fn identifier(self) -> LanguageIdentifier {
        self.tag().parse().unwrap_or_default()
    }

    /// The texts.
    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::German => include_str!("../../locales/de.ftl"),
            Self::English => include_str!("../../locales/en.ftl"),
        }
    }
}
