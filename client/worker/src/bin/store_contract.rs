//! The store's contract suite on IndexedDB, inside a module worker of a real browser. Never part of the app.
//!
//! Told `all`, it runs every rule on a fresh database each; told `full`, the rule for a store without room, for which the
//! browser's quota must have been lowered to less than a mebibyte above what is used. It answers `ok` or `failed: ` and
//! the broken rule.

#![expect(clippy::expect_used, reason = "a contract suite fails by panicking, like any test")]

use std::cell::Cell;

use vault::store::contract;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};
use worker::indexed_db::IndexedDb;

fn main() {
    std::panic::set_hook(Box::new(|panic| answer(&format!("failed: {panic}"))));
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let wanted = event.data().as_string().unwrap_or_default();
        spawn_local(async move {
            match wanted.as_str() {
                "all" => contract::check_all(fresh).await,
                "full" => contract::a_failed_batch_leaves_no_trace(fresh().await).await,
                _ => return answer("failed: say `all` or `full`"),
            }
            answer("ok");
        });
    });
    scope().set_onmessage(Some(listener.into_js_value().unchecked_ref()));
}

async fn fresh() -> IndexedDb {
    thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
    let count = COUNT.replace(COUNT.get() + 1);
    let name = format!("contract-{}-{count}", js_sys::Date::now());
    IndexedDb::open(&name).await.expect("a new database opens")
}

fn answer(text: &str) {
    scope().post_message(&JsValue::from_str(text)).expect("a text can be sent");
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
