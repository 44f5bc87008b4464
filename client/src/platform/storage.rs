//! The browser's storage: how much is used, and the promise to keep it.
//!
//! `persist()` may ask the person, so it is asked once after the first save and only from the page; the vault's worker
//! gets the answer as `Command::ReportStorage`.

use api::view::Storage;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

/// What the browser says of this app's storage.
pub(crate) async fn estimate() -> Storage {
    let Some(storage) = manager() else { return Storage::default() };
    let estimate = answer(storage.estimate()).await.map(JsCast::unchecked_into::<StorageEstimate>);
    Storage {
        used: estimate.as_ref().and_then(StorageEstimate::get_usage).and_then(whole_bytes),
        quota: estimate.as_ref().and_then(StorageEstimate::get_quota).and_then(whole_bytes),
        persistent: answer(storage.persisted()).await.and_then(|value| value.as_bool()),
    }
}

/// Asks the browser to keep the storage until a person clears it; answers whether it promised.
pub(crate) async fn persist() -> bool {
    let Some(storage) = manager() else { return false };
    answer(storage.persist()).await.and_then(|value| value.as_bool()).unwrap_or(false)
}

fn manager() -> Option<StorageManager> {
    Some(web_sys::window()?.navigator().storage())
}

async fn answer<T: JsCast + 'static>(promise: Result<js_sys::Promise<T>, JsValue>) -> Option<JsValue>
where
    JsFuture: From<js_sys::Promise<T>>,
{
    JsFuture::from(promise.ok()?).await.ok()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the browser counts bytes in whole numbers"
)]
fn whole_bytes(bytes: f64) -> Option<u64> {
    (bytes.is_finite() && 0.0 <= bytes).then_some(bytes as u64)
}
