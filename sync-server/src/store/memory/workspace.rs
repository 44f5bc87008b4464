//! One workspace of the store that forgets: the log as a vector, and beside it what SQLite derives with indexes.

use crate::store::{
    ACCEPTS_PER_INVITATION, Bundled, CutHeads, KeySlice, NewRow, Parts, Reader, Row, RowOutcome, RowSlice,
    Tip, Wanted, Written,
};
use minicbor::bytes::ByteVec;
use protocol::{
    chain::{CutHead, SignedOperation},
    codec,
    digest::SpaceDigest,
    envelope::{Envelope, Kind},
    ids::{DeviceId, DocumentId, EnvelopeId, KeyId, Seq, SpaceId},
    invitation::Accept,
    message::{BootstrapPhase, BundledDocument, DocumentState, NackReason},
    records::{Checkpoint, Covered, KeyRecord, SpaceBox},
};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) chain: Vec<(SignedOperation, Vec<CutHeads>)>,
    pub(super) log: Vec<LoggedRow>,
    pub(super) places: BTreeMap<EnvelopeId, Seq>,
    pub(super) heads: BTreeMap<(DocumentId, DeviceId), Head>,
    pub(super) documents: BTreeMap<DocumentId, Document>,
    pub(super) keys: Vec<Key>,
    pub(super) accepts: Vec<Accept>,
    pub(super) checkpoints: BTreeMap<(DeviceId, SpaceId), (u64, Checkpoint)>,
    pub(super) n_checkpoints: u64,
    pub(super) nacks: BTreeMap<(DeviceId, EnvelopeId), NackReason>,
    pub(super) contacts: BTreeMap<DeviceId, u64>,
}

#[derive(Debug)]
pub(super) struct LoggedRow {
    pub(super) row: NewRow,
    pub(super) digest: SpaceDigest,
}

#[derive(Debug)]
pub(super) struct Document {
    pub(super) space: SpaceId,
    pub(super) born: Seq,
}

#[derive(Debug)]
pub(super) struct Head {
    pub(super) ctr: u32,
    pub(super) id: EnvelopeId,
    pub(super) change: Option<(u32, EnvelopeId)>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Key {
    Box(SpaceBox),
    Record(KeyRecord),
}

impl Workspace {
    pub(super) fn keep_keys(&mut self, boxes: &[SpaceBox], records: &[KeyRecord]) {
        let boxes = boxes.iter().cloned().map(Key::Box);
        for key in boxes.chain(records.iter().cloned().map(Key::Record)) {
            if !self.keys.contains(&key) {
                self.keys.push(key);
            }
        }
    }

    pub(super) fn append(&mut self, row: &NewRow) -> RowOutcome {
        if let Some(seq) = self.places.get(&row.id) {
            return RowOutcome::Stored(*seq);
        }
        let header = &row.envelope.header;
        let head = self.heads.get(&(header.doc, header.device));
        let (last, last_id) = head.map_or((0, EnvelopeId::from_bytes([0; 16])), |head| (head.ctr, head.id));
        if last.saturating_add(1) < header.ctr {
            return RowOutcome::Gap(last);
        }
        if header.ctr <= last || header.prev != last_id {
            return RowOutcome::Clone;
        }
        let counted = (header.kind == Kind::Change as u8).then_some((header.ctr, row.id));
        let change = counted.or(head.and_then(|head| head.change));
        let seq = Seq(self.log.len() as u64 + 1);
        let digest = self.digest(row.space, seq).after(seq, row.id);
        self.heads.insert((header.doc, header.device), Head { ctr: header.ctr, id: row.id, change });
        self.documents.entry(header.doc).or_insert(Document { space: row.space, born: seq });
        self.places.insert(row.id, seq);
        self.log.push(LoggedRow { row: row.clone(), digest });
        RowOutcome::Stored(seq)
    }

    pub(super) fn keep_accept(&mut self, accept: &Accept) -> Written {
        if self.accepts.contains(accept) {
            return Written::Done;
        }
        let of_it = self.accepts.iter().filter(|kept| kept.claim.invitation == accept.claim.invitation);
        if ACCEPTS_PER_INVITATION as usize <= of_it.count() {
            return Written::Unknown;
        }
        self.accepts.push(accept.clone());
        Written::Done
    }

    pub(super) fn cut_heads(&self, space: SpaceId, devices: &[DeviceId]) -> Vec<CutHead> {
        let of_space =
            |doc: &DocumentId| self.documents.get(doc).is_some_and(|document| document.space == space);
        self.heads
            .iter()
            .filter(|((doc, device), _)| devices.contains(device) && of_space(doc))
            .map(|(&(doc, device), head)| CutHead { doc, device, ctr: head.ctr, envelope: head.id })
            .collect()
    }

