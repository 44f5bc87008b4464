//! The engine: one owner of the state machine and of the lines that run over it; one file per phase below.

mod connecting;
mod founding;
mod greeting;
mod joining;
mod live;
mod pushing;

use crate::{
    backoff::Backoff,
    bootstrap::Bootstrap,
    chain::Chain,
    checkpoints::Checkpoints,
    effect::{Effect, SyncNotice},
    inbox::Inbox,
    input::Input,
    keys::Keys,
    liveness::Liveness,
    outbox::Outbox,
    resume::Resume,
    status::{DocumentSync, Pause, Phase, SyncStatus},
};
use protocol::{
    auth::Challenge,
    chain::SignedOperation,
    ids::{DeviceId, DocumentId, EnvelopeId, Seq, Timestamp, WorkspaceId},
    invitation::Accept,
    message::{BootstrapPhase, ClientMessage, NackReason},
};
use rand_core::CryptoRng;
use std::collections::BTreeMap;

/// Quarantine reports that wait for a link, at most; the vault keeps all of them.
const NACKS: usize = 256;

/// Delivers for one device. See the crate's picture.
#[derive(Debug)]
pub struct Engine {
    workspace: WorkspaceId,
    device: DeviceId,
    state: State,
    admission: Admission,
    backoff: Backoff,
    liveness: Liveness,
    chain: Chain,
    keys: Keys,
    inbox: Inbox,
    outbox: Outbox,
    bootstrap: Option<Bootstrap>,
    checkpoints: Checkpoints,
    /// Reports that could not be sent yet.
    nacks: Vec<(EnvelopeId, NackReason)>,
    /// Documents and cut lists to ask for.
    queries: Vec<ClientMessage>,
    /// A recovery kit: reads chain and keys, never the log.
    paper: bool,
    /// This device was copied: it must not write any more.
    cloned: bool,
    relay_seq: Seq,
    last_contact: Option<Timestamp>,
    last_contacts: BTreeMap<DeviceId, Timestamp>,
    /// The wake asked for last.
    wake_at: Option<Timestamp>,
}

/// The phase with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Offline {
        retry_at: Timestamp,
    },
    /// A link is being made.
    Dialling {
        until: Timestamp,
    },
    /// It is open; the relay speaks first.
    Challenged {
        until: Timestamp,
    },
    /// Being admitted; the challenge is answered afterwards on the same link.
    Founding {
        until: Timestamp,
        challenge: Challenge,
    },
    Joining {
        challenge: Challenge,
    },
    Authenticating {
        until: Timestamp,
    },
    Greeting {
        until: Timestamp,
    },
    Live,
    Paused(Pause),
}

/// How the device comes into the chain, if it is not there yet.
#[expect(clippy::large_enum_variant, reason = "there is one of it")]
#[derive(Clone, Debug, PartialEq, Eq)]
enum Admission {
    Member,
    Founding { token: Vec<u8>, genesis: SignedOperation },
    Joining(Accept),
}

/// One call of [`Engine::handle`]: what it may use, and what it produced.
struct Turn {
    now: Timestamp,
    /// A fresh random number for whoever spreads something in time.
    jitter: u64,
    effects: Vec<Effect>,
}

impl Turn {
    fn send(&mut self, message: ClientMessage) {
        self.effects.push(Effect::Send(message));
    }

    fn notice(&mut self, notice: SyncNotice) {
        self.effects.push(Effect::Notice(notice));
    }
}

impl Engine {
    /// An engine for a device that is in the chain already.
    #[must_use]
    pub fn new(resume: Resume) -> Self {
        let mut inbox = Inbox::new(resume.cursor, resume.tracks);
        if let Some(cursor) = resume.bootstrap.as_ref().filter(|cursor| !cursor.whole_log) {
            cursor
                .tracks
                .iter()
                .filter(|track| !inbox.follows(track.space))
                .copied()
                .collect::<Vec<_>>()
                .into_iter()
                .for_each(|track| inbox.follow(track));
        }
        Self {
            workspace: resume.workspace,
            device: resume.device,
            state: State::Idle,
            admission: Admission::Member,
            backoff: Backoff::default(),
            liveness: Liveness::default(),
            chain: Chain::new(resume.chain_len, resume.chain_head),
            keys: Keys::new(resume.keys_cursor),
            inbox,
            outbox: Outbox::new(resume.outbox),
            bootstrap: resume.bootstrap.map(Bootstrap::resume),
            checkpoints: Checkpoints::resume(resume.arrived),
            nacks: Vec::new(),
            queries: Vec::new(),
            paper: false,
            cloned: false,
            relay_seq: resume.cursor,
            last_contact: resume.last_contact,
            last_contacts: resume.last_contacts,
            wake_at: None,
        }
    }

    /// An engine that founds a workspace first, with the token of the relay's setup link. `device` signs the genesis.
    #[must_use]
    pub fn founding(token: Vec<u8>, genesis: SignedOperation, device: DeviceId) -> Self {
        let mut resume = Resume::newcomer(genesis.derive_workspace_id(), device);
        resume.chain_len = 1;
        resume.chain_head = genesis.id();
        Self { admission: Admission::Founding { token, genesis }, ..Self::new(resume) }
    }

