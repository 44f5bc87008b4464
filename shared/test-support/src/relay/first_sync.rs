//! Bundles: the newest cards, then every body, as the log stood at one place.

use super::{KeyRow, SimulatedRelay};
use protocol::{
    envelope::Envelope,
    ids::{DeviceId, DocumentId, Seq, SpaceId},
    message::{BootstrapPhase, BundledDocument, DocumentState, RelayMessage},
    records::{Covered, KeyRecord},
};

/// Documents in one answer: few, so that tests see several.
const DOCUMENTS: usize = 16;
/// Envelopes of one document in one frame: few, so that tests see documents in parts.
const ENVELOPES: usize = 24;

impl SimulatedRelay {
    pub(super) fn bundle(
        &self,
        (at, space): (Seq, SpaceId),
        (phase, with_records): (BootstrapPhase, bool),
        after: DocumentId,
        device: DeviceId,
    ) -> Option<Vec<RelayMessage>> {
        if !self.disk.readable(device).contains(&space) {
            return None;
        }
        let there = self.disk.spaces.iter().filter(|(doc, home)| **home == space && after < **doc);
        let mut docs: Vec<DocumentId> = there.map(|(doc, _)| *doc).collect();
        let complete = docs.len() <= DOCUMENTS;
        docs.truncate(DOCUMENTS);
        let records = |doc| {
            let brings = with_records && phase == BootstrapPhase::Cards;
            if brings { self.records_of(doc) } else { Vec::new() }
        };
        let documents = docs.into_iter().map(|doc| self.document(doc, at, phase, records(doc))).collect();
        let frames = in_frames(documents);
        let last = frames.len() - 1;
        let frame = |(idx, documents)| {
            let complete = complete && idx == last;
            RelayMessage::Bundle { space, phase, documents, complete }
        };
        Some(frames.into_iter().enumerate().map(frame).collect())
    }

    pub(super) fn whole_documents(&self, docs: &[DocumentId], device: DeviceId) -> Vec<RelayMessage> {
        let readable = self.disk.readable(device);
        let mine =
            docs.iter().filter(|doc| self.disk.spaces.get(doc).is_some_and(|space| readable.contains(space)));
        let whole = |doc: &DocumentId| {
            self.document(*doc, self.last_seq(), BootstrapPhase::Bodies, self.records_of(*doc))
        };
        in_frames(mine.map(whole).collect()).into_iter().map(RelayMessage::DocBundle).collect()
    }

    fn records_of(&self, doc: DocumentId) -> Vec<KeyRecord> {
        let record = |row: &KeyRow| match row {
            KeyRow::Record(record) if record.claim.doc == doc => Some(record.clone()),
            KeyRow::Record(_) | KeyRow::Box(_) | KeyRow::Grant(..) => None,
        };
        self.disk.keys.iter().filter_map(record).collect()
    }

    fn document(
        &self,
        doc: DocumentId,
        at: Seq,
        phase: BootstrapPhase,
        records: Vec<KeyRecord>,
    ) -> BundledDocument {
        let rows = || self.disk.log.iter().filter(move |row| row.envelope.header.doc == doc && row.seq <= at);
        let envelopes: Vec<Envelope> = match phase {
            BootstrapPhase::Cards if self.adversary.listed_in_full == Some(doc) => {
                rows().map(|row| self.as_served(&row.envelope).without_body()).collect()
            }
            BootstrapPhase::Cards => {
                let newest = rows().rev().find(|row| row.envelope.card.is_some());
                newest.map(|row| self.as_served(&row.envelope).without_body()).into_iter().collect()
            }
            BootstrapPhase::Bodies => rows().map(|row| self.as_served(&row.envelope)).collect(),
        };
        let heads = self.disk.heads.range((doc, DeviceId::from_bytes([0; 8]))..);
        let heads = heads.take_while(|((of, _), _)| *of == doc);
        let heads = heads.map(|((_, device), (ctr, envelope))| Covered {
            device: *device,
            ctr: *ctr,
            envelope: *envelope,
        });
        BundledDocument {
            state: DocumentState { doc, heads: heads.collect() },
            records,
            envelopes: envelopes.iter().map(|envelope| envelope.encode().into()).collect(),
        }
    }
}

/// The frames of one answer. Those with many envelopes come in parts, of which the last names the heads; so does the last document,
/// as if the first of its key records had just fitted into a frame.
fn in_frames(documents: Vec<BundledDocument>) -> Vec<Vec<BundledDocument>> {
    let n_documents = documents.len();
    let mut frames = vec![Vec::new()];
    let mut send = |part: BundledDocument| {
        let goes_on = part.state.heads.is_empty();
        frames.last_mut().into_iter().for_each(|frame| frame.push(part.clone()));
        if goes_on {
            frames.push(Vec::new());
        }
    };
    for (idx, mut document) in documents.into_iter().enumerate() {
        let state = DocumentState { doc: document.state.doc, heads: Vec::new() };
        let part = |records, envelopes| BundledDocument { state: state.clone(), records, envelopes };
        if idx + 1 == n_documents && !document.records.is_empty() {
            let first = document.records.remove(0);
            send(part(vec![first], Vec::new()));
        }
        while ENVELOPES < document.envelopes.len() {
            let rest = document.envelopes.split_off(ENVELOPES);
            let full = std::mem::replace(&mut document.envelopes, rest);
            send(part(std::mem::take(&mut document.records), full));
        }
        send(document);
    }
    frames
}
