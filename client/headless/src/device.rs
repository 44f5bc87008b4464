//! The handle of a headless device: says in Rust what a screen would say.

use std::{
    fmt,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use api::{
    FromPage, RequestId, WatchId,
    command::{Command, Done, Entry},
    query::Query,
    refusal::Refusal,
    view::{Gate, LinkState, Loaded, View},
};
use tokio::sync::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    oneshot,
};
use vault::store::StoreError;

use crate::runtime::{Event, Runtime};

/// The relay's endpoint, below its origin.
const PATH: &str = "/v1/sync";

/// Where the relay is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    origin: String,
    socket: String,
}

impl Address {
    /// Reads an origin such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// `Address` unless it is plain HTTP without a path: the device speaks to a relay on its own machine, or behind a proxy
    /// there that adds TLS.
    pub fn parse(origin: &str) -> Result<Self, HeadlessError> {
        let origin = origin.trim_end_matches('/');
        let host = origin.strip_prefix("http://").filter(|host| !host.is_empty() && !host.contains('/'));
        let host = host.ok_or(HeadlessError::Address)?;
        Ok(Self { origin: origin.to_owned(), socket: format!("ws://{host}{PATH}") })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn socket(&self) -> &str {
        &self.socket
    }
}

/// Why a headless device does not do what it was told.
#[derive(Debug, thiserror::Error)]
pub enum HeadlessError {
    /// Not an address of a relay.
    #[error("the relay's address must look like http://127.0.0.1:8080")]
    Address,
    /// The file does not open.
    #[error("the vault's file does not open: {0}")]
    Store(#[from] StoreError),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// The system gives no thread.
    #[error("the device's thread does not start: {0}")]
    Thread(#[from] std::io::Error),
    /// The vault says no.
    #[error("the vault refuses: {0:?}")]
    Refused(Refusal),
    /// The file holds no vault.
    #[error("the file holds no vault")]
    NoVault,
    /// The device was locked or has failed.
    #[error("the device has ended")]
    Ended,
}

/// A device that runs in a thread of its own until it is locked or dropped.
pub struct Headless {
    queue: UnboundedSender<Event>,
    next: AtomicU32,
}

impl Headless {
    /// Makes a vault in `file` and begins what `entry` asks for; [`Headless::opened`] waits until that is done.
    ///
    /// # Errors
    /// `Store`, `Refused`, `NoRandomness`, `Thread`.
    pub async fn create(
        file: &Path,
        relay: Address,
        passphrase: &str,
        entry: Entry,
    ) -> Result<Self, HeadlessError> {
        let device = Self::start(file, relay).await?;
        let (label, passphrase) = ("headless".to_owned(), passphrase.to_owned());
        device.command(Command::CreateVault { label, passphrase, entry }).await?;
        Ok(device)
    }

    /// Opens the vault in `file`.
    ///
    /// # Errors
    /// `Store`, `NoVault`, `Refused`, `NoRandomness`, `Thread`.
    pub async fn open(file: &Path, relay: Address, passphrase: &str) -> Result<Self, HeadlessError> {
        let device = Self::start(file, relay).await?;
        let View::Gate(Gate::Locked(vaults)) = device.query(Query::Gate).await? else {
            return Err(HeadlessError::NoVault);
        };
        let vault = vaults.first().ok_or(HeadlessError::NoVault)?.id;
        device.command(Command::Unlock { vault, passphrase: passphrase.to_owned() }).await?;
        Ok(device)
    }

    /// A device in `file` before anything was asked of it.
    ///
    /// # Errors
    /// `Store`, `NoRandomness`, `Thread`.
    pub async fn start(file: &Path, relay: Address) -> Result<Self, HeadlessError> {
        let (queue, events) = unbounded_channel();
        let (opened, opening) = oneshot::channel();
        let (file, link_queue) = (file.to_owned(), queue.downgrade());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("headless".to_owned()).spawn(move || {
            runtime.block_on(async move {
                match Runtime::open(&file, relay, link_queue).await {
                    Ok(device) => {
                        // Who started the device waits for this; if they do not any more, the queue is closed too.
                        drop(opened.send(Ok(())));
                        device.run(events).await;
                    }
                    Err(error) => drop(opened.send(Err(error))),
                }
            });
        })?;
        opening.await.map_err(|_| HeadlessError::Ended)??;
        Ok(Self { queue, next: AtomicU32::new(0) })
    }

    /// Does something a person may intend.
    ///
    /// # Errors
    /// `Refused` with the vault's reason, `Ended`.
    pub async fn command(&self, command: Command) -> Result<Done, HeadlessError> {
        let (answer, answered) = oneshot::channel();
        let message = FromPage::Command(RequestId(self.number()), command);
        self.queue.send(Event::Say(message, Some(answer))).map_err(|_| HeadlessError::Ended)?;
        answered.await.map_err(|_| HeadlessError::Ended)?.map_err(HeadlessError::Refused)
    }

    /// The first answer to a question.
    ///
    /// # Errors
    /// `Refused` with the vault's reason, `Ended`.
    pub async fn query(&self, query: Query) -> Result<View, HeadlessError> {
        self.until(query, |_| true).await
    }

    /// Waits until the answer to a question is one that `is_awaited`; there is no deadline of its own.
    ///
    /// # Errors
    /// `Refused` with the vault's reason, `Ended`.
    pub async fn until(
        &self,
        query: Query,
        is_awaited: impl Fn(&View) -> bool,
    ) -> Result<View, HeadlessError> {
        let mut watch = self.watch(query)?;
        loop {
            let view = watch.next().await?;
            if is_awaited(&view) {
                return Ok(view);
            }
        }
    }

    /// Looks at something from now on.
    ///
    /// # Errors
    /// `Ended`.
    pub fn watch(&self, query: Query) -> Result<Watch, HeadlessError> {
        let id = WatchId(self.number());
        let (sender, views) = unbounded_channel();
        let queue = self.queue.clone();
        queue.send(Event::Watch(id, sender)).map_err(|_| HeadlessError::Ended)?;
        queue.send(Event::Say(FromPage::Watch(id, query), None)).map_err(|_| HeadlessError::Ended)?;
        Ok(Watch { id, queue, views })
    }

    /// Waits until the vault is founded or admitted and open.
    ///
    /// # Errors
    /// `Ended`.
    pub async fn opened(&self) -> Result<(), HeadlessError> {
        self.until(Query::Gate, |view| matches!(view, View::Gate(Gate::Open { .. }))).await.map(drop)
    }

    /// Waits until the relay has everything and this device has everything of the relay.
    ///
    /// # Errors
    /// `Ended`.
    pub async fn synced(&self) -> Result<(), HeadlessError> {
        let is_synced = |view: &View| matches!(view, View::SyncBadge(badge) if badge.waiting == 0 && badge.link == LinkState::Live);
        self.until(Query::SyncBadge, is_synced).await.map(drop)
    }

    /// Locks the vault and ends the device.
    pub async fn lock(self) {
        // The answer to this command is the end of the device.
        drop(self.command(Command::Lock).await);
        self.queue.closed().await;
    }

    fn number(&self) -> u32 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

impl fmt::Debug for Headless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Headless")
    }
}

/// A look at something; ends when it is dropped.
#[derive(Debug)]
pub struct Watch {
    id: WatchId,
    queue: UnboundedSender<Event>,
    views: UnboundedReceiver<Vec<u8>>,
}

impl Watch {
    /// The next answer.
    ///
    /// # Errors
    /// `Refused` with the vault's reason, `Ended`.
    pub async fn next(&mut self) -> Result<View, HeadlessError> {
        loop {
            let bytes = self.views.recv().await.ok_or(HeadlessError::Ended)?;
            match postcard::from_bytes::<Loaded<View>>(&bytes) {
                Ok(Loaded::Waiting) => (),
                Ok(Loaded::Ready(view) | Loaded::Stale { last: view, .. }) => return Ok(view),
                Ok(Loaded::Failed(refusal)) => return Err(HeadlessError::Refused(refusal)),
                Err(_) => return Err(HeadlessError::Ended),
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // A device that has ended needs not be told.
        drop(self.queue.send(Event::Say(FromPage::Unwatch(self.id), None)));
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Event")
    }
}