    /// An engine that accepts an invitation first and waits until a member's device admits it.
    #[must_use]
    pub fn joining(accept: Accept) -> Self {
        let resume = Resume::newcomer(accept.claim.workspace, accept.claim.device.id());
        Self { admission: Admission::Joining(accept), ..Self::new(resume) }
    }

    /// An engine for a recovery kit, which knows at first neither its workspace nor a chain: it gets both from the relay, with
    /// its boxes and the key records, and leaves the log to the device that it adds. (SY17)
    #[must_use]
    pub fn recovering(resume: Resume) -> Self {
        Self { paper: true, ..Self::new(resume) }
    }

    /// Takes one step. Reads no clock, opens no socket, touches no disk.
    pub fn handle(&mut self, input: Input, now: Timestamp, rng: &mut impl CryptoRng) -> Vec<Effect> {
        let before = (self.status(), self.outbox.revision);
        let mut turn = Turn { now, jitter: rng.next_u64(), effects: Vec::new() };
        self.step(input, &mut turn);
        self.run_due(&mut turn);
        if before != (self.status(), self.outbox.revision) {
            turn.effects.push(Effect::StatusChanged);
        }
        turn.effects
    }

    fn step(&mut self, input: Input, turn: &mut Turn) {
        match input {
            Input::Start => self.start(turn),
            Input::LinkUp => self.link_up(turn),
            Input::LinkDown(why) => self.link_down(why, turn),
            Input::Received(message) => self.receive(message, turn),
            Input::Unreadable(why) => self.unreadable(why, turn),
            Input::Tick => (),
            Input::SyncNow => self.sync_now(turn),
            Input::Wake => self.wake(turn),
            Input::Attended(is_attended) => self.backoff.attend(is_attended),
            Input::Signed(answer) => self.authenticate(answer, turn),
            Input::Committed(entries) => self.outbox.commit(entries),
            Input::Resealed { doc, from_ctr, entries } => self.outbox.replace(doc, from_ctr, entries),
            Input::Loaded(loaded) => self.push(loaded, turn),
            Input::Stored { up_to } => self.stored(up_to, turn),
            Input::KeysStored { up_to } => self.keys.confirm(up_to),
            Input::NotStored(why) => {
                turn.notice(SyncNotice::NotStored(why));
                self.pause(Pause::NotStored(why), turn);
            }
            Input::ChainWanted(operation) => self.chain.want(operation),
            Input::ChainJudged(verdict) => self.chain_judged(verdict, turn),
            Input::CutListWanted(query) => self.queries.push(ClientMessage::GetCutList(query)),
            Input::KeysWanted { boxes, records } => self.keys.want(boxes, records),
            Input::DocumentsWanted(docs) => self.want_documents(&docs),
            Input::Quarantined(envelope, reason) => {
                if self.nacks.len() < NACKS {
                    self.nacks.push((envelope, reason));
                }
            }
            Input::CheckpointSigned(checkpoint) => {
                if self.state == State::Live {
                    turn.send(ClientMessage::Checkpoint(checkpoint));
                }
            }
            Input::Opened(spaces) => spaces.into_iter().for_each(|space| self.checkpoints.touch(space)),
            Input::Witnessed(claim) => self.witnessed(&claim, turn),
        }
    }

    /// The state of everything.
    #[must_use]
    pub fn status(&self) -> SyncStatus {
        let bootstrap = self.bootstrap.as_ref().map(|bootstrap| bootstrap.cursor.phase);
        SyncStatus {
            phase: self.phase(),
            cursor: self.inbox.stored(),
            relay_seq: self.relay_seq.max(self.inbox.stored()),
            waiting: self.outbox.waiting(),
            in_flight: self.outbox.in_flight(),
            held: self.outbox.n_held(),
            arrived: self.checkpoints.arrived().clone(),
            cards_missing: bootstrap == Some(BootstrapPhase::Cards),
            bodies_missing: bootstrap.is_some(),
            last_contact: self.last_contact,
            last_contacts: self.last_contacts.clone(),
        }
    }

    /// The state of one document.
    #[must_use]
    pub fn document(&self, doc: DocumentId) -> DocumentSync {
        self.outbox.document(doc)
    }

    /// `true` once the relay said that this device was copied: it must be replaced before anything is sent again.
    #[must_use]
    pub fn is_cloned(&self) -> bool {
        self.cloned
    }

    /// Where it is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match &self.state {
            State::Idle => Phase::Idle,
            State::Offline { retry_at } => Phase::Offline { retry_at: *retry_at },
            State::Dialling { .. } | State::Challenged { .. } => Phase::Connecting,
            State::Founding { .. } => Phase::Founding,
            State::Joining { .. } => Phase::Joining,
            State::Authenticating { .. } => Phase::Authenticating,
            State::Greeting { .. } => Phase::Greeting,
            State::Live => Phase::Live,
            State::Paused(why) => Phase::Paused(*why),
        }
    }
}
