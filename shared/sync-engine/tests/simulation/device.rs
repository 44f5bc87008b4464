//! A device around an engine: a disk that survives, and a driver that performs effects one by one and may die between two.

use protocol::{
    chain::{Action, Roster, SignedOperation},
    codec::{self},
    envelope::{Envelope, Kind},
    ids::{DeviceId, DocumentId, EnvelopeId, Epoch, OperationId, Salt, Seq, SpaceId, Timestamp, WorkspaceId},
    keys::derive_document_id,
    message::{BundledDocument, LogRow, RelayMessage},
    records::{Checkpoint, KeyRecord},
};
use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use std::collections::{BTreeMap, VecDeque};
use sync_engine::{
    BootstrapCursor, ChainVerdict, Effect, Engine, Input, LinkLoss, Loaded, OutboxEntry, Resume, SpaceTrack,
    SyncNotice,
};
use test_support::{Arrival, EndpointId, EnvelopeDraft, LinkId, SimulatedNetwork, TestDevice, What, chance};

/// Which change: where, by whom, the how-manieth.
pub(crate) type Place = (DocumentId, DeviceId, u32);

/// What survives a crash. Every method is one transaction.
#[derive(Clone)]
pub(crate) struct Disk {
    pub(crate) chain: Vec<SignedOperation>,
    pub(crate) roster: Option<Roster>,
    pub(crate) cursor: Seq,
    keys_cursor: Seq,
    tracks: Vec<SpaceTrack>,
    bootstrap: Option<BootstrapCursor>,
    pub(crate) outbox: Vec<(OutboxEntry, Vec<u8>)>,
    /// Bodies of every change that is here, own ones too.
    pub(crate) bodies: BTreeMap<Place, Vec<u8>>,
    records: Vec<KeyRecord>,
    heads: BTreeMap<DocumentId, (u32, EnvelopeId)>,
}

pub(crate) struct Device {
    pub(crate) who: TestDevice,
    pub(crate) disk: Disk,
    pub(crate) engine: Engine,
    pub(crate) notices: Vec<SyncNotice>,
    pub(crate) n_crashes: u64,
    pub(crate) n_reseals: u64,
    pub(crate) n_cards_complete: u64,
    /// First bundles after a restart that went on where the last process was.
    pub(crate) n_bundles_after_a_crash: u64,
    resumes_first_sync: bool,
    endpoint: EndpointId,
    workspace: WorkspaceId,
    space: SpaceId,
    origin: String,
    link: Option<LinkId>,
    wake_at: Option<Timestamp>,
    /// Crashes between two effects, in a thousand.
    pub(crate) crash_per_mille: u32,
    /// Documents to seal again when the chain tells the new epoch.
    to_reseal: Vec<(DocumentId, u32)>,
}

impl Disk {
    fn resume(&self, workspace: WorkspaceId, device: DeviceId) -> Resume {
        let mut resume = Resume::newcomer(workspace, device);
        resume.chain_len = self.chain.len() as u64;
        resume.chain_head = self.chain.last().map_or(resume.chain_head, SignedOperation::id);
        resume.cursor = self.cursor;
        resume.keys_cursor = self.keys_cursor;
        resume.tracks.clone_from(&self.tracks);
        resume.bootstrap.clone_from(&self.bootstrap);
        resume.outbox = self.outbox.iter().map(|(entry, _)| *entry).collect();
        resume
    }

    fn store_rows(&mut self, rows: Vec<LogRow>) {
        rows.into_iter().filter_map(|row| row.envelope).for_each(|bytes| self.store_envelope(&bytes));
    }

    fn store_documents(&mut self, documents: &[BundledDocument]) {
        documents
            .iter()
            .flat_map(|document| &document.envelopes)
            .for_each(|bytes| self.store_envelope(bytes));
    }

    fn store_envelope(&mut self, bytes: &[u8]) {
        let envelope = Envelope::parse(bytes).expect("the engine hands on what parses");
        let place = (envelope.header.doc, envelope.header.device, envelope.header.ctr);
        let Some(body) = envelope.body else { return };
        let before = self.bodies.insert(place, body.clone());
        assert!(before.is_none_or(|before| before == body), "one place, two changes: {place:?}");
    }

    fn append(&mut self, operation: &SignedOperation) -> Result<(), protocol::chain::ChainError> {
        match &mut self.roster {
            Some(roster) => roster.append(operation).map(|_| ())?,
            None => self.roster = Some(Roster::found(operation)?),
        }
        self.chain.push(operation.clone());
        Ok(())
    }
}

