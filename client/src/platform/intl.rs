//! The browser's own knowledge of dates and names in a language: it costs no bytes and speaks every language.

use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Formats days, times or moments in one fixed way.
pub(crate) struct DateFormat(Option<Function>);

impl DateFormat {
    /// A format from `(option, value)` pairs of `Intl.DateTimeFormat`.
    pub(crate) fn new(language: &str, zone: &str, options: &[(&str, &str)]) -> Self {
        let bag = Object::new();
        for (name, value) in options.iter().chain(&[("timeZone", zone)]) {
            drop(Reflect::set(&bag, &(*name).into(), &(*value).into()));
        }
        let format = js_sys::Intl::DateTimeFormat::new(&Array::of1(&language.into()), &bag);
        Self(Some(format.format()))
    }

    /// The moment `ms` (since 1970) in words; empty if the browser cannot say it.
    pub(crate) fn of(&self, ms: f64) -> String {
        let date = Date::new(&ms.into());
        let said = self.0.as_ref().and_then(|format| format.call1(&JsValue::NULL, &date).ok());
        said.and_then(|said| said.as_string()).unwrap_or_default()
    }
}

/// A number with its unit (one that `Intl.NumberFormat` knows), at most one digit behind the comma; without words if the
/// browser cannot say it.
pub(crate) fn with_unit(language: &str, number: f64, unit: &str) -> String {
    let bag = Object::new();
    for (name, value) in [("style", "unit"), ("unit", unit)] {
        drop(Reflect::set(&bag, &name.into(), &value.into()));
    }
    drop(Reflect::set(&bag, &"maximumFractionDigits".into(), &1.into()));
    let format = js_sys::Intl::NumberFormat::new(&Array::of1(&language.into()), &bag).format();
    let said = format.call1(&JsValue::NULL, &number.into()).ok();
    said.and_then(|said| said.as_string()).unwrap_or_else(|| number.to_string())
}

/// Midnight UTC of a civil day, in ms since 1970.
pub(crate) fn utc_midnight(year: i16, month: u8, day: u8) -> f64 {
    let months = i32::from(month) - 1;
    let date = Date::new(&0.0.into());
    date.set_utc_full_year_with_month_date(u32::try_from(year).unwrap_or(0), months, i32::from(day));
    date.get_time()
}

/// Now, in ms since 1970.
pub(crate) fn now() -> f64 {
    Date::now()
}

/// The names of countries or languages in one language.
pub(crate) struct DisplayNames {
    object: Option<JsValue>,
}

impl DisplayNames {
    /// `kind` is `region` or `language`.
    pub(crate) fn new(language: &str, kind: &str) -> Self {
        Self { object: made(language, kind) }
    }

    /// The name of `code`, if the browser knows one.
    pub(crate) fn of(&self, code: &str) -> Option<String> {
        let object = self.object.as_ref()?;
        let of = Reflect::get(object, &"of".into()).ok()?.dyn_into::<Function>().ok()?;
        of.call1(object, &code.into()).ok()?.as_string()
    }
}

fn made(language: &str, kind: &str) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into::<Function>().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &kind.into()).ok()?;
    Reflect::set(&options, &"fallback".into(), &"none".into()).ok()?;
    Reflect::construct(&class, &Array::of2(&language.into(), &options)).ok()
}

/// A key under which German and English words sort as people expect: without accents, without case.
pub(crate) fn sort_key(text: &str) -> String {
    let plain = String::from(js_sys::JsString::from(text).normalize("NFD"));
    plain
        .chars()
        .filter(|letter| !('\u{300}'..'\u{370}').contains(letter))
        .flat_map(char::to_lowercase)
        .collect()
}
