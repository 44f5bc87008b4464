//! What this browser remembers for everybody who uses it: language, theme, hand. Nothing about people or cases.

fn store() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The value kept under `name`.
pub(crate) fn get(name: &str) -> Option<String> {
    store()?.get_item(name).ok().flatten()
}

/// Keeps `value` under `name`. A browser that refuses forgets it with the tab, no more.
pub(crate) fn set(name: &str, value: &str) {
    if let Some(store) = store() {
        drop(store.set_item(name, value));
    }
}

/// The languages the browser prefers, best first.
pub(crate) fn languages() -> Vec<String> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    window.navigator().languages().iter().filter_map(|language| language.as_string()).collect()
}
