//! The page's end of the channel to the vault's worker.
//!
//! Spawns the one worker of this page and exchanges postcard bytes of [`FromPage`] and [`ToPage`] with it. `boot.js`
//! makes the worker, because it owns the page's only Trusted Types policy and leads to the rescue page when the worker
//! breaks. What the page sends before the worker listens is kept by `worker-start.js`; nothing is lost or reordered.

use std::{cell::RefCell, fmt, rc::Rc};

use api::{FromPage, ToPage, refusal::Fault};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use web_sys::{MessageEvent, Worker};

#[wasm_bindgen]
extern "C" {
    /// Makes the worker; `boot.js` defines it.
    #[wasm_bindgen(js_namespace = sprechtag, js_name = openWorker)]
    fn open_worker() -> Worker;
}

/// Hears everything the worker sends.
type Listener = Closure<dyn FnMut(MessageEvent)>;

/// The open channel. Clones speak with the same worker; when the last one is dropped, the worker ends.
#[derive(Clone)]
pub(crate) struct Channel(Rc<Open>);

struct Open {
    worker: Worker,
    listener: RefCell<Option<Listener>>,
}

impl Channel {
    /// Starts the worker; `on_message` hears everything it says, [`ToPage::Ready`] first.
    ///
    /// Bytes that are no [`ToPage`] mean that page and worker come from two builds; `on_message` then hears
    /// [`Fault::Panic`], so that the rescue page offers to renew the app.
    pub(crate) fn open(mut on_message: impl FnMut(ToPage) + 'static) -> Self {
        let worker = open_worker();
        let listener = Listener::new(move |event: MessageEvent| {
            let bytes = Uint8Array::new(&event.data()).to_vec();
            on_message(postcard::from_bytes(&bytes).unwrap_or(ToPage::Fatal(Fault::Panic)));
        });
        worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Self(Rc::new(Open { worker, listener: RefCell::new(Some(listener)) }))
    }

    /// Sends one message. It arrives after all earlier ones.
    pub(crate) fn send(&self, message: &FromPage) {
        // Neither step can fail: the type is plain, and the bytes' buffer was made for this transfer.
        let Ok(bytes) = postcard::to_allocvec(message) else { return };
        let bytes = Uint8Array::from(bytes.as_slice());
        let buffers = Array::of1(&bytes.buffer());
        let sent = self.0.worker.post_message_with_transfer(&bytes, &buffers);
        debug_assert!(sent.is_ok(), "a fresh buffer can be transferred");
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.terminate();
        self.listener.take();
    }
}

impl PartialEq for Channel {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Channel")
    }
}
