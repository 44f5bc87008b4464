//! Requests and transactions of IndexedDB as futures: one promise each, without closures of our own.

use js_sys::Promise;
use vault::store::StoreError;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbRequest, IdbTransaction};

/// What a request yields.
///
/// # Errors
/// `Full` if there is no room, else `Failed`.
pub(super) async fn result_of(request: &IdbRequest) -> Result<JsValue, StoreError> {
    let done = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    if JsFuture::from(done).await.is_err() {
        return Err(why(request.error().ok().flatten()));
    }
    request.result().map_err(|_| StoreError::Failed)
}

/// Waits until a transaction is durable as asked for.
///
/// # Errors
/// `Full` if there is no room, else `Failed`; then nothing of it was stored.
pub(super) async fn finished(transaction: &IdbTransaction) -> Result<(), StoreError> {
    let done = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    // An aborted transaction says why only here; its event says nothing.
    JsFuture::from(done).await.map(drop).map_err(|_| why(transaction.error()))
}

fn why(error: Option<DomException>) -> StoreError {
    match error {
        Some(error) if error.name() == "QuotaExceededError" => StoreError::Full,
        _ => StoreError::Failed,
    }
}
