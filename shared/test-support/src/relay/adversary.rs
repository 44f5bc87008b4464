//! A relay that lies: what a test injects to see that devices do not believe it.

use super::{Row, SimulatedRelay};
use crate::{TestDevice, VERA, seeded};
use protocol::{
    chain::{Action, SignedOperation},
    context,
    envelope::{Envelope, Header, Kind},
    ids::{DocumentId, EnvelopeId, Seq, SpaceId, WorkspaceId},
    signature::Signature,
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
    /// A document that it lists with every envelope.
    pub(crate) listed_in_full: Option<DocumentId>,
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

    /// Serves bytes that nobody sealed under the name of an envelope that counts, as the next row of its space.
    pub fn inject_under_its_name(&mut self, name: EnvelopeId) {
        let seq = Seq(self.last_seq().0 + 1);
        let Some(row) = self.disk.log.iter().find(|row| row.id == name) else { return };
        let mut lie = Row { seq, ..row.clone() };
        lie.envelope.header.nonce = [0xEE; 24];
        self.disk.log.push(lie);
    }

    /// Serves an envelope that counts once more under a name that is not its own, as the next row of its space.
    pub fn inject_misnamed(&mut self, name: EnvelopeId) {
        let seq = Seq(self.last_seq().0 + 1);
        let Some(row) = self.disk.log.iter().find(|row| row.id == name) else { return };
        let id = EnvelopeId::from_bytes(name.as_bytes().map(|byte| !byte));
        self.disk.log.push(Row { seq, id, ..row.clone() });
    }

    /// Lists a document with every envelope that it has, not only with the one that brought its newest card.
    pub fn list_in_full(&mut self, doc: DocumentId) {
        self.adversary.listed_in_full = Some(doc);
    }

    /// Serves an envelope with another signature, as if its writer had signed it so. Returns its new name.
    pub fn sign_again(
        &mut self,
        envelope: EnvelopeId,
        sign: impl Fn(&str, &[&[u8]]) -> Signature,
    ) -> Option<EnvelopeId> {
        let workspace = self.disk.roster.as_ref()?.workspace();
        let row = self.disk.log.iter_mut().find(|row| row.id == envelope)?;
        row.envelope = signed_with(workspace, row.envelope.clone(), sign);
        row.id = row.envelope.id();
        self.disk.seqs.remove(&envelope);
        self.disk.seqs.insert(row.id, row.seq);
        let Header { doc, device, .. } = row.envelope.header;
        let head = self.disk.heads.get_mut(&(doc, device)).filter(|(_, head)| *head == envelope);
        if let Some((_, head)) = head {
            *head = row.id;
        }
        Some(row.id)
    }

    /// Serves each of two documents with the newest card of the other from now on.
    pub fn swap_cards(&mut self, one: DocumentId, other: DocumentId) {
        self.adversary.swapped = Some((one, other));
    }

    /// Serves three envelopes in every space that has some: one that a stranger signed in its own name, one that it signed as
    /// the member who wrote last, and one of that member with the card of another document. Returns their names.
    pub fn inject_strangers(&mut self) -> Vec<EnvelopeId> {
        let Some(workspace) = self.disk.roster.as_ref().map(protocol::chain::Roster::workspace) else {
            return Vec::new();
        };
        let mut last: Vec<(SpaceId, Envelope)> = Vec::new();
        for row in self.disk.log.iter().filter(|row| row.envelope.header.kind == Kind::Change as u8) {
            last.retain(|(space, _)| *space != row.space);
            last.push((row.space, row.envelope.clone()));
        }
        let stranger = TestDevice::make(VERA, &mut seeded(0x5717));
        let mut lies = Vec::new();
        for (space, honest) in last {
            let mut unknown = honest.clone();
            (unknown.header.device, unknown.header.ctr) = (stranger.id(), 1);
            unknown.header.prev = EnvelopeId::from_bytes([0; 16]);
            let mut impostor = honest.clone();
            impostor.header.ctr += 1;
            impostor.header.prev = honest.id();
            let swapped = self.with_foreign_card(space, &honest);
            let forged = [unknown, impostor].map(|envelope| signed_by(&stranger, workspace, envelope));
            for lie in forged.into_iter().chain(swapped) {
                lies.push(lie.id());
                self.inject_envelope(space, lie);
            }
        }
        lies
    }

    /// An envelope with the newest card of another document of its space, hashes adjusted.
    fn with_foreign_card(&self, space: SpaceId, honest: &Envelope) -> Option<Envelope> {
        let foreign = |row: &&Row| {
            row.space == space && row.envelope.header.doc != honest.header.doc && row.envelope.card.is_some()
        };
        let other = &self.disk.log.iter().rev().find(foreign)?.envelope;
        let mut lie = honest.clone();
        lie.header.ctr += 1;
        lie.header.prev = honest.id();
        lie.card.clone_from(&other.card);
        lie.card_hash = other.card_hash;
        lie.header.card_len = other.header.card_len;
        Some(lie)
    }

    /// Serves an operation that follows the head, names a member's device and was signed by a stranger.
    pub fn inject_forged_operation(&mut self) {
        let stranger = TestDevice::make(VERA, &mut seeded(0x5717));
        let parsed = self.disk.chain.last().and_then(|last| Some((last.id(), last.parse_operation().ok()?)));
        let (Some((head, last)), Some(roster)) = (parsed, &self.disk.roster) else { return };
        let action = Action::SetMinimumVersion { version: u16::MAX };
        let forged = stranger.operate_as(last.author, roster.workspace(), head, action);
        self.inject_operation(forged);
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

/// The same envelope under another's signature.
fn signed_by(device: &TestDevice, workspace: WorkspaceId, envelope: Envelope) -> Envelope {
    signed_with(workspace, envelope, |context, parts| device.sign(context, parts))
}

fn signed_with(
    workspace: WorkspaceId,
    mut envelope: Envelope,
    sign: impl Fn(&str, &[&[u8]]) -> Signature,
) -> Envelope {
    let parts: [&[u8]; 4] =
        [workspace.as_bytes(), &envelope.header.encode(), &envelope.body_hash, &envelope.card_hash];
    envelope.sig = sign(context::SIGN_ENVELOPE, &parts);
    envelope
}
