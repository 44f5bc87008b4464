//! Words, dates and names in the language of the screen.
//!
//! Every text a person reads comes from `client/locales/*.ftl`; both files have the same keys, which a test proves. Names
//! of countries and languages and the wording of dates come from the browser.

pub(crate) mod dates;
mod language;

pub(crate) use language::Language;

use crate::platform::intl::{self, DisplayNames};
use api::field::FieldId;
use dates::Dates;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use std::rc::Rc;
use yew::AttrValue;
use yew::prelude::*;

/// Everything that depends on the language. Cheap to clone; equal only to itself.
#[derive(Clone)]
pub(crate) struct Locale(Rc<Inner>);

struct Inner {
    language: Language,
    words: FluentBundle<FluentResource>,
    dates: Dates,
    regions: DisplayNames,
    languages: DisplayNames,
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Locale {
    /// The locale of a language.
    pub(crate) fn new(language: Language) -> Self {
        Self(Rc::new(Inner {
            language,
            words: words(language),
            dates: Dates::new(language),
            regions: DisplayNames::new(language.tag(), "region"),
            languages: DisplayNames::new(language.tag(), "language"),
        }))
    }

    /// The language.
    pub(crate) fn language(&self) -> Language {
        self.0.language
    }

    /// How days, times and moments read.
    pub(crate) fn dates(&self) -> &Dates {
        &self.0.dates
    }

    /// The text with this key.
    pub(crate) fn text(&self, key: &str) -> AttrValue {
        self.formatted(key, None)
    }

    /// The text with this key, `{ $count }` filled in.
    pub(crate) fn count(&self, key: &str, count: impl Into<i64>) -> AttrValue {
        let mut args = FluentArgs::new();
        args.set("count", count.into());
        self.formatted(key, Some(&args))
    }

    /// The text with this key, its gaps filled with `values`.
    pub(crate) fn with(&self, key: &str, values: &[(&'static str, &str)]) -> AttrValue {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, *value);
        }
        self.formatted(key, Some(&args))
    }

    /// So much room on a disk, in the unit that reads best: "10,7 GB".
    pub(crate) fn bytes(&self, bytes: u64) -> String {
        let (unit, size) = unit_of(bytes);
        #[expect(clippy::cast_precision_loss, reason = "one digit behind the comma is shown")]
        let number = bytes as f64 / size as f64;
        intl::with_unit(self.0.language.tag(), number, unit)
    }

    fn formatted(&self, key: &str, args: Option<&FluentArgs<'_>>) -> AttrValue {
        self.found(key, args).unwrap_or_else(|| key.to_owned().into())
    }

    fn found(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<AttrValue> {
        let pattern = self.0.words.get_message(key)?.value()?;
        Some(self.0.words.format_pattern(pattern, args, &mut Vec::new()).into_owned().into())
    }

    /// The label of a field.
    pub(crate) fn field(&self, field: &FieldId) -> AttrValue {
        self.text(&format!("field-{}", field.replace('.', "-")))
    }

    /// The label of a code. Countries and languages that the locale does not name itself are named by the browser.
    pub(crate) fn code(&self, list: &str, code: &str) -> AttrValue {
        let own = self.found(&format!("code-{list}-{code}"), None);
        own.or_else(|| self.name_of(list, code).map(AttrValue::from))
            .unwrap_or_else(|| code.to_owned().into())
    }

    fn name_of(&self, list: &str, code: &str) -> Option<String> {
        match list {
            "countries" | "nationalities" => self.0.regions.of(code),
            "languages" => self.0.languages.of(code),
            _ => None,
        }
    }
}

/// The unit in which so many bytes read best, and how many of them it holds. Disks are sold in powers of ten.
const fn unit_of(bytes: u64) -> (&'static str, u64) {
    match bytes {
        0..1_000_000 => ("kilobyte", 1_000),
        1_000_000..1_000_000_000 => ("megabyte", 1_000_000),
        _ => ("gigabyte", 1_000_000_000),
    }
}

fn words(language: Language) -> FluentBundle<FluentResource> {
    // A message that does not parse is left out; a test keeps both files whole.
    let resource =
        FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(resource, _)| resource);
    let mut bundle = FluentBundle::new(vec![language.identifier()]);
    // Names stand in elements of their own direction; marks around every number would only disturb what is read aloud.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The locale of the screen.
#[hook]
#[expect(clippy::expect_used, reason = "the app provides the locale around everything that uses it")]
pub(crate) fn use_locale() -> Locale {
    use_context::<Locale>().expect("the app provides the locale")
}

#[cfg(test)]
mod tests;
