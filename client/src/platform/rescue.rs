//! The way to the rescue page, which works without WebAssembly and without this app.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Leaves for the rescue page. `place` is a file and line of our own sources or a short word.
    #[wasm_bindgen(js_namespace = sprechtag)]
    pub(crate) fn failed(place: &str);
}

/// Leads to the rescue page when our own code panics; tells the place in the sources and nothing else (A10).
pub(crate) fn report_panics() {
    // Through Yew, which else puts a hook of its own in the way that writes the panic's text to the console.
    yew::set_custom_panic_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
        failed(place.as_deref().unwrap_or("page"));
    }));
}
