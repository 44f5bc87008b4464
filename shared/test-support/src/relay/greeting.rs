//! The greeting, and what a greeted device may ask.

use super::{Disk, Greeted, LinkId, Replies, Session, SimulatedRelay};
use protocol::{
    digest::SpaceDigest,
    ids::{DeviceId, Seq, SpaceId, Timestamp},
    message::{ClientMessage, DigestOf, Hello, Refusal, RelayMessage},
};
use std::collections::{BTreeSet, VecDeque};

impl Disk {
    pub(super) fn digest(&self, space: SpaceId, at: Seq) -> SpaceDigest {
        let rows = self.log.iter().filter(|row| row.space == space && row.seq <= at);
        rows.fold(SpaceDigest::default(), |digest, row| digest.after(row.seq, row.id))
    }

    fn is_behind(&self, hello: &Hello) -> bool {
        let place = usize::try_from(hello.chain_len).unwrap_or(usize::MAX);
        let other_head = hello.chain_len != 0
            && self
                .chain
                .get(place.wrapping_sub(1))
                .is_none_or(|operation| operation.id() != hello.chain_head);
        self.last_seq() < hello.since
            || other_head
            || hello.digests.iter().any(|theirs| self.digest(theirs.space, hello.since).0 != *theirs.digest)
    }
}

impl SimulatedRelay {
    pub(super) fn greet(
        &mut self,
        link: LinkId,
        device: DeviceId,
        message: ClientMessage,
        out: (Timestamp, &mut Replies),
    ) {
        let (now, replies) = out;
        let ClientMessage::Hello(hello) = message else { return replies.refuse(link, Refusal::NotAllowed) };
        let (seq, chain_len) = (self.disk.last_seq(), self.disk.chain.len() as u64);
        let Some(chain_head) = self.disk.chain.last().map(protocol::chain::SignedOperation::id) else {
            return;
        };
        if self.disk.is_behind(&hello) {
            return replies.send(link, RelayMessage::Rewound { seq, chain_len, chain_head });
        }
        self.disk.contacts.insert(device, now);
        let readable = self.disk.readable(device).into_iter();
        let digests =
            readable.map(|space| DigestOf { space, digest: self.disk.digest(space, seq).0.into() }).collect();
        let reconnect_ms = (500, 5_000);
        replies.send(link, RelayMessage::Welcome { seq, digests, chain_len, chain_head, reconnect_ms });
        let contacts = self.disk.contacts.iter().map(|(device, at)| (*device, at.0)).collect();
        replies.send(link, RelayMessage::LastContacts(contacts));
        let chooses = hello.since == Seq(0);
        let keys_sent = if chooses { 0 } else { hello.keys_since.0 };
        let greeted = Greeted {
            device,
            chain_sent: hello.chain_len,
            keys_sent,
            boxes_sent: keys_sent,
            keys_told: keys_sent,
            sent: hello.since,
            unapplied: VecDeque::new(),
            chooses,
            checkpoints_sent: BTreeSet::new(),
            joining_sent: BTreeSet::new(),
        };
        self.sessions.insert(link, Session::Greeted(Box::new(greeted)));
    }

    pub(super) fn serve(
        &mut self,
        link: LinkId,
        device: DeviceId,
        message: ClientMessage,
        out: (Timestamp, &mut Replies),
    ) {
        let (now, replies) = out;
        self.disk.contacts.insert(device, now);
        match message {
            ClientMessage::Ping => replies.send(link, RelayMessage::Pong),
            ClientMessage::Push { envelopes, records, refill: _ } => {
                self.take_push(link, device, (&envelopes, records), replies);
            }
            ClientMessage::KeysPut { boxes, records } => {
                boxes.into_iter().for_each(|space_box| self.disk.keep_box(space_box));
                let kept = records.into_iter().all(|record| self.disk.keep_record(record));
                let answer =
                    if kept { RelayMessage::KeysKept } else { RelayMessage::Refused(Refusal::NotAllowed) };
                replies.send(link, answer);
            }
            ClientMessage::ChainPut(operation) => self.put_operation(link, &operation, replies),
            ClientMessage::GetChain { from } => replies.send(link, self.chain_from(from)),
            ClientMessage::Applied { seq } => self.applied(link, seq),
            ClientMessage::Bootstrap { at, space, phase, after } => {
                let with_records = self.brings_records(link);
                let bundle = self.bundle((at, space), (phase, with_records), after, device);
                let frames = bundle.unwrap_or(vec![RelayMessage::Refused(Refusal::NotAllowed)]);
                frames.into_iter().for_each(|frame| replies.send(link, frame));
            }
            ClientMessage::FetchDocs { docs } => {
                let frames = self.whole_documents(&docs, device);
                frames.into_iter().for_each(|frame| replies.send(link, frame));
            }
            ClientMessage::GetCutList(query) => {
                replies.send(link, RelayMessage::CutList(self.disk.cut_list(&query)))
            }
            ClientMessage::Checkpoint(checkpoint) => {
                let claim = &checkpoint.claim;
                self.disk.checkpoints.insert((claim.space, claim.device), checkpoint);
            }
            ClientMessage::SnapshotConfirm(confirmation) => self.disk.confirmations.push(confirmation),
            ClientMessage::Nack { envelope, reason } => self.disk.nacks.push((envelope, reason)),
            ClientMessage::Authenticate(_)
            | ClientMessage::Found { .. }
            | ClientMessage::Accept(_)
            | ClientMessage::Hello(_)
            | ClientMessage::Have(_)
            | ClientMessage::Want(_)
            | ClientMessage::Destroyed(_) => replies.refuse(link, Refusal::NotAllowed),
        }
    }

    /// A newcomer gets key records with the cards.
    fn brings_records(&self, link: LinkId) -> bool {
        matches!(self.sessions.get(&link), Some(Session::Greeted(greeted)) if greeted.chooses)
    }

    fn applied(&mut self, link: LinkId, seq: Seq) {
        let Some(Session::Greeted(greeted)) = self.sessions.get_mut(&link) else { return };
        if greeted.chooses {
            greeted.chooses = false;
            greeted.sent = seq;
        }
        greeted.unapplied.retain(|to| seq < *to);
    }

    /// The author of an operation has it already.
    pub(super) fn skip_own_operation(&mut self, link: LinkId) {
        let len = self.disk.chain.len() as u64;
        if let Some(Session::Greeted(greeted)) = self.sessions.get_mut(&link)
            && greeted.chain_sent + 1 == len
        {
            greeted.chain_sent = len;
        }
    }
}
