//! What a device is sent without asking: chain, keys, events, checkpoints and acceptances, each behind a cursor. (RS10)
//!
//! The order within one step is what makes a device's life easy: operations come before anything they permit, keys before
//! the events that need them. (Rows are read first and the keys' tip afterwards; keys are committed before rows, so every key
//! that these rows need is below that tip.)

use super::{Connection, Ended, greeting::readable};
use crate::{
    store::{KeySlice, Reader, RowSlice, Store, StoreError},
    workspaces::Workspace,
};
use protocol::{
    chain::{Roster, Standing},
    ids::{DeviceId, Seq, SpaceId},
    invitation::Accept,
    message::{Hello, LogRow, RelayMessage},
    records::Checkpoint,
};
use std::collections::{BTreeSet, VecDeque};

/// Frames of events that may be under way without [`protocol::message::ClientMessage::Applied`].
const WINDOW: usize = 4;
/// Bytes that one frame of a stream carries, about.
pub(super) const FRAME_BYTES: usize = 512 * 1024;

/// What a first sync on this connection brings by bundles.
#[derive(Clone)]
struct FirstSync {
    /// Documents born up to here …
    at: Seq,
    /// … of these spaces …
    spaces: BTreeSet<SpaceId>,
    /// … with their key records up to here: the stream of keys leaves them out.
    keys: Seq,
}

/// Where each stream stands.
pub(super) struct Streams {
    /// Who reads, and what it may now.
    pub(super) reader: Reader,
    /// The spaces of which `Keys` has brought every record on this connection.
    pub(super) keys_complete: BTreeSet<SpaceId>,
    /// Operations that the device has.
    pub(super) chain: u64,
    /// Keys up to here the device knows of.
    keys_told: Seq,
    flowing: bool,
    /// A newcomer says first from where it wants the log: from its beginning, or from where its first sync has read.
    chooses: bool,
    /// Until then it gets only boxes of the stream of keys: its bundles bring the records.
    boxes: Seq,
    first_sync: Option<FirstSync>,
    keys: Seq,
    /// Rows up to here were looked at …
    log: Seq,
    /// … and up to here the device knows that they were.
    told: Seq,
    /// Catch up with this place at least, even if the last rows are not the device's.
    catch_up: Seq,
    unapplied: VecDeque<Seq>,
    accepts: u64,
    checkpoints: u64,
}

impl Streams {
    /// Nothing flows before the greeting.
    pub(super) fn of(roster: &Roster, workspace: &Workspace, device: DeviceId) -> Self {
        Self {
            reader: Reader { workspace: workspace.id, device, spaces: readable(roster, device) },
            keys_complete: BTreeSet::new(),
            chain: roster.len(),
            keys_told: Seq(0),
            flowing: false,
            chooses: false,
            boxes: Seq(0),
            first_sync: None,
            keys: Seq(0),
            log: Seq(0),
            told: Seq(0),
            catch_up: Seq(0),
            unapplied: VecDeque::new(),
            accepts: 0,
            checkpoints: 0,
        }
    }

    /// Begins where the device stands. A newcomer gets no events before its first `Applied`.
    pub(super) fn begin(&mut self, hello: &Hello, last: Seq) {
        let since = hello.since;
        self.chooses = since == Seq(0);
        // Whoever has no row yet may have been granted a space since it heard of keys.
        let keys_since = if self.chooses { Seq(0) } else { hello.keys_since };
        (self.chain, self.keys, self.log, self.told) = (hello.chain_len, keys_since, since, since);
        (self.keys_told, self.catch_up) = (keys_since, last);
        self.flowing = true;
        if keys_since == Seq(0) && !self.chooses {
            self.keys_complete = self.reader.spaces.clone();
        }
    }

    /// A newcomer reads the cards of a space, as of `at`, while `keys` is the last place among the keys.
    pub(super) fn bundles(&mut self, space: SpaceId, at: Seq, keys: Seq) {
        if self.chooses {
            let fresh = FirstSync { at, spaces: BTreeSet::new(), keys };
            self.first_sync.get_or_insert(fresh).spaces.insert(space);
        }
    }

    /// Nothing flows to a device that knows another history.
    pub(super) const fn stop(&mut self) {
        self.flowing = false;
    }

