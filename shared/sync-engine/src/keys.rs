//! Uploads boxes and key records until the relay says that it keeps them, one frame in flight; remembers how far it read. (SY12)

use crate::effect::KeysKept;
use protocol::{
    codec,
    ids::{Seq, Timestamp},
    limits,
    message::ClientMessage,
    records::{KeyRecord, SpaceBox},
};
use std::collections::VecDeque;

/// Bytes of records in one frame: leaves room for what wraps them.
const BATCH: usize = limits::FRAME / 2;

/// Key traffic in both directions.
#[derive(Debug)]
pub(crate) struct Keys {
    /// Boxes and records up to here are stored here.
    pub(crate) stored: Seq,
    /// Up to here they were handed to the vault.
    given: Seq,
    /// When the first batch was sent, if it is in flight.
    pub(crate) sent_at: Option<Timestamp>,
    wanted: VecDeque<Batch>,
}

#[derive(Debug, Default)]
struct Batch {
    boxes: Vec<SpaceBox>,
    records: Vec<KeyRecord>,
    len: usize,
}

impl Keys {
    pub(crate) fn new(cursor: Seq) -> Self {
        Self { stored: cursor, given: cursor, sent_at: None, wanted: VecDeque::new() }
    }

    /// Queues an upload, split into frames that fit.
    pub(crate) fn want(&mut self, boxes: Vec<SpaceBox>, records: Vec<KeyRecord>) {
        let mut batch = Batch::default();
        for space_box in boxes {
            self.make_room(&mut batch, codec::encode(&space_box).len());
            batch.boxes.push(space_box);
        }
        for record in records {
            self.make_room(&mut batch, codec::encode(&record).len());
            batch.records.push(record);
        }
        if 0 < batch.len {
            self.wanted.push_back(batch);
        }
    }

    fn make_room(&mut self, batch: &mut Batch, len: usize) {
        if BATCH < batch.len + len {
            self.wanted.push_back(std::mem::take(batch));
        }
        batch.len += len;
    }

    /// The next frame, if none is in flight.
    pub(crate) fn send(&mut self, now: Timestamp) -> Option<ClientMessage> {
        if self.sent_at.is_some() {
            return None;
        }
        let batch = self.wanted.front()?;
        self.sent_at = Some(now);
        Some(ClientMessage::KeysPut { boxes: batch.boxes.clone(), records: batch.records.clone() })
    }

    /// The relay keeps the frame in flight.
    pub(crate) fn kept(&mut self) -> Option<KeysKept> {
        self.sent_at.take()?;
        self.wanted.pop_front().map(|Batch { boxes, records, .. }| KeysKept { boxes, records })
    }

    /// The relay refuses the frame in flight: it would refuse it again. `true` if there was one.
    pub(crate) fn refused(&mut self) -> bool {
        self.sent_at.take().is_some() && self.wanted.pop_front().is_some()
    }

    /// Takes the stretch behind what was given. `None` if something between is missing, else the cursor to store with it.
    pub(crate) fn take(&mut self, from: Seq, to: Seq) -> Option<Seq> {
        if self.given < from {
            return None;
        }
        self.given = self.given.max(to);
        Some(self.given)
    }

    /// The vault has it durably.
    pub(crate) fn confirm(&mut self, up_to: Seq) {
        self.stored = self.stored.max(up_to);
    }

    pub(crate) fn link_lost(&mut self) {
        self.sent_at = None;
        // What the vault has not answered for is asked for again.
        self.given = self.stored;
    }
}
