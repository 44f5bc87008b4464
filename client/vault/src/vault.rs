//! The owner of everything a device knows, and the loop that takes one input at a time.
//!
//! Nothing runs by itself: a runtime calls [`Vault::handle`] and carries out what it returns, in order.

use crate::store::{Store, StoreError};
use api::{FromPage, ToPage, query::Query, refusal::Refusal, view::{Gate, Loaded, View}};
use protocol::ids::Timestamp;
use rand_core::CryptoRng;

/// What a runtime knows and a vault does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The relay's origin (scheme, host and port, as the browser writes them): answers to its challenge are bound to it.
    pub origin: String,
}

/// What happens to a vault.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The page says something.
    Page(FromPage),
    /// The link to the relay.
    Link(LinkEvent),
    /// The moment of the last [`Output::WakeAt`] has come; early or late does no harm.
    Tick,
}

/// What happens to the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEvent {
    /// The link asked for is open. Nothing of an earlier link may follow.
    Up,
    /// It could not be made.
    Unreachable,
    /// It was closed or broke. Not reported after [`LinkCommand::Close`].
    Closed,
    /// A binary frame arrived.
    Frame(Vec<u8>),
}

/// What a vault wants done, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Tell the page. After [`ToPage::Locked`] the vault holds no key any more: drop it, reload the page.
    Page(ToPage),
    /// Do this with the link to the relay, whose address the runtime knows.
    Link(LinkCommand),
    /// Send [`Input::Tick`] then; replaces the wake before.
    WakeAt(Timestamp),
}

/// What to do with the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkCommand {
    /// Open it; answer with [`LinkEvent::Up`] or [`LinkEvent::Unreachable`].
    Connect,
    /// Send a binary frame.
    Send(Vec<u8>),
    /// Close it and report nothing more of it.
    Close,
}

/// One person's vault on one device.
#[derive(Debug)]
pub struct Vault<S, R> {
    store: S,
    rng: R,
    settings: Settings,
}

impl<S: Store, R: CryptoRng> Vault<S, R> {
    /// Looks at a store: empty or locked.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read. It is never deleted for that.
    pub async fn open(store: S, rng: R, settings: Settings) -> Result<Self, StoreError> {
        Ok(Self { store, rng, settings })
    }

    /// Takes one step. Never fails: failures are outputs.
    pub async fn handle(&mut self, input: Input, now: Timestamp) -> Vec<Output> {
        let _ = (&self.store, &self.rng, &self.settings, now);
        match input {
            Input::Page(FromPage::Command(id, _)) => {
                vec![Output::Page(ToPage::Answer(id, Err(Refusal::Locked)))]
            }
            Input::Page(FromPage::Watch(id, Query::Gate)) => {
                vec![Output::Page(ToPage::View(id, Loaded::Ready(View::Gate(Gate::Empty))))]
            }
            Input::Page(_) | Input::Link(_) | Input::Tick => Vec::new(),
        }
    }
}
