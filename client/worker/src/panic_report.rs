//! Says that the worker panicked: the place in the sources and nothing else, because a panic's text may quote what
//! somebody typed (A10).

use api::{ToPage, refusal::Fault};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::page;

#[wasm_bindgen]
extern "C" {
    /// Leads the page to the rescue page; `worker-start.js` defines it.
    #[wasm_bindgen(js_namespace = sprechtag, js_name = failed)]
    fn failed(place: &str);
}

/// Reports every panic from now on.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|panic| {
        page::send(&ToPage::Fatal(Fault::Panic));
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
        failed(place.as_deref().unwrap_or("worker"));
    }));
}
