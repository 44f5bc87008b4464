//! The loop of a headless device: takes one event at a time, gives it to the vault, carries out what comes back.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::LazyLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use api::{FromPage, RequestId, ToPage, WatchId, command::Done, refusal::Refusal};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use tokio::{
    sync::{
        mpsc::{UnboundedReceiver, UnboundedSender, WeakUnboundedSender},
        oneshot,
    },
    time::{Instant, sleep_until},
};
use vault::{Format, Input, LinkEvent, Output, Settings, Timestamp, Vault};

use crate::{
    device::{Address, HeadlessError},
    link::Link,
    sqlite::Sqlite,
};

/// Longest sleep; the vault asks again when it is woken early.
const LONGEST_SLEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// Takes what became of a command.
pub(crate) type Answer = oneshot::Sender<Result<Done, Refusal>>;

/// What the loop hears.
pub(crate) enum Event {
    /// Somebody says something; who gave a command waits for its answer.
    Say(FromPage, Option<Answer>),
    /// Somebody wants to see something: views go there, as postcard bytes because they are not `Send`.
    Watch(WatchId, UnboundedSender<Vec<u8>>),
    /// The socket of this number does.
    Link(u64, LinkEvent),
}

/// A vault, what carries out its wishes, and who waits for what.
pub(crate) struct Runtime {
    vault: Vault<Sqlite, ChaCha20Rng>,
    link: Link,
    wake_at: Option<Instant>,
    answers: BTreeMap<RequestId, Answer>,
    watches: BTreeMap<WatchId, UnboundedSender<Vec<u8>>>,
    is_locked: bool,
}

impl Runtime {
    /// Opens the file.
    ///
    /// # Errors
    /// `Store` if it does not open.
    pub(crate) async fn open(
        file: &Path,
        address: Address,
        queue: WeakUnboundedSender<Event>,
    ) -> Result<Self, HeadlessError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| HeadlessError::NoRandomness)?;
        let settings = Settings { origin: address.origin().to_owned(), stopwatch, format: Format::CURRENT };
        let vault = Vault::open(Sqlite::open(file)?, ChaCha20Rng::from_seed(seed), settings).await?;
        Ok(Self {
            vault,
            link: Link::new(address, queue),
            wake_at: None,
            answers: BTreeMap::new(),
            watches: BTreeMap::new(),
            is_locked: false,
        })
    }

    /// Runs until the vault is locked or nobody can say anything more.
    pub(crate) async fn run(mut self, mut events: UnboundedReceiver<Event>) {
        while !self.is_locked {
            let wake_at = self.wake_at.unwrap_or_else(|| Instant::now() + LONGEST_SLEEP);
            let input = tokio::select! {
                event = events.recv() => match event {
                    Some(event) => self.input_of(event),
                    None => return,
                },
                () = sleep_until(wake_at) => {
                    self.wake_at = None;
                    // Nobody sits in front of it who could leave it open.
                    self.handle(Input::Page(FromPage::Active)).await;
                    Some(Input::Tick)
                }
            };
            if let Some(input) = input {
                self.handle(input).await;
            }
        }
    }

    async fn handle(&mut self, input: Input) {
        for output in self.vault.handle(input, now()).await {
            self.perform(output);
        }
        for output in self.vault.follow_up(now()).await {
            self.perform(output);
        }
    }

    fn input_of(&mut self, event: Event) -> Option<Input> {
        match event {
            Event::Say(message, answer) => {
                if let (FromPage::Command(id, _), Some(answer)) = (&message, answer) {
                    self.answers.insert(*id, answer);
                }
                if let FromPage::Unwatch(id) = message {
                    self.watches.remove(&id);
                }
                Some(Input::Page(message))
            }
            Event::Watch(id, views) => {
                self.watches.insert(id, views);
                None
            }
            Event::Link(attempt, event) => self.link.is_current(attempt).then_some(Input::Link(event)),
        }
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Page(message) => self.tell(message),
            Output::Link(command) => self.link.perform(command),
            Output::WakeAt(at) => {
                self.wake_at = Some(Instant::now() + Duration::from_millis(at.ms_since(now())))
            }
        }
    }

    fn tell(&mut self, message: ToPage) {
        match message {
            ToPage::Answer(id, result) => {
                if let Some(answer) = self.answers.remove(&id) {
                    // Who gave the command need not wait for its answer.
                    drop(answer.send(result));
                }
            }
            ToPage::View(id, view) => {
                if let (Some(views), Ok(bytes)) = (self.watches.get(&id), postcard::to_allocvec(&view)) {
                    // Who no longer looks unwatches in a moment.
                    drop(views.send(bytes));
                }
            }
            ToPage::Locked | ToPage::Fatal(_) => self.is_locked = true,
            ToPage::Ready => (),
        }
    }
}

/// Milliseconds since the process first asked, whatever happens to the machine's clock.
fn stopwatch() -> u64 {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(BEGUN.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Milliseconds since 1970, by the machine's clock.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
