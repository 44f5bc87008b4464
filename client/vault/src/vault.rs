//! The owner of everything a device knows, and the loop that takes one input at a time.
//!
//! Nothing runs by itself: a runtime calls [`Vault::handle`] and carries out what it returns, in order.
//!
//! ```text
//! Shut ──CreateVault, Unlock──► Open ──Lock, too long untouched──► Shut
//! ```

mod lock;

use crate::{
    commands::Progress,
    format::Format,
    open::{Open, Step},
    rows::Trouble,
    shelf::{self, Shelf},
    slot::Stopwatch,
    store::{Store, StoreError},
    watch::{MINUTE_MS, Watch, ground_of, remade_at},
};
use api::{
    FromPage, RequestId, ToPage, WatchId,
    command::{Command, Done},
    ids::VaultId,
    query::Query,
    refusal::Refusal,
    view::{Gate, Loaded, VaultLine, View},
};
use protocol::{ids::Timestamp, message::RelayMessage};
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use sync_engine::{Input as EngineInput, LinkLoss, StoreFault};

/// Names that the search learns in one step: some five milliseconds on a tablet.
const LEARNED: usize = 25;
/// The first screen has the vault for itself so long.
const FIRST_SCREEN_MS: u64 = 500;

/// What a runtime knows and a vault does not.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The relay's origin (scheme, host and port, as the browser writes them): answers to its challenge are bound to it.
    pub origin: String,
    /// Measures how long this device stretches a passphrase.
    pub stopwatch: Stopwatch,
    /// Which documents it writes and reads.
    pub format: Format,
}

/// What happens to a vault.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The page says something.
    Page(FromPage),
    /// The link to the relay.
    Link(LinkEvent),
    /// The system says that there is a network again.
    Online,
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

/// What stands between the store and the work.
#[derive(Debug)]
enum Phase {
    /// A passphrase is needed, or a first vault.
    Shut,
    /// Work.
    Open(VaultId, Box<Open>),
}

/// The vaults of one device, of which one is open at a time.
#[derive(Debug)]
pub struct Vault<S, R> {
    store: S,
    rng: R,
    settings: Settings,
    phase: Phase,
    /// What the lock screen shows.
    vaults: Vec<VaultLine>,
    watches: BTreeMap<WatchId, Watch>,
    /// When the last wrong passphrase of each vault was given, by the stopwatch.
    wrong_at: BTreeMap<VaultId, u64>,
}

impl<S: Store, R: CryptoRng> Vault<S, R> {
    /// Looks at a store: empty or locked.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read. It is never deleted for that.
    pub async fn open(store: S, rng: R, settings: Settings) -> Result<Self, StoreError> {
        let vaults = shelf::list(&store).await?;
        Ok(Self {
            store,
            rng,
            settings,
            phase: Phase::Shut,
            vaults,
            watches: BTreeMap::new(),
            wrong_at: BTreeMap::new(),
        })
    }

    /// How many documents were loaded since the vault was opened: none by starting, listing or searching (A11).
    #[must_use]
    pub fn n_documents_loaded(&self) -> u64 {
        match &self.phase {
            Phase::Open(_, open) => open.documents.n_loaded(),
            Phase::Shut => 0,
        }
    }

    /// Takes one step. Never fails: failures are outputs. Once they are carried out, [`Self::follow_up`] has to be called, so that
    /// whoever waits for "saved" does not wait for every screen to be made again.
    pub async fn handle(&mut self, input: Input, now: Timestamp) -> Vec<Output> {
        let mut out = Vec::new();
        // Before anything else: a tablet that slept through its time wakes with a touch, not with a tick.
        self.lock_if_untouched(now, &mut out);
        match input {
            Input::Page(FromPage::Command(request, command)) => {
                self.command(request, command, now, &mut out).await
            }
            Input::Page(FromPage::Watch(id, query)) => {
                self.watches.insert(id, Watch { query, shown: None, made: None });
            }
            Input::Page(FromPage::Unwatch(id)) => {
                self.watches.remove(&id);
            }
            Input::Page(FromPage::Visible(visible)) => {
                self.drive(EngineInput::Attended(visible), now, &mut out).await;
                if visible {
                    self.drive(EngineInput::Wake, now, &mut out).await;
                }
            }
            Input::Page(FromPage::Active) => {
                if let Phase::Open(_, open) = &mut self.phase {
                    open.active_at = now;
                }
            }
            Input::Link(event) => self.link(event, now, &mut out).await,
            Input::Online => self.drive(EngineInput::Wake, now, &mut out).await,
            Input::Tick => {
                if let Phase::Open(_, open) = &mut self.phase {
                    // Once is enough: an engine that rests names no other time.
                    open.wake_at = open.wake_at.filter(|at| now < *at);
                }
                self.drive(EngineInput::Tick, now, &mut out).await
            }
        }
        out
    }

    /// What follows from a step: work in the background, views that changed, the next wake.
    pub async fn follow_up(&mut self, now: Timestamp) -> Vec<Output> {
        let mut out = Vec::new();
        self.look_after(now, &mut out).await;
        self.push_views(now, &mut out).await;
        self.ask_for_wake(now, &mut out);
        out
    }

