//! Whose turn it is: exactly one tab's worker of this origin opens the store (A9).
//!
//! ```text
//! Waiting ──lock granted──► Granted ──another tab asks──► finishes its queue, ends
//!    │                         └──────lock stolen───────► ends at once
//!    ├─ after 700 ms ─► Elsewhere: the page says so
//!    ├─ another tab locks ─► its page reloads, too
//!    └─ take_over ─► asks the other tab to hand over; after 2 s without an answer steals the lock
//! ```
//!
//! A worker that ends gives its lock back by itself, also when its tab crashes.

use api::{ToPage, refusal::Fault};
use futures::channel::mpsc::UnboundedSender;
use gloo_timers::callback::Timeout;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::{page, runtime::Event};

/// Name of the lock, and of the channel on which tabs ask each other to hand over.
const NAME: &str = "sprechtag-writer";

/// A page that reloads lets its old worker's lock go within this time; only then is it another tab's.
const ELSEWHERE_AFTER_MS: u32 = 700;

/// How long another tab may take to finish before its lock is stolen.
const STEAL_AFTER_MS: u32 = 2_000;

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`, which `web-sys` counts as unstable.
    type Locks;

    #[wasm_bindgen(thread_local_v2, js_namespace = navigator, js_name = locks)]
    static LOCKS: Locks;

    #[wasm_bindgen(method)]
    fn request(this: &Locks, name: &str, options: &Object, granted: &Function) -> Promise;
}

/// What happens to the turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// This tab may open the store.
    Granted,
    /// Another tab is at work.
    Elsewhere,
    /// Another tab asks for the turn.
    Wanted,
    /// The tab at work was locked.
    Locked,
}

/// What tabs say to each other; everything else is of no tab of this app.
const WANTED: &str = "wanted";
const LOCKED: &str = "locked";

/// The wait for the turn, and the channel on which other tabs ask for it.
pub(crate) struct Tab {
    queue: UnboundedSender<Event>,
    channel: Option<BroadcastChannel>,
    _elsewhere: Timeout,
    steal: Option<Timeout>,
}

impl Tab {
    /// Waits for the turn; reports into `queue`.
    pub(crate) fn wait(queue: UnboundedSender<Event>) -> Self {
        request_lock(&queue, false);
        let elsewhere = Timeout::new(ELSEWHERE_AFTER_MS, reporting(&queue, Turn::Elsewhere));
        let channel = BroadcastChannel::new(NAME).ok();
        if let Some(channel) = &channel {
            let (wanted, locked) = (reporting(&queue, Turn::Wanted), reporting(&queue, Turn::Locked));
            let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                match event.data().as_string().as_deref() {
                    Some(WANTED) => wanted(),
                    Some(LOCKED) => locked(),
                    Some(_) | None => (),
                }
            });
            channel.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
        }
        Self { queue, channel, _elsewhere: elsewhere, steal: None }
    }

    /// Asks the other tab to hand over, and steals the turn if it does not.
    pub(crate) fn take_over(&mut self) {
        // Without an answer the lock is stolen.
        self.tell(WANTED);
        let queue = self.queue.clone();
        self.steal = Some(Timeout::new(STEAL_AFTER_MS, move || request_lock(&queue, true)));
    }

    /// This tab was locked: no page of this app keeps anything that somebody typed.
    pub(crate) fn tell_locked(&self) {
        self.tell(LOCKED);
    }

    fn tell(&self, word: &str) {
        if let Some(channel) = &self.channel {
            // Fails only for a channel that was closed.
            drop(channel.post_message(&JsValue::from_str(word)));
        }
    }

    /// The turn has come: nothing needs to be stolen.
    pub(crate) fn begin(&mut self) {
        self.steal = None;
    }
}

/// Requests the lock and keeps it until this worker ends or another tab steals it.
fn request_lock(queue: &UnboundedSender<Event>, steal: bool) {
    let options = Object::new();
    // Fails only for an object that is frozen.
    drop(Reflect::set(&options, &"steal".into(), &steal.into()));
    let report = reporting(queue, Turn::Granted);
    let granted = Closure::once_into_js(move || {
        report();
        // The lock is held until this promise settles: never.
        Promise::new(&mut |_, _| ())
    });
    let stolen = Closure::once_into_js(|_: JsValue| page::end(&ToPage::Fatal(Fault::TakenOver)));
    let held = LOCKS.with(|locks| locks.request(NAME, &options, granted.unchecked_ref()));
    let watch = Reflect::get(&held, &"catch".into()).map(JsCast::unchecked_into::<Function>);
    if let Ok(watch) = watch {
        // Rejected with an `AbortError` when the lock is stolen; acts at once, whatever stands in the queue.
        drop(watch.call1(&held, &stolen));
    }
}

fn reporting(queue: &UnboundedSender<Event>, turn: Turn) -> impl Fn() + 'static {
    let queue = queue.clone();
    // Fails only when the loop has ended.
    move || drop(queue.unbounded_send(Event::Turn(turn)))
}