impl Device {
    pub(crate) fn new(
        who: TestDevice,
        place: usize,
        (workspace, space): (WorkspaceId, SpaceId),
        origin: &str,
    ) -> Self {
        let disk = Disk {
            chain: Vec::new(),
            roster: None,
            cursor: Seq(0),
            keys_cursor: Seq(0),
            tracks: Vec::new(),
            bootstrap: None,
            outbox: Vec::new(),
            bodies: BTreeMap::new(),
            records: Vec::new(),
            heads: BTreeMap::new(),
        };
        let engine = Engine::new(disk.resume(workspace, who.id()));
        Self {
            who,
            disk,
            engine,
            notices: Vec::new(),
            n_crashes: 0,
            n_reseals: 0,
            n_cards_complete: 0,
            n_bundles_after_a_crash: 0,
            resumes_first_sync: false,
            endpoint: EndpointId(place),
            workspace,
            space,
            origin: origin.to_owned(),
            link: None,
            wake_at: None,
            crash_per_mille: 0,
            to_reseal: Vec::new(),
        }
    }

    pub(crate) fn resume(&self) -> Resume {
        self.disk.resume(self.workspace, self.who.id())
    }

    pub(crate) fn due(&self) -> Option<Timestamp> {
        self.wake_at
    }

    /// The process dies and starts again from the disk.
    pub(crate) fn crash(&mut self, net: &mut SimulatedNetwork, rng: &mut ChaCha20Rng) {
        self.n_crashes += 1;
        if let Some(link) = self.link.take() {
            net.close(link);
        }
        self.wake_at = None;
        self.to_reseal.clear();
        self.engine = Engine::new(self.resume());
        self.resumes_first_sync = self.disk.bootstrap.is_some();
        self.handle(Input::Start, net, rng);
    }

    pub(crate) fn arrive(&mut self, arrival: Arrival, net: &mut SimulatedNetwork, rng: &mut ChaCha20Rng) {
        if self.link != Some(arrival.link) {
            return;
        }
        let input = match arrival.what {
            What::Up => Input::LinkUp,
            What::Down => {
                self.link = None;
                Input::LinkDown(LinkLoss::Closed)
            }
            What::Frame(frame) => match codec::parse::<RelayMessage>(&frame) {
                Ok(message) => Input::Received(message),
                Err(why) => Input::Unreadable(why),
            },
        };
        self.handle(input, net, rng);
    }

    pub(crate) fn tick(&mut self, net: &mut SimulatedNetwork, rng: &mut ChaCha20Rng) {
        self.wake_at = None;
        self.handle(Input::Tick, net, rng);
    }

    /// Writes a change into the document of this salt: sealed and durable before the engine hears of it (S1).
    pub(crate) fn commit(
        &mut self,
        salt: u8,
        net: &mut SimulatedNetwork,
        rng: &mut ChaCha20Rng,
    ) -> Option<Place> {
        let salt = Salt::from_bytes([salt; 16]);
        let doc = derive_document_id(self.workspace, self.space, salt);
        self.record_for(salt, rng)?;
        let (ctr, _) = self.disk.heads.get(&doc).copied().unwrap_or((0, EnvelopeId::from_bytes([0; 16])));
        let mut body = vec![0; 40 + (rng.next_u32() % 200) as usize];
        rng.fill_bytes(&mut body);
        let place = (doc, self.who.id(), ctr + 1);
        let (entry, bytes) = self.seal(doc, ctr + 1, body.clone(), rng)?;
        self.disk.bodies.insert(place, body);
        self.disk.outbox.push((entry, bytes));
        self.handle(Input::Committed(vec![entry]), net, rng);
        Some(place)
    }

    /// Announces a new epoch of the space, on the chain as this device knows it.
    pub(crate) fn rotate(&mut self, net: &mut SimulatedNetwork, rng: &mut ChaCha20Rng) {
        let Some((roster, space)) =
            self.disk.roster.as_ref().and_then(|roster| Some((roster, roster.space(self.space)?)))
        else {
            return;
        };
        let mut commit = [0; 32];
        rng.fill_bytes(&mut commit);
        let epoch = Epoch(space.epoch.0 + 1);
        let rotate = Action::Rotate { space: self.space, epoch, commit: commit.into(), backlink: None };
        let operation = self.who.operate(self.workspace, roster.head(), rotate, net.now());
        self.handle(Input::ChainWanted(operation), net, rng);
    }

    pub(crate) fn sync_now(&mut self, net: &mut SimulatedNetwork, rng: &mut ChaCha20Rng) {
        self.handle(Input::SyncNow, net, rng);
    }

