//! Updates of the app: a new version waits until a person lets it in.
//!
//! `boot.js` registers the service worker and asks for new versions; here the app hears that one waits and lets it
//! take over at a moment that suits, after which every tab reloads by itself.

use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// Does a new version wait?
    #[wasm_bindgen(js_namespace = sprechtag, js_name = updateWaits)]
    pub(crate) fn update_waits() -> bool;

    /// Lets the waiting version take over; reloads the page.
    #[wasm_bindgen(js_namespace = sprechtag, js_name = applyUpdate)]
    pub(crate) fn apply_update();

    #[wasm_bindgen(js_namespace = sprechtag, js_name = news)]
    async fn news_in(language: &str) -> JsValue;
}

/// What the waiting version says is new, in the language `de` or `en`; empty if it says nothing.
pub(crate) async fn news(language: &str) -> String {
    news_in(language).await.as_string().unwrap_or_default()
}

/// Calls `on_update` whenever a new version begins to wait, for as long as the page lives.
pub(crate) fn listen(on_update: impl FnMut() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let listener = Closure::<dyn FnMut()>::new(on_update).into_js_value();
    // Fails only for a listener that is no function.
    let added = window.add_event_listener_with_callback("sprechtag-update", listener.unchecked_ref());
    debug_assert!(added.is_ok(), "a closure is a function");
}
