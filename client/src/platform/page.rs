//! The page itself: address, history, title, root attributes, focus, printing.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, Window};

/// What the history keeps with an address that one came to within the app.
const CAME_FROM_HERE: JsValue = JsValue::TRUE;

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// The element with this id.
pub(crate) fn element(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Path of the address, e.g. `/faelle`.
pub(crate) fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// Scheme and host of the address.
pub(crate) fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// What stands behind `#` in the address.
pub(crate) fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// Goes to `path`, with the way back; listeners of [`on_navigation`] hear of it.
pub(crate) fn push(path: &str) {
    let Some(history) = window().and_then(|window| window.history().ok()) else { return };
    if history.push_state_with_url(&CAME_FROM_HERE, "", Some(path)).is_ok() {
        announce_navigation();
    }
}

/// Puts `path` in place of the present address: the way back stays as it is; no fragment.
pub(crate) fn replace(path: &str) {
    let Some(history) = window().and_then(|window| window.history().ok()) else { return };
    let came_from = history.state().unwrap_or(JsValue::NULL);
    if history.replace_state_with_url(&came_from, "", Some(path)).is_ok() {
        announce_navigation();
    }
}

/// Goes one page back within the app, or to `otherwise` if the app was entered here: by a shortcut, or by an address.
pub(crate) fn back(otherwise: &str) {
    let Some(history) = window().and_then(|window| window.history().ok()) else { return };
    if history.state().is_ok_and(|state| state == CAME_FROM_HERE) {
        drop(history.back());
    } else {
        replace(otherwise);
    }
}

fn announce_navigation() {
    if let (Some(window), Ok(event)) = (window(), web_sys::Event::new("popstate")) {
        drop(window.dispatch_event(&event));
    }
}

/// Calls `told` whenever the address changes within the app.
pub(crate) fn on_navigation(told: impl Fn() + 'static) -> Option<EventListener> {
    Some(EventListener::new(window()?.as_ref(), "popstate", move |_| told()))
}

/// Calls `told` when the fragment changes: somebody pasted another link into this tab.
pub(crate) fn on_fragment(told: impl Fn() + 'static) -> Option<EventListener> {
    Some(EventListener::new(window()?.as_ref(), "hashchange", move |_| told()))
}

/// Calls `told` with the key for every key press in the page, and says whether it was taken.
pub(crate) fn on_key(told: impl Fn(&web_sys::KeyboardEvent) + 'static) -> Option<EventListener> {
    let options = EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(document()?.as_ref(), "keydown", options, move |event| {
        if let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() {
            told(key);
        }
    }))
}

/// Is somebody writing in a field right now? Single-key shortcuts keep still then.
pub(crate) fn is_writing() -> bool {
    let Some(element) = document().and_then(|document| document.active_element()) else { return false };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// Drops the page with everything it remembers and starts it anew.
pub(crate) fn reload() {
    if let Some(window) = window() {
        drop(window.location().reload());
    }
}

/// Title of the tab. Never carries what a person typed.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Sets an attribute of `<html>`, or removes it.
pub(crate) fn set_root(name: &str, value: Option<&str>) {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    match value {
        Some(value) => drop(root.set_attribute(name, value)),
        None => drop(root.remove_attribute(name)),
    }
}

/// Is there an element that `selector` names?
pub(crate) fn has(selector: &str) -> bool {
    document().and_then(|document| document.query_selector(selector).ok().flatten()).is_some()
}

/// Moves the focus to the element with this id.
pub(crate) fn focus(id: &str) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
}

/// Moves the content of `container` sideways until the first element that `selector` names stands in its middle. The page
/// itself does not move.
pub(crate) fn bring_to_the_middle(container: &HtmlElement, selector: &str) {
    let found = container.query_selector(selector).ok().flatten();
    if let Some(inner) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let spare = container.client_width() - inner.offset_width();
        container.set_scroll_left(inner.offset_left() - spare / 2);
    }
}

/// Calls `told` when somebody presses outside of `element`, for as long as the answer is kept.
#[must_use]
pub(crate) fn on_press_outside(element: Element, told: impl Fn() + 'static) -> Option<EventListener> {
    Some(EventListener::new(document()?.as_ref(), "pointerdown", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if !element.contains(target.as_ref()) {
            told();
        }
    }))
}

/// Opens the browser's print dialog.
pub(crate) fn print() {
    if let Some(window) = window() {
        drop(window.print());
    }
}

/// The build's name, from the page.
pub(crate) fn build() -> String {
    let meta = document().and_then(|document| document.query_selector("meta[name=build]").ok().flatten());
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}

/// Does this element have the focus now?
#[must_use]
pub(crate) fn has_focus(element: &web_sys::EventTarget) -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.is_some_and(|focused| **focused == *element)
}