    pub(crate) fn handle(&mut self, input: Input, net: &mut SimulatedNetwork, rng: &mut ChaCha20Rng) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.engine.handle(input, net.now(), rng) {
                if chance(self.crash_per_mille, rng) {
                    return self.crash(net, rng);
                }
                inputs.extend(self.perform(effect, net, rng));
            }
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm per effect")]
    fn perform(&mut self, effect: Effect, net: &mut SimulatedNetwork, rng: &mut ChaCha20Rng) -> Vec<Input> {
        match effect {
            Effect::Connect => self.link = Some(net.connect(self.endpoint)),
            Effect::Disconnect => {
                if let Some(link) = self.link.take() {
                    net.close(link);
                }
            }
            Effect::Send(message) => {
                let frame = codec::encode(&message);
                assert!(frame.len() <= protocol::limits::FRAME, "a frame beyond its limit");
                if let Some(link) = self.link {
                    net.send(link, frame);
                }
            }
            Effect::SignChallenge(challenge) => {
                return vec![Input::Signed(self.who.authenticate(&challenge, self.workspace, &self.origin))];
            }
            Effect::WakeAt(at) => self.wake_at = Some(at),
            Effect::LoadOutbox { load, envelopes } => {
                return vec![Input::Loaded(self.load(load, &envelopes))];
            }
            Effect::StoreBatch { to, rows, tracks } => {
                self.disk.store_rows(rows);
                self.disk.cursor = to;
                self.disk.tracks = tracks;
                return vec![Input::Stored { up_to: to }];
            }
            Effect::StoreKeys { to, .. } => {
                self.disk.keys_cursor = to;
                return vec![Input::KeysStored { up_to: to }];
            }
            Effect::StoreChain { from, operations, .. } => {
                let judged = self.verify(from, &operations);
                return std::iter::once(judged).chain(self.reseal(rng)).collect();
            }
            Effect::SaveBootstrap(cursor) => self.disk.bootstrap = cursor,
            Effect::StoreBundle { documents, cursor, .. } => {
                self.disk.store_documents(&documents);
                self.disk.bootstrap = Some(cursor);
                self.n_bundles_after_a_crash += u64::from(std::mem::take(&mut self.resumes_first_sync));
            }
            Effect::StoreDocuments(documents) => self.disk.store_documents(&documents),
            Effect::Forget(proofs) => self
                .disk
                .outbox
                .retain(|(entry, _)| proofs.iter().all(|proof| proof.envelope() != entry.envelope)),
            Effect::Reseal { doc, from_ctr, .. } => {
                self.to_reseal.push((doc, from_ctr));
                return self.reseal(rng);
            }
            Effect::OfferRecords(doc) => {
                let records =
                    self.disk.records.iter().filter(|record| record.claim.doc == doc).cloned().collect();
                return vec![Input::KeysWanted { boxes: Vec::new(), records }];
            }
            Effect::SignCheckpoint(claim) => {
                return vec![Input::CheckpointSigned(self.who.sign_claim(self.workspace, claim))];
            }
            Effect::JudgeCheckpoints(checkpoints) => {
                let valid = |checkpoint: &Checkpoint| {
                    let roster = self.disk.roster.as_ref();
                    let device = roster.and_then(|roster| roster.device(checkpoint.claim.device));
                    device
                        .is_some_and(|device| checkpoint.verify(self.workspace, &device.keys.signing).is_ok())
                };
                let valid = checkpoints.into_iter().filter(valid);
                return valid.map(|checkpoint| Input::Witnessed(checkpoint.claim)).collect();
            }
            Effect::CardsComplete => self.n_cards_complete += 1,
            Effect::Notice(notice) => self.notices.push(notice),
            Effect::ChainResult { .. }
            | Effect::KeysKept(_)
            | Effect::StoreConfirmations(_)
            | Effect::Joining(_)
            | Effect::CutList(_)
            | Effect::Founded(_)
            | Effect::AcceptKept
            | Effect::Admitted
            | Effect::StatusChanged => (),
        }
        Vec::new()
    }

    fn load(&self, load: u32, wanted: &[EnvelopeId]) -> Loaded {
        let rows = || self.disk.outbox.iter().filter(|(entry, _)| wanted.contains(&entry.envelope));
        let docs: Vec<DocumentId> = rows().map(|(entry, _)| entry.doc).collect();
        let records =
            self.disk.records.iter().filter(|record| docs.contains(&record.claim.doc)).cloned().collect();
        let envelopes = rows().map(|(entry, bytes)| (entry.envelope, bytes.clone())).collect();
        Loaded { load, envelopes, records }
    }

