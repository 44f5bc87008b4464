//! The page's side of the worker's door: who asked what, and who gets the answer.
//!
//! Two hooks are all that components use: [`use_view`](hooks::use_view) shows, [`use_command`](hooks::use_command)
//! acts. What waits for an answer is plumbing, not state to draw, and lives in here; what is drawn lives in the
//! components that asked.

mod hooks;
mod shown;

pub(crate) use hooks::{Act, use_command, use_view};

use crate::platform::{channel::Channel, page, rescue, storage};
use api::command::{Command, Done};
use api::query::Query;
use api::refusal::{Fault, Refusal};
use api::view::{Loaded, View};
use api::{FromPage, RequestId, ToPage, WatchId};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::Callback;

/// What became of a command.
pub(crate) type Answer = Result<Done, Refusal>;

/// A short message that goes away by itself, perhaps with a way to undo what it tells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Toast {
    /// Key of its text.
    pub(crate) text: &'static str,
    /// What takes it back.
    pub(crate) undo: Option<Command>,
}

/// The door. Cheap to clone; equal only to itself.
#[derive(Clone)]
pub(crate) struct Door(Rc<Inner>);

struct Inner {
    channel: Channel,
    next: Cell<u32>,
    asked_to_keep: Cell<bool>,
    waiting: Rc<Waiting>,
    on_toast: Callback<Toast>,
    on_refusal: Callback<Refusal>,
}

#[derive(Default)]
struct Waiting {
    answers: RefCell<BTreeMap<RequestId, Callback<Answer>>>,
    /// Who wants to know that every command was answered.
    at_rest: RefCell<Vec<Callback<()>>>,
    watchers: RefCell<BTreeMap<WatchId, Callback<Loaded<View>>>>,
}

impl PartialEq for Door {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Door {
    /// Starts the worker.
    pub(crate) fn open(on_toast: Callback<Toast>, on_refusal: Callback<Refusal>) -> Self {
        let waiting = Rc::new(Waiting::default());
        let receiver = Rc::clone(&waiting);
        let channel = Channel::open(move |message| receiver.receive(message));
        Self(Rc::new(Inner {
            channel,
            next: Cell::new(0),
            asked_to_keep: Cell::new(false),
            waiting,
            on_toast,
            on_refusal,
        }))
    }

    fn number(&self) -> u32 {
        let number = self.0.next.get();
        self.0.next.set(number.wrapping_add(1));
        number
    }

    /// Sends a command; its answer goes to `on_answer`. After the first save the browser is asked to keep the data.
    pub(crate) fn command(&self, command: Command, on_answer: Callback<Answer>) {
        let request = RequestId(self.number());
        let inner = Rc::downgrade(&self.0);
        let on_answer = Callback::from(move |answer: Answer| {
            if let (Ok(done), Some(inner)) = (&answer, inner.upgrade()) {
                inner.keep_after(done);
            }
            on_answer.emit(answer);
        });
        self.0.waiting.answers.borrow_mut().insert(request, on_answer);
        self.0.channel.send(&FromPage::Command(request, command));
    }

    /// Asks a question that is answered again whenever the answer changes.
    pub(crate) fn watch(&self, query: Query, on_view: Callback<Loaded<View>>) -> WatchId {
        let watch = WatchId(self.number());
        self.0.waiting.watchers.borrow_mut().insert(watch, on_view);
        self.0.channel.send(&FromPage::Watch(watch, query));
        watch
    }

    /// Asks no more.
    pub(crate) fn unwatch(&self, watch: WatchId) {
        self.0.waiting.watchers.borrow_mut().remove(&watch);
        self.0.channel.send(&FromPage::Unwatch(watch));
    }

    /// Tells something that concerns the worker as a whole.
    pub(crate) fn tell(&self, message: &FromPage) {
        self.0.channel.send(message);
    }

    /// Calls `told` as soon as every command that was given is answered: at once if none is on its way.
    pub(crate) fn when_at_rest(&self, told: Callback<()>) {
        self.0.waiting.at_rest.borrow_mut().push(told);
        self.0.waiting.tell_at_rest();
    }

    /// Shows a short message.
    pub(crate) fn toast(&self, toast: Toast) {
        self.0.on_toast.emit(toast);
    }

    /// Shows a refusal that belongs to no field.
    pub(crate) fn show_refusal(&self, refusal: Refusal) {
        self.0.on_refusal.emit(refusal);
    }
}

impl Inner {
    /// There is something to lose from the first thing on that somebody made.
    fn keep_after(&self, done: &Done) {
        let made = matches!(done, Done::Case(_) | Done::Entry(_) | Done::Appointment(_));
        if made && !self.asked_to_keep.replace(true) {
            wasm_bindgen_futures::spawn_local(async {
                // The browser decides silently; *Abgleich* shows what it decided.
                storage::persist().await;
            });
        }
    }
}

impl Waiting {
    fn tell_at_rest(&self) {
        if self.answers.borrow().is_empty() {
            let waiting: Vec<_> = self.at_rest.borrow_mut().drain(..).collect();
            waiting.into_iter().for_each(|told| told.emit(()));
        }
    }

    fn receive(&self, message: ToPage) {
        match message {
            ToPage::Ready => {}
            ToPage::Answer(request, answer) => {
                let waiting = self.answers.borrow_mut().remove(&request);
                if let Some(on_answer) = waiting {
                    on_answer.emit(answer);
                }
                self.tell_at_rest();
            }
            ToPage::View(watch, view) => {
                let watcher = self.watchers.borrow().get(&watch).cloned();
                if let Some(on_view) = watcher {
                    on_view.emit(view);
                }
            }
            // The page's own memory outlives the worker: only a new page has forgotten everything.
            ToPage::Locked | ToPage::Fatal(Fault::TakenOver) => page::reload(),
            ToPage::Fatal(Fault::StoreDoesNotOpen) => rescue::failed("store"),
            ToPage::Fatal(Fault::Panic) => rescue::failed("worker"),
        }
    }
}
