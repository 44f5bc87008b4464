//! Whether anybody can see the page: drafts are saved when it hides, the link is tried when it comes back.

use wasm_bindgen::{JsCast, closure::Closure};

/// Is the page visible now?
#[must_use]
pub(crate) fn is_visible() -> bool {
    web_sys::window().and_then(|window| window.document()).is_none_or(|document| !document.hidden())
}

/// Calls `on_change` with `true` when the page becomes visible and `false` when it hides, for as long as it lives.
pub(crate) fn listen(on_change: impl Fn(bool) + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let listener = Closure::<dyn FnMut()>::new(move || on_change(is_visible())).into_js_value();
    // Fails only for a listener that is no function.
    let added = document.add_event_listener_with_callback("visibilitychange", listener.unchecked_ref());
    debug_assert!(added.is_ok(), "a closure is a function");
}

/// Calls `on_activity` when somebody touches, types or moves, at most once every ten seconds.
pub(crate) fn listen_to_activity(on_activity: impl Fn() + 'static) {
    const QUIET_MS: f64 = 10_000.0;
    let Some(window) = web_sys::window() else { return };
    let mut last_ms = f64::NEG_INFINITY;
    let listener = Closure::<dyn FnMut()>::new(move || {
        let now_ms = js_sys::Date::now();
        // The second half: somebody set the clock back.
        if QUIET_MS <= now_ms - last_ms || now_ms < last_ms {
            last_ms = now_ms;
            on_activity();
        }
    });
    let listener = listener.into_js_value();
    for name in ["pointerdown", "keydown", "wheel", "touchstart"] {
        // Fails only for a listener that is no function.
        let added = window.add_event_listener_with_callback(name, listener.unchecked_ref());
        debug_assert!(added.is_ok(), "a closure is a function");
    }
}

/// Like [`listen`], but only for as long as the answer is kept.
#[must_use]
pub(crate) fn listen_while(on_change: impl Fn(bool) + 'static) -> Option<gloo_events::EventListener> {
    let document = web_sys::window()?.document()?;
    Some(gloo_events::EventListener::new(&document, "visibilitychange", move |_| on_change(is_visible())))
}
