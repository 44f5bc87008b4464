//! What the relay checks before an envelope becomes a row: in this order, and the duplicate before everything (S5).

use super::{Disk, KeyRow, LinkId, Replies, Row, SimulatedRelay};
use minicbor::bytes::ByteVec;
use protocol::{
    chain::Right,
    envelope::{Envelope, Kind},
    ids::{DeviceId, EnvelopeId, KeyId, Seq},
    keys::derive_document_id,
    message::{Ack, PushOutcome, Refusal, RelayMessage},
    records::{KeyRecord, KeyUse, SpaceBox},
};

impl Disk {
    pub(super) fn keep_box(&mut self, space_box: SpaceBox) {
        let row = KeyRow::Box(space_box);
        if !self.keys.contains(&row) {
            self.keys.push(row);
        }
    }

    /// `false` if its device may not publish it, or its document is not the one it names.
    pub(super) fn keep_record(&mut self, record: KeyRecord) -> bool {
        let Some(roster) = &self.roster else { return false };
        let claim = &record.claim;
        let signer = roster.device(claim.device);
        let signed =
            signer.is_some_and(|signer| record.verify(roster.workspace(), &signer.keys.signing).is_ok());
        let named = derive_document_id(roster.workspace(), claim.space, claim.salt) == claim.doc;
        if !signed || !named || roster.right_now(claim.device, claim.space) != Some(Right::Write) {
            return false;
        }
        self.spaces.entry(claim.doc).or_insert(claim.space);
        let row = KeyRow::Record(record);
        if !self.keys.contains(&row) {
            self.keys.push(row);
        }
        true
    }

    fn record_of(&self, envelope: &Envelope) -> Option<&KeyRecord> {
        self.keys.iter().find_map(|row| match row {
            KeyRow::Record(record)
                if record.claim.doc == envelope.header.doc
                    && record.claim.key_id() == envelope.header.key =>
            {
                Some(record)
            }
            KeyRow::Record(_) | KeyRow::Box(_) | KeyRow::Grant(..) => None,
        })
    }

    fn judge(&mut self, device: DeviceId, envelope: Envelope, id: EnvelopeId) -> PushOutcome {
        let header = envelope.header.clone();
        let Some(roster) = &self.roster else { return PushOutcome::NotMember };
        let signer = roster.active_device(device).filter(|_| header.device == device);
        if signer.is_none_or(|signer| envelope.verify(roster.workspace(), &signer.keys.signing).is_err()) {
            return PushOutcome::Malformed;
        }
        let Some(&space_id) = self.spaces.get(&header.doc) else { return PushOutcome::NoKeyRecord };
        let writes = Some(Right::Write);
        if roster.right_now(device, space_id) != writes
            || roster.right_at(device, space_id, header.chain_head) != writes
        {
            return PushOutcome::NotMember;
        }
        let none = (0, EnvelopeId::from_bytes([0; EnvelopeId::LEN]));
        let last = self.heads.get(&(header.doc, device)).copied().unwrap_or(none);
        if header.ctr <= last.0 {
            return PushOutcome::Clone;
        }
        if header.ctr != last.0 + 1 || header.prev != last.1 {
            return PushOutcome::CtrGap(last.0);
        }
        let Some(space) = roster.space(space_id) else { return PushOutcome::NotMember };
        if space.stale {
            return PushOutcome::StaleEpoch(space.epoch);
        }
        let clear = [Kind::Accept as u8, Kind::Erase as u8].contains(&header.kind);
        if !clear || header.key != KeyId::from_bytes([0; KeyId::LEN]) {
            let Some(record) = self.record_of(&envelope) else { return PushOutcome::NoKeyRecord };
            if record.claim.epoch != space.epoch || record.claim.key_use != KeyUse::Write {
                return PushOutcome::StaleKey { ctr: last.0, envelope: last.1 };
            }
        }
        let seq = Seq(self.last_seq().0 + 1);
        self.heads.insert((header.doc, device), (header.ctr, id));
        self.seqs.insert(id, seq);
        self.log.push(Row { seq, space: space_id, id, envelope });
        PushOutcome::Stored(seq)
    }
}

impl SimulatedRelay {
    pub(super) fn take_push(
        &mut self,
        link: LinkId,
        device: DeviceId,
        (envelopes, records): (&[ByteVec], Vec<KeyRecord>),
        replies: &mut Replies,
    ) {
        for record in records {
            // One that is refused leaves its envelopes without a record, which their outcome says.
            let _kept = self.disk.keep_record(record);
        }
        let mut acks = Vec::new();
        for bytes in envelopes {
            let Ok(envelope) = Envelope::parse(bytes) else {
                return replies.refuse(link, Refusal::Malformed);
            };
            let id = envelope.id();
            let outcome = match self.disk.seqs.get(&id) {
                Some(seq) => {
                    self.n_duplicates += 1;
                    PushOutcome::Stored(*seq)
                }
                None => self.disk.judge(device, envelope, id),
            };
            acks.push(Ack { envelope: id, outcome });
        }
        replies.send(link, RelayMessage::Acks(acks));
    }
}
