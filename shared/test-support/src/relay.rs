//! A relay in memory that speaks the protocol as the real one does, judges with the same roster, and can be told to lie.
//!
//! What survives a restart is [`Disk`]; every step is atomic, so whatever it acknowledges is on it.

mod admission;
mod adversary;
mod chain;
mod first_sync;
mod greeting;
mod pump;
mod push;

use adversary::Adversary;
use protocol::{
    auth::Challenge,
    chain::{CutHead, Roster, SignedOperation},
    codec,
    envelope::Envelope,
    ids::{DeviceId, DocumentId, EnvelopeId, InvitationId, MemberId, OperationId, Seq, SpaceId, Timestamp},
    invitation::Accept,
    message::{ClientMessage, NackReason, Refusal, RelayMessage, VERSION},
    records::{Checkpoint, Confirmation, KeyRecord, SpaceBox},
};
use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The token of the relay's one-time setup link.
pub const SETUP_TOKEN: &[u8] = b"a token of sixteen bytes or more";

/// One connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

/// What the relay does on a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// A frame.
    Frame(LinkId, Box<RelayMessage>),
    /// It closes the connection.
    Close(LinkId),
}

/// One row of the log.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) seq: Seq,
    pub(crate) space: SpaceId,
    pub(crate) id: EnvelopeId,
    pub(crate) envelope: Envelope,
}

/// What lies in the key file, in order of arrival. A grant takes a place: whoever gets it must be sent the space's records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyRow {
    Box(SpaceBox),
    Record(KeyRecord),
    Grant(SpaceId, MemberId),
}

/// Everything durable.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    pub(crate) chain: Vec<SignedOperation>,
    pub(crate) cut_lists: BTreeMap<(OperationId, SpaceId), Vec<CutHead>>,
    pub(crate) roster: Option<Roster>,
    pub(crate) log: Vec<Row>,
    pub(crate) seqs: BTreeMap<EnvelopeId, Seq>,
    pub(crate) heads: BTreeMap<(DocumentId, DeviceId), (u32, EnvelopeId)>,
    pub(crate) spaces: BTreeMap<DocumentId, SpaceId>,
    pub(crate) keys: Vec<KeyRow>,
    pub(crate) accepts: BTreeMap<InvitationId, Accept>,
    pub(crate) checkpoints: BTreeMap<(SpaceId, DeviceId), Checkpoint>,
    pub(crate) confirmations: Vec<Confirmation>,
    pub(crate) nacks: Vec<(EnvelopeId, NackReason)>,
    pub(crate) contacts: BTreeMap<DeviceId, Timestamp>,
}

/// What the relay knows of one connection.
#[derive(Clone, Debug)]
pub(crate) enum Session {
    Challenged(Challenge),
    Joining(Challenge, Box<Accept>),
    Authenticated(DeviceId),
    Greeted(Box<Greeted>),
}

/// A device that gets what is new.
#[derive(Clone, Debug)]
pub(crate) struct Greeted {
    pub(crate) device: DeviceId,
    pub(crate) chain_sent: u64,
    pub(crate) keys_sent: u64,
    pub(crate) boxes_sent: u64,
    /// … of which the device knows.
    pub(crate) keys_told: u64,
    pub(crate) sent: Seq,
    /// Frames of rows that are not applied yet, by their last seq.
    pub(crate) unapplied: VecDeque<Seq>,
    /// A newcomer chooses first: nothing flows before its first `Applied`.
    pub(crate) chooses: bool,
    pub(crate) checkpoints_sent: BTreeSet<Vec<u8>>,
    pub(crate) joining_sent: BTreeSet<InvitationId>,
}

/// The relay.
#[derive(Clone, Debug)]
pub struct SimulatedRelay {
    /// Scheme, host and port that answers to challenges are bound to.
    pub origin: String,
    pub(crate) disk: Disk,
    pub(crate) sessions: BTreeMap<LinkId, Session>,
    pub(crate) adversary: Adversary,
    /// Duplicates that were acknowledged again.
    n_duplicates: u64,
    rng: ChaCha20Rng,
}

/// Frames of one step.
#[derive(Debug, Default)]
pub(crate) struct Replies(Vec<Outgoing>);

impl Replies {
    pub(crate) fn send(&mut self, link: LinkId, message: RelayMessage) {
        self.0.push(Outgoing::Frame(link, Box::new(message)));
    }

    pub(crate) fn refuse(&mut self, link: LinkId, refusal: Refusal) {
        self.send(link, RelayMessage::Refused(refusal));
    }
}

impl SimulatedRelay {
    /// An empty relay at this origin.
    #[must_use]
    pub fn new(origin: &str, rng: ChaCha20Rng) -> Self {
        Self {
            origin: origin.to_owned(),
            disk: Disk::default(),
            sessions: BTreeMap::new(),
            adversary: Adversary::default(),
            n_duplicates: 0,
            rng,
        }
    }

