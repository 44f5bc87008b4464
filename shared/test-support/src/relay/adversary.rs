//! A relay that lies: what a test injects to see that devices do not believe it.

use super::{Row, SimulatedRelay};
use protocol::{
    chain::SignedOperation,
    envelope::Envelope,
    ids::{DocumentId, EnvelopeId, Seq, SpaceId},
};
use std::collections::BTreeSet;

/// The lies it tells when it serves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adversary {
    /// Two documents whose cards change places.
    pub(crate) swapped: Option<(DocumentId, DocumentId)>,
    /// Rows it keeps to itself.
    pub(crate) withheld: BTreeSet<EnvelopeId>,
    /// It keeps all boxes to itself.
    pub(crate) holds_boxes: bool,
}

impl SimulatedRelay {
    /// Serves an operation that no rule allows, as if it were the next of the chain.
    pub fn inject_operation(&mut self, operation: SignedOperation) {
        self.disk.chain.push(operation);
    }

    /// Serves an envelope that nobody was allowed to push, as the next row of a space.
    pub fn inject_envelope(&mut self, space: SpaceId, envelope: Envelope) {
        let (seq, id) = (Seq(self.last_seq().0 + 1), envelope.id());
        self.disk.seqs.insert(id, seq);
        self.disk.log.push(Row { seq, space, id, envelope });
    }

    /// Serves each of two documents with the newest card of the other from now on.
    pub fn swap_cards(&mut self, one: DocumentId, other: DocumentId) {
        self.adversary.swapped = Some((one, other));
    }

    /// Keeps a row to itself.
    pub fn withhold(&mut self, envelope: EnvelopeId) {
        self.adversary.withheld.insert(envelope);
    }

    /// Keeps the boxes of everybody to itself, or serves them again.
    pub fn hold_boxes(&mut self, holds: bool) {
        self.adversary.holds_boxes = holds;
    }

    /// Loses the key records of a document.
    pub fn lose_records(&mut self, doc: DocumentId) {
        self.disk.keys.retain(|row| !matches!(row, super::KeyRow::Record(record) if record.claim.doc == doc));
    }

    /// The envelope as it is served: with the other document's card where the two were swapped, hashes adjusted, so that
    /// only signature and seal can show it.
    pub(super) fn as_served(&self, envelope: &Envelope) -> Envelope {
        let mut served = envelope.clone();
        let Some((one, other)) = self.adversary.swapped else { return served };
        let doc = envelope.header.doc;
        let from = if doc == one {
            other
        } else if doc == other {
            one
        } else {
            return served;
        };
        if envelope.card.is_none() {
            return served;
        }
        let newest = self
            .disk
            .log
            .iter()
            .rev()
            .find(|row| row.envelope.header.doc == from && row.envelope.card.is_some());
        if let Some(row) = newest {
            served.card.clone_from(&row.envelope.card);
            served.card_hash = row.envelope.card_hash;
            served.header.card_len = row.envelope.header.card_len;
        }
        served
    }
}
