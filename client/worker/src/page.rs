//! The worker's end of the channel to the page: postcard bytes in both directions.

use api::{FromPage, ToPage, refusal::Fault};
use futures::channel::mpsc::UnboundedSender;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::runtime::Event;

/// Puts what the page sends into the queue, from now on and for as long as the worker lives.
pub(crate) fn listen(queue: UnboundedSender<Event>) {
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        match postcard::from_bytes::<FromPage>(&bytes) {
            // Fails only when the loop has ended.
            Ok(message) => drop(queue.unbounded_send(Event::Page(message))),
            // Page and worker come from two builds: the rescue page renews the app.
            Err(_) => send(&ToPage::Fatal(Fault::Panic)),
        }
    });
    scope().set_onmessage(Some(listener.into_js_value().unchecked_ref()));
}

/// Puts a word into the queue whenever the browser finds a network again.
pub(crate) fn listen_to_network(queue: UnboundedSender<Event>) {
    // Fails only when the loop has ended.
    let listener = Closure::<dyn FnMut()>::new(move || drop(queue.unbounded_send(Event::Online)));
    scope().set_ononline(Some(listener.into_js_value().unchecked_ref()));
}

/// Sends one message to the page.
pub(crate) fn send(message: &ToPage) {
    // Neither step can fail: the type is plain, and the bytes' buffer was made for this transfer.
    let Ok(bytes) = postcard::to_allocvec(message) else { return };
    let bytes = Uint8Array::from(bytes.as_slice());
    let buffers = Array::of1(&bytes.buffer());
    let sent = scope().post_message_with_transfer(&bytes, &buffers);
    debug_assert!(sent.is_ok(), "a fresh buffer can be transferred");
}

/// Says why this worker cannot go on, and ends it: nothing of it runs afterwards.
pub(crate) fn end(last: &ToPage) {
    send(last);
    scope().close();
}

/// Milliseconds since the worker began, whatever happens to the device's clock.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts up from 0")]
pub(crate) fn stopwatch() -> u64 {
    scope().performance().map_or(0, |performance| performance.now() as u64)
}

/// What workers call `self`.
pub(crate) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