    /// Whether the device may do more than look at the chain.
    pub(super) const fn is_flowing(&self) -> bool {
        self.flowing
    }

    /// The device has stored everything up to here.
    pub(super) fn applied(&mut self, seq: Seq) {
        if std::mem::take(&mut self.chooses) {
            (self.log, self.told) = (seq, seq);
            if self.first_sync.is_none() {
                self.keys_complete = self.reader.spaces.clone();
            }
        }
        while self.unapplied.front().is_some_and(|sent| *sent <= seq) {
            self.unapplied.pop_front();
        }
    }
}

impl Connection {
    /// Sends at most one frame of each stream. Says whether there is more to send right away.
    pub(super) async fn feed(&mut self) -> Result<bool, Ended> {
        if !self.streams.flowing {
            return Ok(false);
        }
        let tip = self.workspace.tip();
        if self.streams.chain < tip.chain_len {
            self.send_chain(self.streams.chain).await?;
            self.follow_roster().await?;
            return Ok(true);
        }
        if self.roster.len() < tip.chain_len {
            self.follow_roster().await?;
        }
        let is_open = !self.streams.chooses && self.streams.unapplied.len() < WINDOW;
        if self.streams.log < tip.seq && is_open {
            self.send_events().await?;
            return Ok(true);
        }
        if self.streams.chooses {
            if self.streams.boxes < tip.keys {
                self.send_boxes(tip.keys).await?;
            }
        } else if self.streams.keys < tip.keys {
            self.send_keys().await?;
            return Ok(true);
        }
        if self.streams.accepts < tip.accepts {
            self.send_accepts().await?;
        }
        if self.streams.checkpoints < tip.checkpoints {
            self.send_checkpoints().await?;
        }
        Ok(false)
    }

    /// Takes over what the chain says now about this device.
    pub(super) async fn follow_roster(&mut self) -> Result<(), Ended> {
        self.roster = self.workspace.roster().await?;
        if self.roster.device(self.device).is_none_or(|device| device.standing != Standing::Active) {
            self.frames.send(&RelayMessage::Revoked).await?;
            return Err(Ended::Revoked);
        }
        let spaces = readable(&self.roster, self.device);
        if spaces != self.streams.reader.spaces {
            let gained = spaces.difference(&self.streams.reader.spaces).copied().collect();
            // Rows that were passed over silently may belong to a space that is readable now.
            self.streams.log = self.streams.told;
            self.streams.keys_complete.retain(|space| spaces.contains(space));
            self.streams.reader.spaces = spaces;
            self.send_missed_records(gained).await?;
        }
        Ok(())
    }

    /// The key records of spaces that are readable now, up to where the stream of keys has passed them over.
    async fn send_missed_records(&mut self, gained: BTreeSet<SpaceId>) -> Result<(), Ended> {
        let mut after = Seq(0);
        while self.streams.flowing && !gained.is_empty() && after < self.streams.keys {
            let (reader, from) = (Reader { spaces: gained.clone(), ..self.reader() }, after);
            let slice = self.app.journal.read(move |store| store.keys(&reader, after, FRAME_BYTES)).await?;
            after = slice.to;
            if !slice.records.is_empty() {
                let to = after.min(self.streams.keys);
                let from = from.min(self.streams.keys_told);
                self.streams.keys_told = self.streams.keys_told.max(to);
                let keys = RelayMessage::Keys { from, to, boxes: Vec::new(), records: slice.records };
                self.frames.send(&keys).await?;
            }
        }
        Ok(())
    }

    async fn send_events(&mut self) -> Result<(), Ended> {
        let (reader, after) = (self.reader(), self.streams.log);
        let slice = self.app.journal.read(move |store| store.rows(&reader, after, FRAME_BYTES)).await?;
        let keys = self.workspace.tip().keys;
        while self.streams.keys < keys {
            self.send_keys().await?;
        }
        let RowSlice { rows, to } = slice;
        self.streams.log = to;
        let catches_up = self.streams.told < self.streams.catch_up && self.streams.catch_up <= to;
        if rows.is_empty() && !catches_up {
            return Ok(());
        }
        let rows = rows.into_iter().map(|row| LogRow {
            seq: row.seq,
            space: row.space,
            envelope_id: row.id,
            envelope: row.envelope.map(Into::into),
        });
        let from = std::mem::replace(&mut self.streams.told, to);
        self.streams.unapplied.push_back(to);
        self.frames.send(&RelayMessage::Events { from, to, rows: rows.collect() }).await
    }