    fn step<'a, T>(
        (store, rng, ground): (&'a T, &'a mut R, &'a Settings),
        open: &'a mut Open,
        now: Timestamp,
        out: &'a mut Vec<Output>,
    ) -> Step<'a, T, R> {
        Step { open, store, rng, now, ground, out }
    }

    async fn drive(&mut self, input: EngineInput, now: Timestamp, out: &mut Vec<Output>) {
        if let Phase::Open(vault, open) = &mut self.phase {
            let shelf = Shelf::of(&self.store, *vault);
            let ports = (&shelf, &mut self.rng, &self.settings);
            Self::step(ports, open, now, out).drive(Some(input)).await;
        }
    }

    async fn link(&mut self, event: LinkEvent, now: Timestamp, out: &mut Vec<Output>) {
        let input = match event {
            LinkEvent::Up => EngineInput::LinkUp,
            LinkEvent::Unreachable => EngineInput::LinkDown(LinkLoss::Unreachable),
            LinkEvent::Closed => EngineInput::LinkDown(LinkLoss::Closed),
            LinkEvent::Frame(bytes) => match RelayMessage::parse(&bytes) {
                Ok(message) => EngineInput::Received(message),
                Err(error) => EngineInput::Unreadable(error),
            },
        };
        self.drive(input, now, out).await;
    }

    async fn command(&mut self, request: RequestId, command: Command, now: Timestamp, out: &mut Vec<Output>) {
        let answer = match (&mut self.phase, command) {
            (Phase::Open(..), Command::Lock) => return self.lock(out),
            (Phase::Open(vault, open), command) => {
                open.active_at = now;
                let shelf = Shelf::of(&self.store, *vault);
                let ports = (&shelf, &mut self.rng, &self.settings);
                let mut step = Self::step(ports, open, now, out);
                step.open.catalogue.follow(&mut step.open.index);
                let progress = step.carry_out(request, command).await;
                if let Progress::Answered(answer) = progress {
                    step.out.push(Output::Page(ToPage::Answer(request, answer)));
                }
                return step.drive(None).await;
            }
            (Phase::Shut, Command::CreateVault { label, passphrase, entry }) => {
                self.create(label, &passphrase, entry, now).await
            }
            (Phase::Shut, Command::Unlock { vault, passphrase }) => {
                self.unlock(vault, &passphrase, now).await
            }
            (Phase::Shut, Command::SuggestPassphrase) => {
                let words = sealing::passphrase::generate_passphrase(&mut self.rng);
                Ok(Done::Passphrase(words.to_string()))
            }
            (Phase::Shut, _) => Err(Refusal::Locked),
        };
        out.push(Output::Page(ToPage::Answer(request, answer)));
        self.drive(EngineInput::Start, now, out).await;
    }

    /// What nobody asked for: names for search and directory, cards that miss changes, compact forms.
    async fn look_after(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        let Phase::Open(vault, open) = &mut self.phase else { return };
        let shelf = Shelf::of(&self.store, *vault);
        let ports = (&shelf, &mut self.rng, &self.settings);
        // Counted from here: deriving the key has taken most of a second since the passphrase was given.
        open.learn_at.get_or_insert(now.plus_ms(FIRST_SCREEN_MS));
        if open.wants_to_learn_at().is_some_and(|at| at <= now) {
            open.catalogue.learn_names(&open.index, LEARNED);
        }
        let compacts = open.compacts_at(now).is_some_and(|at| at <= now);
        let mut step = Self::step(ports, open, now, out);
        if compacts {
            // Nobody waits for it, and there is always another way to open the document.
            let _made = step.compact_one().await;
        }
        if step.furnish().await.is_ok() && step.look_after_cards().await.is_ok() {
            step.drive(None).await;
        }
    }

    async fn push_views(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        for (id, watch) in &mut self.watches {
            let state = match &self.phase {
                Phase::Open(_, open) => ground_of(&watch.query, open, now),
                Phase::Shut => [0; 3],
            };
            if watch.made == Some(state) {
                continue;
            }
            let view = match &mut self.phase {
                Phase::Shut if watch.query == Query::Gate => {
                    Loaded::Ready(View::Gate(match self.vaults.as_slice() {
                        [] => Gate::Empty,
                        vaults => Gate::Locked(vaults.to_vec()),
                    }))
                }
                Phase::Shut => Loaded::Failed(Refusal::Locked),
                Phase::Open(vault, open) => {
                    let shelf = Shelf::of(&self.store, *vault);
                    let ports = (&shelf, &mut self.rng, &self.settings);
                    Self::step(ports, open, now, out).show(&watch.query).await
                }
            };
            watch.made = Some(state);
            if watch.shown.as_ref() != Some(&view) {
                out.push(Output::Page(ToPage::View(*id, view.clone())));
                watch.shown = Some(view);
            }
        }
    }

    fn ask_for_wake(&self, now: Timestamp, out: &mut Vec<Output>) {
        let Phase::Open(_, open) = &self.phase else { return };
        let minute = Timestamp((now.0 / MINUTE_MS + 1) * MINUTE_MS);
        // A card that could not be sent is tried again, and not at once.
        let card = open.next_card_at().map(|at| at.max(now.plus_ms(1_000)));
        let next = [
            Some(open.lock_at()),
            open.wake_at,
            Some(minute),
            open.works_at(now),
            open.compacts_at(now),
            remade_at(open, now),
            open.wants_to_learn_at(),
            card,
        ]
        .into_iter()
        .flatten()
        .min();
        out.extend(next.map(|at| Output::WakeAt(at.max(now))));
    }
}

impl From<Trouble> for StoreError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Store(error) => error,
            Trouble::Damaged => Self::Failed,
        }
    }
}

impl From<Trouble> for StoreFault {
    fn from(trouble: Trouble) -> Self {
        match StoreError::from(trouble) {
            StoreError::Full => Self::Full,
            StoreError::Failed => Self::Failed,
        }
    }
}
