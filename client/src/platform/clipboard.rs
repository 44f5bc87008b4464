//! The clipboard: writes text that a person asked to copy. It never reads.

use wasm_bindgen_futures::JsFuture;

/// Puts `text` into the clipboard; answers whether the browser allowed it.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
