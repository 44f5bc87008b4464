//! Installing the app: keeps the browser's offer until a person wants it.
//!
//! Chromium and its relatives fire `beforeinstallprompt`; Safari and Firefox do not, there the screen explains the way
//! by hand, which [`platform`] chooses.

use std::cell::RefCell;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

thread_local! {
    static OFFER: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Where installing works differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    /// iPhone and iPad: share menu, "add to home screen".
    Apple,
    /// Android.
    Android,
    /// Everything else.
    Desktop,
}

/// Keeps the browser's offer from now on; `on_change` hears that it came or that the app was installed.
pub(crate) fn listen(on_change: impl Fn() + Clone + 'static) {
    let Some(window) = web_sys::window() else { return };
    let heard = on_change.clone();
    let offered = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        event.prevent_default();
        OFFER.with(|offer| offer.replace(Some(event.into())));
        heard();
    });
    let installed = Closure::<dyn FnMut()>::new(move || {
        OFFER.with(RefCell::take);
        on_change();
    });
    for (name, listener) in
        [("beforeinstallprompt", offered.into_js_value()), ("appinstalled", installed.into_js_value())]
    {
        // Fails only for a listener that is no function.
        let added = window.add_event_listener_with_callback(name, listener.unchecked_ref());
        debug_assert!(added.is_ok(), "a closure is a function");
    }
}

/// Has the browser offered to install the app?
#[must_use]
pub(crate) fn is_offered() -> bool {
    OFFER.with(|offer| offer.borrow().is_some())
}

/// Shows the browser's dialog; an offer is good for one showing.
pub(crate) fn prompt() {
    let Some(offer) = OFFER.with(RefCell::take) else { return };
    let Ok(show) = Reflect::get(&offer, &"prompt".into()) else { return };
    if let Some(show) = show.dyn_ref::<Function>() {
        // The answer comes as `appinstalled`; a refusal needs nothing.
        drop(show.call0(&offer));
    }
}

/// Does the app run in a window of its own?
#[must_use]
pub(crate) fn is_installed() -> bool {
    let query = |window: web_sys::Window| window.match_media("(display-mode: standalone)").ok().flatten();
    web_sys::window().and_then(query).is_some_and(|list| list.matches())
}

/// Which explanation fits this device.
#[must_use]
pub(crate) fn platform() -> Platform {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    if ["iPhone", "iPad"].iter().any(|name| agent.contains(name)) {
        Platform::Apple
    } else if agent.contains("Android") {
        Platform::Android
    } else {
        Platform::Desktop
    }
}