    fn verify(&mut self, from: u64, operations: &[SignedOperation]) -> Input {
        assert_eq!(from, self.disk.chain.len() as u64, "operations are stored in order");
        for operation in operations {
            if self.disk.append(operation).is_err() {
                return Input::ChainJudged(ChainVerdict::Broken);
            }
        }
        let head = self.disk.chain.last().map_or(OperationId::from_bytes([0; 16]), SignedOperation::id);
        Input::ChainJudged(ChainVerdict::Extended { len: self.disk.chain.len() as u64, head })
    }

    /// Seals again what was sealed under an old epoch, for every document whose new epoch this device knows.
    fn reseal(&mut self, rng: &mut ChaCha20Rng) -> Vec<Input> {
        let due = std::mem::take(&mut self.to_reseal);
        let mut inputs = Vec::new();
        for (doc, from_ctr) in due {
            match self.reseal_document(doc, from_ctr, rng) {
                Some(input) => inputs.push(input),
                None => self.to_reseal.push((doc, from_ctr)), // when the chain has told the new epoch
            }
        }
        inputs
    }

    fn reseal_document(&mut self, doc: DocumentId, from_ctr: u32, rng: &mut ChaCha20Rng) -> Option<Input> {
        let salt = self.disk.records.iter().find(|record| record.claim.doc == doc)?.claim.salt;
        let first = self.outbox_envelope(doc, from_ctr)?;
        let fresh = self.record_for(salt, rng)?;
        if first.header.key == fresh.claim.key_id() {
            return None;
        }
        self.n_reseals += 1;
        let own = (doc, self.who.id(), from_ctr)..=(doc, self.who.id(), u32::MAX);
        let bodies: Vec<(u32, Vec<u8>)> =
            self.disk.bodies.range(own).map(|((_, _, ctr), body)| (*ctr, body.clone())).collect();
        self.disk.heads.insert(doc, (from_ctr - 1, first.header.prev));
        let mut sealed = Vec::new();
        for (ctr, body) in bodies {
            sealed.push(self.seal(doc, ctr, body, rng)?);
        }
        self.disk.outbox.retain(|(entry, _)| entry.doc != doc || entry.ctr < from_ctr);
        self.disk.outbox.extend(sealed.iter().cloned());
        let entries = sealed.into_iter().map(|(entry, _)| entry).collect();
        Some(Input::Resealed { doc, from_ctr, entries })
    }

    fn outbox_envelope(&self, doc: DocumentId, ctr: u32) -> Option<Envelope> {
        let (_, bytes) = self.disk.outbox.iter().find(|(entry, _)| entry.doc == doc && entry.ctr == ctr)?;
        Envelope::parse(bytes).ok()
    }

    fn seal(
        &mut self,
        doc: DocumentId,
        ctr: u32,
        body: Vec<u8>,
        rng: &mut ChaCha20Rng,
    ) -> Option<(OutboxEntry, Vec<u8>)> {
        let record = self.disk.records.iter().rfind(|record| record.claim.doc == doc)?;
        let (_, prev) = self.disk.heads.get(&doc).copied().unwrap_or((0, EnvelopeId::from_bytes([0; 16])));
        let (key, chain_head) = (record.claim.key_id(), self.disk.chain.last()?.id());
        let draft = EnvelopeDraft { kind: Kind::Change, doc, key, ctr, prev, chain_head };
        let envelope = self.who.envelope(self.workspace, draft, (body, Vec::new()), rng);
        let (envelope_id, bytes) = (envelope.id(), envelope.encode());
        self.disk.heads.insert(doc, (ctr, envelope_id));
        Some((OutboxEntry { doc, envelope: envelope_id, ctr, len: bytes.len() }, bytes))
    }

    /// The document's key record under the current epoch as this device knows it; a fresh one if there is none.
    fn record_for(&mut self, salt: Salt, rng: &mut ChaCha20Rng) -> Option<KeyRecord> {
        let roster = self.disk.roster.as_ref()?;
        let epoch = roster.space(self.space).filter(|space| !space.stale && space.epoch != Epoch(0))?.epoch;
        let head = roster.head();
        let same = |record: &&KeyRecord| record.claim.salt == salt && record.claim.epoch == epoch;
        if let Some(record) = self.disk.records.iter().find(same) {
            return Some(record.clone());
        }
        let record = self.who.key_record(self.workspace, (self.space, epoch, head), salt, rng);
        self.disk.records.push(record.clone());
        Some(record)
    }
}
