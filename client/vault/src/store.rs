//! The one thing a device must have: an ordered store of bytes with transactions.
//!
//! The port that every device brings: IndexedDB in the browser, SQLite on a machine without a screen, memory in tests. The
//! rules (`VS`) are in `SPEC.md`; `contract` checks them on any of them. What is stored here is sealed before it comes (A10);
//! the store needs no keys and learns nothing.
//!
//! Nothing is `Send`: a worker and a headless device each drive one vault from one thread.

pub mod memory;

#[cfg(any(test, feature = "contract-tests"))]
pub mod contract;

/// Named parts of the store; each is an ordered map from bytes to bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Catalogue of vaults, cursors, settings, markers.
    Meta,
    /// Operations of the membership chain, by place.
    Chain,
    /// Space keys, sealed, and document key records as they travel.
    Keys,
    /// Envelopes as they travel, by document, device and counter.
    Envelopes,
    /// What the relay has not acknowledged.
    Outbox,
    /// What was received and not yet looked at.
    Inbox,
    /// The local index, sealed, in segments.
    Index,
    /// What could not be opened.
    Quarantine,
    /// Documents with many changes in one piece, sealed.
    Compact,
}

impl Table {
    /// Every table, in a fixed order: adapters create exactly these.
    pub const ALL: [Self; 9] = [
        Self::Meta,
        Self::Chain,
        Self::Keys,
        Self::Envelopes,
        Self::Outbox,
        Self::Inbox,
        Self::Index,
        Self::Quarantine,
        Self::Compact,
    ];

    /// Its stable name in databases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Chain => "chain",
            Self::Keys => "keys",
            Self::Envelopes => "envelopes",
            Self::Outbox => "outbox",
            Self::Inbox => "inbox",
            Self::Index => "index",
            Self::Quarantine => "quarantine",
            Self::Compact => "compact",
        }
    }
}

/// One change of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Where.
    pub table: Table,
    /// Which row.
    pub key: Vec<u8>,
    /// What it holds from now on; `None` removes it.
    pub value: Option<Vec<u8>>,
}

/// Changes that are stored together or not at all. Later writes of one key win.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    writes: Vec<Write>,
}

impl Batch {
    /// Sets a row.
    pub fn put(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.writes.push(Write { table, key: key.into(), value: Some(value.into()) });
    }

    /// Removes a row, if it is there.
    pub fn remove(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.writes.push(Write { table, key: key.into(), value: None });
    }

    /// Does it change nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// The changes in the order in which they were asked for.
    #[must_use]
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// The changes, for a store that takes them over.
    #[must_use]
    pub fn into_writes(self) -> Vec<Write> {
        self.writes
    }
}

/// When a commit may be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// It survives a loss of power: what a person was told is saved (S1), keys, cursors.
    Strict,
    /// It survives the end of the process: what can be derived or received again.
    Relaxed,
}

/// Why a store failed. Carries nothing of what was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no room; nothing of the batch was stored.
    #[error("the store is full")]
    Full,
    /// It failed; nothing of the batch was stored.
    #[error("the store failed")]
    Failed,
}

/// One row.
pub type Row = (Vec<u8>, Vec<u8>);

/// Ordered bytes to bytes, with transactions. (VS1–VS7)
#[expect(
    async_fn_in_trait,
    reason = "every runtime drives its vault from one thread; nothing needs to be Send"
)]
pub trait Store {
    /// Reads one row.
    ///
    /// # Errors
    /// `Failed`.
    async fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Reads at most `limit` rows whose keys begin with `prefix` and, if `after` is given, stand behind it; ascending by key.
    ///
    /// # Errors
    /// `Failed`.
    async fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError>;

    /// Stores a batch, all or nothing.
    ///
    /// # Errors
    /// `Full` or `Failed`; then nothing of it was stored.
    async fn commit(&self, batch: Batch, durability: Durability) -> Result<(), StoreError>;
}