    async fn send_keys(&mut self) -> Result<(), Ended> {
        let (reader, after) = (self.reader(), self.streams.keys);
        let first_sync = self.streams.first_sync.clone();
        let slice = self.app.journal.read(move |store| {
            let mut slice = store.keys(&reader, after, FRAME_BYTES)?;
            if let Some(first_sync) = first_sync.filter(|first_sync| slice.to <= first_sync.keys) {
                leave_out_bundled(store, &reader, &first_sync, &mut slice)?;
            }
            Ok(slice)
        });
        let slice = slice.await?;
        self.streams.keys = slice.to;
        if slice.boxes.is_empty() && slice.records.is_empty() {
            return Ok(());
        }
        let from = std::mem::replace(&mut self.streams.keys_told, slice.to);
        let KeySlice { boxes, records, to } = slice;
        self.frames.send(&RelayMessage::Keys { from, to, boxes, records }).await
    }

    /// Boxes ahead of the stream of keys, whose place stays what it is.
    async fn send_boxes(&mut self, tip: Seq) -> Result<(), Ended> {
        let (reader, after) = (self.reader(), self.streams.boxes);
        let slice = self.app.journal.read(move |store| store.boxes(&reader, after)).await?;
        self.streams.boxes = tip;
        if slice.boxes.is_empty() {
            return Ok(());
        }
        let to = self.streams.keys;
        let from = std::mem::replace(&mut self.streams.keys_told, to);
        self.frames.send(&RelayMessage::Keys { from, to, boxes: slice.boxes, records: Vec::new() }).await
    }

    /// Acceptances go to whoever invited, with all its own devices, and to those who administer.
    async fn send_accepts(&mut self) -> Result<(), Ended> {
        let (id, after) = (self.workspace.id, self.streams.accepts);
        let accepts = self.app.journal.read(move |store| store.accepts(id, after)).await?;
        self.streams.accepts = accepts.last().map_or(after, |(number, _)| *number);
        let open = accepts.into_iter().map(|(_, accept)| accept).filter(|accept| self.is_for_us(accept));
        let open: Vec<Accept> = open.collect();
        if open.is_empty() { Ok(()) } else { self.frames.send(&RelayMessage::Joining(open)).await }
    }

    fn is_for_us(&self, accept: &Accept) -> bool {
        let member = |device| self.roster.active_device(device).map(|standing| standing.member);
        self.roster.invitation(accept.claim.invitation).is_some_and(|invitation| {
            let inviter = self.roster.device(invitation.inviter).map(|standing| standing.member);
            invitation.open && (inviter == member(self.device) || self.roster.may_administer(self.device))
        })
    }

    async fn send_checkpoints(&mut self) -> Result<(), Ended> {
        let (id, after) = (self.workspace.id, self.streams.checkpoints);
        let checkpoints = self.app.journal.read(move |store| store.checkpoints(id, after)).await?;
        self.streams.checkpoints = checkpoints.iter().map(|(number, _)| *number).max().unwrap_or(after);
        let ours = |checkpoint: &Checkpoint| {
            let claim = &checkpoint.claim;
            claim.device != self.device && self.streams.reader.spaces.contains(&claim.space)
        };
        let others: Vec<Checkpoint> = checkpoints.into_iter().map(|(_, it)| it).filter(ours).collect();
        if others.is_empty() { Ok(()) } else { self.frames.send(&RelayMessage::Checkpoints(others)).await }
    }
}

fn leave_out_bundled(
    store: &dyn Store,
    reader: &Reader,
    first_sync: &FirstSync,
    slice: &mut KeySlice,
) -> Result<(), StoreError> {
    let mut others = Vec::new();
    for record in std::mem::take(&mut slice.records) {
        let bundled = first_sync.spaces.contains(&record.claim.space)
            && store.born(reader.workspace, record.claim.doc)?.is_some_and(|born| born <= first_sync.at);
        if !bundled {
            others.push(record);
        }
    }
    slice.records = others;
    Ok(())
}