    /// Puts a chain on its disk as if it had been appended one by one.
    ///
    /// # Panics
    /// If the chain breaks a rule.
    pub fn found_with(&mut self, chain: &[SignedOperation]) {
        let (genesis, rest) = chain.split_first().expect("a chain has a genesis");
        self.disk.roster = Some(Roster::found(genesis).expect("a test's genesis is sound"));
        self.disk.chain.push(genesis.clone());
        for operation in rest {
            self.disk.append(operation).expect("a test's chain is sound");
        }
    }

    /// A device connects: the relay speaks first.
    pub fn open(&mut self, link: LinkId) -> Vec<Outgoing> {
        let mut nonce = [0; 32];
        self.rng.fill_bytes(&mut nonce);
        let challenge = Challenge { version: VERSION, nonce: nonce.into() };
        self.sessions.insert(link, Session::Challenged(challenge.clone()));
        vec![Outgoing::Frame(link, Box::new(RelayMessage::Challenge(challenge)))]
    }

    /// A connection is gone.
    pub fn close(&mut self, link: LinkId) {
        self.sessions.remove(&link);
    }

    /// The process dies and starts again on the same disk: all connections are gone.
    pub fn restart(&mut self) {
        self.sessions.clear();
    }

    /// A copy of the disk: a backup.
    #[must_use]
    pub fn backup(&self) -> Disk {
        self.disk.clone()
    }

    /// Starts again from a backup: what came since is lost here.
    pub fn restore(&mut self, disk: Disk) {
        self.restart();
        self.disk = disk;
    }

    /// A frame arrives.
    pub fn receive(&mut self, link: LinkId, frame: &[u8], now: Timestamp) -> Vec<Outgoing> {
        let mut replies = Replies::default();
        let Some(session) = self.sessions.get(&link).cloned() else { return Vec::new() };
        match codec::parse::<ClientMessage>(frame) {
            Ok(message) => self.dispatch(link, session, message, (now, &mut replies)),
            Err(_) => {
                replies.refuse(link, Refusal::Malformed);
                self.sessions.remove(&link);
                replies.0.push(Outgoing::Close(link));
            }
        }
        self.pump(&mut replies);
        replies.0
    }

    fn dispatch(
        &mut self,
        link: LinkId,
        session: Session,
        message: ClientMessage,
        out: (Timestamp, &mut Replies),
    ) {
        let (now, replies) = out;
        match session {
            Session::Challenged(challenge) => self.admit(link, challenge, message, replies),
            Session::Joining(challenge, _) => self.admit(link, challenge, message, replies),
            Session::Authenticated(device) => self.greet(link, device, message, (now, replies)),
            Session::Greeted(greeted) => self.serve(link, greeted.device, message, (now, replies)),
        }
    }

    /// What the log holds, in order.
    #[must_use]
    pub fn log(&self) -> Vec<EnvelopeId> {
        self.disk.log.iter().map(|row| row.id).collect()
    }

    /// An envelope of the log, as it was pushed.
    #[must_use]
    pub fn envelope(&self, id: EnvelopeId) -> Option<&Envelope> {
        self.disk.log.iter().find(|row| row.id == id).map(|row| &row.envelope)
    }

    /// The last place in the log.
    #[must_use]
    pub fn last_seq(&self) -> Seq {
        self.disk.last_seq()
    }

    /// Envelopes that came again and were acknowledged again.
    #[must_use]
    pub fn n_duplicates(&self) -> u64 {
        self.n_duplicates
    }

    /// What devices could not open, as they reported it.
    #[must_use]
    pub fn nacks(&self) -> &[(EnvelopeId, NackReason)] {
        &self.disk.nacks
    }

    /// The chain, as bytes travel.
    #[must_use]
    pub fn chain(&self) -> &[SignedOperation] {
        &self.disk.chain
    }

    /// Every byte of every envelope and record: canaries are looked for in it.
    #[must_use]
    pub fn everything_on_disk(&self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.disk.log.iter().flat_map(|row| row.envelope.encode()).collect();
        self.disk.chain.iter().for_each(|operation| bytes.extend(codec::encode(operation)));
        for row in &self.disk.keys {
            match row {
                KeyRow::Box(space_box) => bytes.extend(codec::encode(space_box)),
                KeyRow::Record(record) => bytes.extend(codec::encode(record)),
                KeyRow::Grant(..) => (),
            }
        }
        bytes
    }
}

impl Disk {
    pub(crate) fn last_seq(&self) -> Seq {
        self.log.last().map_or(Seq(0), |row| row.seq)
    }

    /// Spaces that this device may read now.
    pub(crate) fn readable(&self, device: DeviceId) -> BTreeSet<SpaceId> {
        let Some(roster) = &self.roster else { return BTreeSet::new() };
        roster
            .spaces()
            .map(|(space, _)| space)
            .filter(|space| roster.right_now(device, *space).is_some())
            .collect()
    }
}