    pub(super) fn digest(&self, space: SpaceId, at: Seq) -> SpaceDigest {
        let upto = self.numbered().take_while(|(seq, _)| *seq <= at);
        upto.filter(|(_, logged)| logged.row.space == space)
            .last()
            .map_or_else(SpaceDigest::default, |(_, it)| it.digest)
    }

    pub(super) fn numbered(&self) -> impl Iterator<Item = (Seq, &LoggedRow)> {
        (1..).map(Seq).zip(&self.log)
    }

    pub(super) fn rows_of(&self, doc: DocumentId) -> impl Iterator<Item = &Envelope> {
        self.log.iter().map(|logged| &logged.row.envelope).filter(move |envelope| envelope.header.doc == doc)
    }

    pub(super) fn vector(&self, doc: DocumentId) -> Vec<Covered> {
        let heads = self.heads.iter().filter(|((of, _), _)| *of == doc);
        let counted = heads.filter_map(|((_, device), head)| head.change.map(|change| (*device, change)));
        counted.map(|(device, (ctr, envelope))| Covered { device, ctr, envelope }).collect()
    }

    pub(super) fn records(&self, doc: DocumentId, key: Option<KeyId>) -> Vec<KeyRecord> {
        let records =
            self.keys.iter().filter_map(|key| if let Key::Record(it) = key { Some(it) } else { None });
        let wanted = |record: &&KeyRecord| {
            record.claim.doc == doc && key.is_none_or(|key| record.claim.key_id() == key)
        };
        records.filter(wanted).cloned().collect()
    }

    pub(super) fn bundle(&self, wanted: &Wanted) -> Bundled {
        let behind = self.documents.iter().filter(|(doc, _)| wanted.after < **doc);
        let listed = behind
            .filter(|(_, it)| it.space == wanted.space && it.born <= wanted.born_by)
            .map(|(doc, _)| *doc);
        let mut bundled = Bundled { documents: Vec::new(), ends: true };
        let mut n_bytes = 0;
        for doc in listed {
            if wanted.max_bytes <= n_bytes {
                bundled.ends = false;
                break;
            }
            let (newest, all) = (self.rows_of(doc).filter(|it| it.card.is_some()).last(), self.rows_of(doc));
            let envelopes: Vec<Vec<u8>> = match wanted.phase {
                BootstrapPhase::Cards => newest.into_iter().map(|it| Parts::Card.of(it)).collect(),
                BootstrapPhase::Bodies => all.map(|it| Parts::Bodies.of(it)).collect(),
            };
            n_bytes += envelopes.iter().map(Vec::len).sum::<usize>();
            let records = if wanted.with_records { self.records(doc, None) } else { Vec::new() };
            bundled.documents.push(BundledDocument {
                state: DocumentState { doc, heads: self.vector(doc) },
                records,
                envelopes: envelopes.into_iter().map(ByteVec::from).collect(),
            });
        }
        bundled
    }

    pub(super) fn tip(&self) -> Tip {
        Tip {
            seq: Seq(self.log.len() as u64),
            keys: Seq(self.keys.len() as u64),
            chain_len: self.chain.len() as u64,
            accepts: self.accepts.len() as u64,
            checkpoints: self.n_checkpoints,
        }
    }

    pub(super) fn rows(&self, reader: &Reader, after: Seq, max_bytes: usize) -> RowSlice {
        let mut slice = RowSlice { rows: Vec::new(), to: after };
        let mut n_bytes = 0;
        for (seq, logged) in self.numbered().skip_while(|(seq, _)| *seq <= after) {
            let row = &logged.row;
            if reader.spaces.contains(&row.space) {
                let foreign = row.envelope.header.device != reader.device;
                let envelope = foreign.then(|| row.envelope.encode());
                n_bytes += envelope.as_ref().map_or(0, Vec::len);
                if max_bytes < n_bytes && !slice.rows.is_empty() {
                    break;
                }
                slice.rows.push(Row { seq, space: row.space, id: row.id, envelope });
            }
            slice.to = seq;
        }
        slice
    }

    pub(super) fn keys(&self, reader: &Reader, after: Seq, max_bytes: usize) -> KeySlice {
        let mut slice = KeySlice { to: after, ..KeySlice::default() };
        let mut n_bytes = 0;
        for (seq, key) in (1..).map(Seq).zip(&self.keys).skip_while(|(seq, _)| *seq <= after) {
            match key {
                Key::Box(sealed) if sealed.claim.recipient == reader.device => {
                    n_bytes += codec::encode(sealed).len();
                    slice.boxes.push(sealed.clone());
                }
                Key::Record(record) if reader.spaces.contains(&record.claim.space) => {
                    n_bytes += codec::encode(record).len();
                    slice.records.push(record.clone());
                }
                Key::Box(_) | Key::Record(_) => (),
            }
            slice.to = seq;
            if max_bytes <= n_bytes {
                break;
            }
        }
        slice
    }
}
