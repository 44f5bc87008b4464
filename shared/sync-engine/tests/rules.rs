//! The rules of `SPEC.md` one by one: an engine, and a relay's words from a script.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so")]

use minicbor::bytes::ByteVec;
use protocol::{
    auth::{Authentication, Challenge},
    chain::{Action, SignedOperation},
    codec::{self, ParseError},
    ids::{DocumentId, EnvelopeId, Epoch, OperationId, Salt, Seq, SpaceId, Timestamp, WorkspaceId},
    limits,
    message::{
        Ack, BootstrapPhase, BundledDocument, ClientMessage, DigestOf, DocumentState, LogRow, NackReason,
        PushOutcome, Refusal, RelayMessage,
    },
    records::{Covered, KeyRecord},
    signature::Signature,
};
use rand_chacha::ChaCha20Rng;
use sync_engine::{
    ChainOutcome, ChainVerdict, Effect, Engine, Held, Input, LinkLoss, Loaded, OutboxEntry, Pause, Phase,
    ResealWhy, Resume, SpaceTrack, StoreFault::Full, SyncNotice,
};
use test_support::{FakeClock, TestDevice, VERA, seeded};

const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);

struct Desk {
    engine: Engine,
    clock: FakeClock,
    rng: ChaCha20Rng,
}

impl Desk {
    fn of(engine: Engine) -> Self {
        Self { engine, clock: FakeClock::on_a_monday_morning(), rng: seeded(1) }
    }

    /// A device with a chain of one operation and an empty log, in step with its relay.
    fn live() -> Self {
        let mut desk = Self::of(Engine::new(resume()));
        desk.greet();
        desk
    }

    fn greet(&mut self) {
        self.connect(Input::Start);
        self.hear(welcome(0));
        assert_eq!(self.engine.status().phase, Phase::Live);
    }

    /// After the link was lost or given up: a new one, up to the answer to the greeting.
    fn greet_again(&mut self, seq: u64) -> Vec<Effect> {
        self.connect(Input::SyncNow);
        self.hear(welcome(seq))
    }

    /// Up to the greeting, which is returned.
    fn connect(&mut self, begin: Input) -> Vec<Effect> {
        self.give(begin);
        self.give(Input::LinkUp);
        self.hear(challenge());
        self.give(Input::Signed(answer()));
        self.hear(RelayMessage::Authenticated)
    }

    fn give(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.engine.handle(input, self.clock.now(), &mut self.rng);
        effects
            .into_iter()
            .filter(|effect| !matches!(effect, Effect::StatusChanged | Effect::WakeAt(_)))
            .collect()
    }

    fn hear(&mut self, message: RelayMessage) -> Vec<Effect> {
        self.give(Input::Received(message))
    }

    fn wait_ms(&mut self, ms: u64) -> Vec<Effect> {
        self.clock.advance_ms(ms);
        self.give(Input::Tick)
    }

    /// Commits envelopes and answers the load: what is pushed.
    fn push(&mut self, entries: &[OutboxEntry]) -> Vec<Effect> {
        let effects = self.give(Input::Committed(entries.to_vec()));
        self.load(&effects, Vec::new())
    }

    fn load(&mut self, effects: &[Effect], records: Vec<KeyRecord>) -> Vec<Effect> {
        let asked = effects.iter().find_map(|effect| {
            if let Effect::LoadOutbox { load, envelopes } = effect {
                Some((*load, envelopes.clone()))
            } else {
                None
            }
        });
        let (load, names) = asked.expect("the engine asks for bytes");
        let envelopes = names.into_iter().map(|name| (name, vec![0; 1_000])).collect();
        self.give(Input::Loaded(Loaded { load, envelopes, records }))
    }

    fn outcome(&mut self, entry: OutboxEntry, outcome: PushOutcome) -> Vec<Effect> {
        self.hear(RelayMessage::Acks(vec![Ack { envelope: entry.envelope, outcome }]))
    }
}

fn resume() -> Resume {
    let mut resume =
        Resume::newcomer(WorkspaceId::from_bytes([1; 32]), TestDevice::make(VERA, &mut seeded(9)).id());
    resume.chain_len = 1;
    resume.chain_head = OperationId::from_bytes([1; 16]);
    resume
}

fn challenge() -> RelayMessage {
    RelayMessage::Challenge(Challenge { version: 1, nonce: [3; 32].into() })
}

fn answer() -> Authentication {
    let Resume { workspace, device, .. } = resume();
    Authentication { workspace, device, signature: Signature::from_bytes([0; 64]) }
}

fn welcome(seq: u64) -> RelayMessage {
    let chain_head = OperationId::from_bytes([1; 16]);
    RelayMessage::Welcome {
        seq: Seq(seq),
        digests: Vec::new(),
        chain_len: 1,
        chain_head,
        reconnect_ms: (500, 5_000),
    }
}

fn entry(doc: u8, ctr: u32) -> OutboxEntry {
    let name = u8::try_from(ctr).expect("tests count to a few");
    let mut envelope = [doc; 16];
    envelope[15] = name;
    let (doc, envelope) = (DocumentId::from_bytes([doc; 16]), EnvelopeId::from_bytes(envelope));
    OutboxEntry { doc, envelope, ctr, len: 1_000 }
}

fn operation(n: u8) -> SignedOperation {
    SignedOperation { operation: vec![n].into(), signature: Signature::from_bytes([n; 64]) }
}

fn row(seq: u64) -> LogRow {
    let envelope_id = EnvelopeId::from_bytes([u8::try_from(seq).expect("tests count to a few"); 16]);
    LogRow { seq: Seq(seq), space: SPACE, envelope_id, envelope: Some(ByteVec::from(vec![1])) }
}

fn events(from: u64, to: u64) -> RelayMessage {
    RelayMessage::Events { from: Seq(from), to: Seq(to), rows: (from + 1..=to).map(row).collect() }
}

fn sent(effects: &[Effect]) -> Vec<&ClientMessage> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Send(message) = effect { Some(message) } else { None })
        .collect()
}

#[test]
fn sy1_a_founder_authenticates_on_the_same_link_and_repeats_what_got_lost() {
    let founder = TestDevice::make(VERA, &mut seeded(9));
    let action = Action::Genesis { salt: [0; 16].into(), member: founder.member, device: founder.keys() };
    let zero = (WorkspaceId::from_bytes([0; 32]), OperationId::from_bytes([0; 16]));
    let genesis = founder.operate(zero.0, zero.1, action, Timestamp(0));
    let workspace = genesis.derive_workspace_id();
    let mut desk = Desk::of(Engine::founding(b"token".to_vec(), genesis.clone(), founder.id()));
    let found = ClientMessage::Found { token: b"token".to_vec().into(), genesis };
    for _answer_is_lost in 0..2 {
        desk.give(Input::Start);
        desk.give(Input::LinkUp);
        assert_eq!(sent(&desk.hear(challenge())), [&found]);
        desk.give(Input::LinkDown(LinkLoss::Closed));
        assert_eq!(desk.wait_ms(60_000), [Effect::Connect]);
    }
    desk.give(Input::LinkUp);
    desk.hear(challenge());
    assert!(
        desk.hear(RelayMessage::Founded(WorkspaceId::from_bytes([9; 32]))).is_empty(),
        "another workspace is not ours"
    );
    let effects = desk.hear(RelayMessage::Founded(workspace));
    assert!(
        matches!(effects.as_slice(), [Effect::Founded(named), Effect::SignChallenge(_)] if *named == workspace)
    );
}

#[test]
fn sy1_a_used_setup_link_is_said_and_not_tried_again() {
    let founder = TestDevice::make(VERA, &mut seeded(9));
    let mut desk = Desk::of(Engine::founding(b"token".to_vec(), operation(1), founder.id()));
    desk.give(Input::Start);
    desk.give(Input::LinkUp);
    desk.hear(challenge());
    let effects = desk.hear(RelayMessage::Refused(Refusal::SetupToken));
    assert_eq!(effects, [Effect::Notice(SyncNotice::SetupLinkRefused), Effect::Disconnect]);
    assert!(desk.wait_ms(600_000).is_empty());
}

#[test]
fn sy2_a_joiner_repeats_its_acceptance_and_authenticates_once_admitted() {
    let (joiner, mut rng) = (TestDevice::make(VERA, &mut seeded(9)), seeded(2));
    let claim = protocol::invitation::AcceptClaim {
        workspace: resume().workspace,
        chain_head: resume().chain_head,
        invitation: protocol::ids::InvitationId::from_bytes([4; 16]),
        device: joiner.keys(),
    };
    let by = |device: &TestDevice| device.sign(protocol::context::SIGN_ACCEPT, &[&codec::encode(&claim)]);
    let (by_invitation, by_device) = (by(&TestDevice::make(VERA, &mut rng)), by(&joiner));
    let accept = protocol::invitation::Accept { claim, by_invitation, by_device, name: vec![7; 300].into() };
    let mut desk = Desk::of(Engine::joining(accept.clone()));
    desk.give(Input::Start);
    desk.give(Input::LinkUp);
    let asks = ClientMessage::Accept(accept);
    assert_eq!(sent(&desk.hear(challenge())), [&asks]);
    assert_eq!(desk.hear(RelayMessage::AcceptKept), [Effect::AcceptKept]);
    assert_eq!(sent(&desk.wait_ms(25_000)), [&asks]);
    let effects = desk.hear(RelayMessage::Admitted);
    assert!(matches!(effects.as_slice(), [Effect::Admitted, Effect::SignChallenge(_)]));
}

#[test]
fn sy3_waking_does_not_wait_for_the_rest_of_the_delay() {
    let mut desk = Desk::live();
    desk.give(Input::LinkDown(LinkLoss::Closed));
    assert!(matches!(desk.engine.status().phase, Phase::Offline { .. }));
    assert_eq!(desk.give(Input::Wake), [Effect::Connect]);
}

#[test]
fn sy3_somebody_who_looks_waits_five_seconds_at_most_and_a_hidden_app_tries_rarely() {
    let mut desk = Desk::live();
    let longest_ms = |desk: &mut Desk| {
        let mut longest = 0;
        for _try in 0..12 {
            desk.give(Input::LinkDown(LinkLoss::Unreachable));
            let Phase::Offline { retry_at } = desk.engine.status().phase else { panic!("offline") };
            let delay = retry_at.ms_since(desk.clock.now());
            longest = longest.max(delay);
            assert_eq!(desk.wait_ms(delay), [Effect::Connect]);
        }
        longest
    };
    assert!(longest_ms(&mut desk) <= 5_000);
    assert!(desk.give(Input::Attended(false)).is_empty());
    assert!(5_000 < longest_ms(&mut desk));
    desk.give(Input::LinkDown(LinkLoss::Unreachable));
    desk.give(Input::Attended(true));
    assert_eq!(desk.give(Input::Wake), [Effect::Connect]);
    assert!(longest_ms(&mut desk) <= 5_000);
}

#[test]
fn sy3_waking_begins_a_hanging_try_again() {
    let mut desk = Desk::live();
    desk.give(Input::LinkDown(LinkLoss::Closed));
    desk.give(Input::Wake);
    assert!(desk.give(Input::Wake).is_empty(), "it has hardly begun");
    assert!(desk.wait_ms(4_000).is_empty());
    assert_eq!(desk.give(Input::Wake), [Effect::Disconnect, Effect::Connect]);
}

#[test]
fn sy4_waking_notices_a_dead_link_within_seconds() {
    let mut desk = Desk::live();
    desk.clock.advance_ms(1_000);
    assert_eq!(sent(&desk.give(Input::Wake)), [&ClientMessage::Ping]);
    assert!(desk.wait_ms(3_999).is_empty());
    assert_eq!(desk.wait_ms(1), [Effect::Disconnect]);
}

#[test]
fn sy4_an_unanswered_push_ends_the_link() {
    let mut desk = Desk::live();
    assert_eq!(sent(&desk.push(&[entry(1, 1)])).len(), 1);
    assert!(desk.wait_ms(19_000).is_empty());
    assert!(desk.wait_ms(1_000).contains(&Effect::Disconnect));
    assert_eq!(desk.engine.status().waiting, 1);
}

#[test]
fn sy5_only_the_relays_stored_lets_an_envelope_go() {
    let mut desk = Desk::live();
    let (first, second) = (entry(1, 1), entry(1, 2));
    desk.push(&[first, second]);
    assert_eq!(desk.engine.document(first.doc).in_flight, 2);
    let effects = desk.outcome(first, PushOutcome::Stored(Seq(4)));
    let [Effect::Forget(proofs)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((proofs[0].envelope(), proofs[0].seq(), proofs.len()), (first.envelope, Seq(4), 1));
    desk.outcome(second, PushOutcome::Later);
    desk.give(Input::LinkDown(LinkLoss::Closed));
    let status = desk.engine.document(first.doc);
    assert_eq!((status.waiting, status.in_flight, status.acknowledged), (1, 0, Some(Seq(4))));
    assert!(desk.outcome(second, PushOutcome::Stored(Seq(5))).is_empty(), "no link, no word of the relay");
}

#[test]
fn sy6_a_push_fits_its_frame_and_keeps_each_document_in_order() {
    let mut desk = Desk::live();
    let large = |doc, ctr| OutboxEntry { len: limits::CHANGE_PLAIN, ..entry(doc, ctr) };
    let entries: Vec<OutboxEntry> = (1..=5).map(|ctr| large(1, ctr)).chain([entry(2, 1)]).collect();
    let effects = desk.give(Input::Committed(entries));
    let [Effect::LoadOutbox { load, envelopes }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(envelopes, &[large(1, 1), large(1, 2), large(1, 3), entry(2, 1)].map(|entry| entry.envelope));
    let bytes = |envelope: &EnvelopeId| (*envelope, vec![0; limits::CHANGE_PLAIN]);
    let loaded =
        Loaded { load: *load, envelopes: envelopes.iter().map(bytes).collect(), records: Vec::new() };
    let effects = desk.give(Input::Loaded(loaded));
    let frames = sent(&effects);
    let [push @ ClientMessage::Push { envelopes, .. }] = frames.as_slice() else { panic!("{frames:?}") };
    assert_eq!(envelopes.len(), 3, "what turned out larger than it said waits for the next push");
    assert!(codec::encode(*push).len() <= limits::FRAME);
}

#[test]
fn sy6_at_most_as_many_envelopes_as_the_limit_go_in_one_push() {
    let mut desk = Desk::live();
    let entries: Vec<OutboxEntry> = (1..=255).flat_map(|doc| [entry(doc, 1), entry(doc, 2)]).collect();
    let effects = desk.give(Input::Committed(entries));
    assert!(
        matches!(&effects[..], [Effect::LoadOutbox { envelopes, .. }] if envelopes.len() == limits::PUSH_ENVELOPES)
    );
}

#[test]
fn sy8_applied_is_said_after_stored_and_never_earlier() {
    let mut resume = resume();
    resume.tracks = vec![SpaceTrack { space: SPACE, from: Seq(0), digest: Default::default() }];
    let mut desk = Desk::of(Engine::new(resume));
    desk.greet();
    let effects = desk.hear(events(0, 3));
    assert!(
        matches!(&effects[..], [Effect::StoreBatch { to: Seq(3), rows, .. }] if rows.len() == 3),
        "{effects:?}"
    );
    let effects = desk.hear(events(0, 5));
    assert!(
        matches!(&effects[..], [Effect::StoreBatch { to: Seq(5), rows, .. }] if rows.len() == 2),
        "{effects:?}"
    );
    assert!(desk.hear(events(1, 4)).is_empty(), "what came before comes to nothing");
    let effects = desk.give(Input::Stored { up_to: Seq(3) });
    assert_eq!(sent(&effects), [&ClientMessage::Applied { seq: Seq(3) }]);
    assert_eq!(desk.engine.status().cursor, Seq(3));
}

#[test]
fn sy8_a_gap_is_said_and_the_link_starts_afresh_from_what_is_stored() {
    let mut resume = resume();
    resume.tracks = vec![SpaceTrack { space: SPACE, from: Seq(0), digest: Default::default() }];
    let mut desk = Desk::of(Engine::new(resume));
    desk.greet();
    assert_eq!(desk.hear(events(2, 3)), [Effect::Notice(SyncNotice::Gap), Effect::Disconnect]);
    assert_eq!(desk.engine.status().cursor, Seq(0));
}

#[test]
fn sy10_an_operation_that_somebody_outran_goes_back_to_the_vault() {
    let mut desk = Desk::live();
    let (mine, next, theirs) = (operation(5), operation(6), operation(7));
    for operation in [&mine, &next] {
        desk.give(Input::ChainWanted(operation.clone()));
    }
    assert!(desk.hear(RelayMessage::ChainRefused(mine.id())).is_empty(), "why is not known yet");
    let effects = desk.hear(RelayMessage::Chain { from: 1, operations: vec![theirs.clone()] });
    let outrun = |operation: &SignedOperation| Effect::ChainResult {
        operation: operation.id(),
        outcome: ChainOutcome::Outrun,
    };
    let store = Effect::StoreChain { from: 1, operations: vec![theirs] };
    assert_eq!(effects, [store, outrun(&mine), outrun(&next)]);
}

#[test]
fn sy10_an_operation_that_breaks_a_rule_is_refused_not_outrun() {
    let mut desk = Desk::live();
    let mine = operation(5);
    desk.give(Input::ChainWanted(mine.clone()));
    desk.hear(RelayMessage::ChainRefused(mine.id()));
    let effects = desk.hear(RelayMessage::Chain { from: 1, operations: Vec::new() });
    assert_eq!(effects, [Effect::ChainResult { operation: mine.id(), outcome: ChainOutcome::Refused }]);
}

#[test]
fn sy10_a_lost_answer_does_not_append_twice() {
    let mut desk = Desk::live();
    let mine = operation(5);
    desk.give(Input::ChainWanted(mine.clone()));
    let effects = desk.hear(RelayMessage::Chain { from: 1, operations: vec![mine.clone()] });
    assert!(effects.contains(&Effect::ChainResult { operation: mine.id(), outcome: ChainOutcome::Appended }));
    assert!(desk.hear(RelayMessage::ChainAppended(mine.id())).is_empty());
    let head = mine.id();
    assert!(desk.give(Input::ChainJudged(ChainVerdict::Extended { len: 2, head })).is_empty());
}

/// Every outcome that is not `Stored` has one consequence, and none of them loses the envelope.
#[test]
fn sy11_every_refusal_of_a_push_has_its_consequence() {
    let first = entry(1, 3);
    let doc = first.doc;
    let reseal = |from_ctr, why| Effect::Reseal { doc, from_ctr, why };
    let said = |notice| vec![Effect::Notice(notice)];
    let none = EnvelopeId::from_bytes([0; 16]);
    let stale_epoch = ResealWhy::StaleEpoch(Epoch(4));
    let cases = [
        (PushOutcome::StaleEpoch(Epoch(4)), vec![reseal(3, stale_epoch)], Some(Held::Resealing)),
        (
            PushOutcome::StaleKey { ctr: 2, envelope: none },
            vec![reseal(3, ResealWhy::StaleKey)],
            Some(Held::Resealing),
        ),
        (PushOutcome::NotMember, said(SyncNotice::NoRightToWrite(doc)), Some(Held::NoRight)),
        (PushOutcome::Clone, said(SyncNotice::Cloned(doc)), None),
        (PushOutcome::Erased, said(SyncNotice::DocumentErased(doc)), Some(Held::Erased)),
        (PushOutcome::TooBig, said(SyncNotice::EnvelopeRefused(doc, first.envelope)), Some(Held::Refused)),
        (PushOutcome::Malformed, said(SyncNotice::EnvelopeRefused(doc, first.envelope)), Some(Held::Refused)),
        (PushOutcome::NoKeyRecord, vec![Effect::OfferRecords(doc)], None),
        (PushOutcome::Later, Vec::new(), None),
    ];
    for (outcome, effects, held) in cases {
        let mut desk = Desk::live();
        desk.push(&[first, entry(1, 4)]);
        assert_eq!(desk.outcome(first, outcome.clone()), effects, "{outcome:?}");
        let behind = desk.outcome(entry(1, 4), PushOutcome::CtrGap(2));
        assert!(behind.is_empty(), "what is behind a refusal follows from it: {outcome:?} {behind:?}");
        let status = desk.engine.document(doc);
        assert_eq!((status.waiting, status.in_flight, status.held), (2, 0, held), "{outcome:?}");
    }
}

#[test]
fn sy11_what_was_sealed_again_takes_the_old_ones_place() {
    let mut desk = Desk::live();
    desk.push(&[entry(1, 1), entry(1, 2), entry(2, 1)]);
    desk.outcome(entry(2, 1), PushOutcome::Stored(Seq(1)));
    desk.outcome(entry(1, 1), PushOutcome::StaleKey { ctr: 0, envelope: EnvelopeId::from_bytes([0; 16]) });
    desk.outcome(entry(1, 2), PushOutcome::CtrGap(0));
    let renewed =
        |ctr: u32| OutboxEntry { envelope: EnvelopeId::from_bytes([ctr as u8 + 90; 16]), ..entry(1, ctr) };
    let effects = desk.give(Input::Resealed {
        doc: entry(1, 1).doc,
        from_ctr: 1,
        entries: vec![renewed(1), renewed(2)],
    });
    assert!(matches!(&effects[..], [Effect::LoadOutbox { envelopes, .. }]
        if *envelopes == [renewed(1).envelope, renewed(2).envelope]));
}

#[test]
fn sy11_a_right_that_comes_back_lets_the_document_go_again() {
    let mut desk = Desk::live();
    desk.push(&[entry(1, 1)]);
    assert_eq!(desk.outcome(entry(1, 1), PushOutcome::NotMember).len(), 1);
    let head = OperationId::from_bytes([2; 16]);
    let effects = desk.give(Input::ChainJudged(ChainVerdict::Extended { len: 2, head }));
    assert!(matches!(&effects[..], [Effect::LoadOutbox { .. }]));
}

#[test]
fn sy11_a_cloned_device_sends_nothing_more() {
    let mut desk = Desk::live();
    desk.push(&[entry(1, 1)]);
    desk.outcome(entry(1, 1), PushOutcome::Clone);
    assert!(desk.engine.is_cloned());
    assert!(desk.give(Input::Committed(vec![entry(2, 1)])).is_empty());
    assert_eq!(desk.engine.status().waiting, 2);
}

/// (SY7) S9: the relay asks for what it acknowledged before.
#[test]
fn sy7_a_gap_behind_what_was_acknowledged_means_a_rewound_relay() {
    let mut desk = Desk::live();
    desk.push(&[entry(1, 4)]);
    let effects = desk.outcome(entry(1, 4), PushOutcome::CtrGap(1));
    assert_eq!(effects, [Effect::Notice(SyncNotice::Rewound), Effect::Disconnect]);
    assert_eq!(desk.engine.status().waiting, 1);
}

#[test]
fn sy12_keys_are_uploaded_until_the_relay_keeps_them() {
    let mut rng = seeded(3);
    let (device, head) = (TestDevice::make(VERA, &mut rng), resume().chain_head);
    let scope = (SPACE, Epoch(1), head);
    let record = device.key_record(resume().workspace, scope, Salt::from_bytes([1; 16]), &mut rng);
    let mut desk = Desk::live();
    let put = ClientMessage::KeysPut { boxes: Vec::new(), records: vec![record.clone()] };
    let effects = desk.give(Input::KeysWanted { boxes: Vec::new(), records: vec![record.clone()] });
    assert_eq!(sent(&effects), [&put]);
    desk.give(Input::LinkDown(LinkLoss::Closed));
    assert!(sent(&desk.greet_again(0)).contains(&&put));
    let effects = desk.hear(RelayMessage::KeysKept);
    assert!(
        matches!(&effects[..], [Effect::KeysKept(kept)] if kept.records() == [record] && kept.boxes().is_empty())
    );
    assert!(desk.hear(RelayMessage::KeysKept).is_empty(), "said once, for what was asked");
}

#[test]
fn sy15_what_pauses_syncing_never_pauses_editing() {
    let newer = |desk: &mut Desk| desk.give(Input::Unreadable(ParseError::Unknown));
    let no_room = |desk: &mut Desk| desk.give(Input::NotStored(Full));
    let too_new = |desk: &mut Desk| desk.give(Input::ChainJudged(ChainVerdict::TooNew));
    type Cause<'a> = &'a dyn Fn(&mut Desk) -> Vec<Effect>;
    let cases: [(Cause<'_>, Pause); 3] =
        [(&newer, Pause::AppTooOld), (&no_room, Pause::NotStored(Full)), (&too_new, Pause::AppTooOld)];
    for (cause, pause) in cases {
        let mut desk = Desk::live();
        let effects = cause(&mut desk);
        assert!(matches!(&effects[..], [Effect::Notice(_), Effect::Disconnect]), "{effects:?}");
        assert_eq!(desk.engine.status().phase, Phase::Paused(pause));
        assert!(desk.give(Input::Committed(vec![entry(1, 1)])).is_empty());
        assert_eq!(desk.engine.status().waiting, 1);
        assert!(
            desk.wait_ms(3_600_000).is_empty() && desk.give(Input::Wake).is_empty(),
            "it does not end by itself"
        );
        assert_eq!(desk.give(Input::SyncNow), [Effect::Connect]);
    }
}

#[test]
fn sy16_what_could_not_be_opened_is_reported_when_there_is_a_link() {
    let mut desk = Desk::of(Engine::new(resume()));
    let envelope = EnvelopeId::from_bytes([8; 16]);
    assert!(desk.give(Input::Quarantined(envelope, NackReason::NoKey)).is_empty());
    desk.connect(Input::Start);
    let nack = ClientMessage::Nack { envelope, reason: NackReason::NoKey };
    assert!(sent(&desk.hear(welcome(0))).contains(&&nack));
}

/// SY12
#[test]
fn sy12_keys_that_were_not_stored_or_did_not_come_are_asked_for_again() {
    let keys = |from, to| RelayMessage::Keys {
        from: Seq(from),
        to: Seq(to),
        boxes: Vec::new(),
        records: Vec::new(),
    };
    let since = |desk: &mut Desk| {
        desk.give(Input::Start);
        let effects = desk.connect(Input::SyncNow);
        let hello = sent(&effects).into_iter().find_map(|message| {
            if let ClientMessage::Hello(hello) = message { Some(hello.keys_since) } else { None }
        });
        desk.hear(welcome(0));
        hello
    };
    let mut desk = Desk::of(Engine::new(resume()));
    assert_eq!(since(&mut desk), Some(Seq(0)));
    desk.hear(keys(0, 3));
    desk.give(Input::KeysStored { up_to: Seq(3) });
    desk.hear(keys(3, 5));
    desk.give(Input::NotStored(Full));
    assert_eq!(since(&mut desk), Some(Seq(3)), "the second frame did not become durable");
    let effects = desk.hear(keys(4, 5));
    assert_eq!(effects, [Effect::Notice(SyncNotice::Gap), Effect::Disconnect]);
    assert_eq!(since(&mut desk), Some(Seq(3)));
}

/// SY17
#[test]
fn sy17_a_recovery_kit_takes_chain_and_keys_and_asks_for_no_rows() {
    let mut desk =
        Desk::of(Engine::recovering(Resume::newcomer(WorkspaceId::from_bytes([0; 32]), resume().device)));
    desk.connect(Input::Start);
    assert_eq!(desk.hear(welcome(5_000)), [], "it chooses no place in the log and wants no bundle");
    assert_eq!(desk.engine.status().phase, Phase::Live);
    let keys =
        desk.hear(RelayMessage::Keys { from: Seq(0), to: Seq(3), boxes: Vec::new(), records: Vec::new() });
    assert!(matches!(keys.as_slice(), [Effect::StoreKeys { to: Seq(3), .. }]), "{keys:?}");
}

/// A newcomer in the middle of its first sync, and what it asked for.
fn newcomer() -> (Desk, Vec<Effect>) {
    let mut desk = Desk::of(Engine::new(resume()));
    desk.connect(Input::Start);
    let digests = vec![DigestOf { space: SPACE, digest: [9; 32].into() }];
    let greeting = RelayMessage::Welcome {
        seq: Seq(10_000),
        digests,
        chain_len: 1,
        chain_head: OperationId::from_bytes([1; 16]),
        reconnect_ms: (500, 5_000),
    };
    let asked = desk.hear(greeting);
    (desk, asked)
}

fn bundled(doc: u8, is_whole: bool) -> BundledDocument {
    let head = Covered { device: resume().device, ctr: 1, envelope: EnvelopeId::from_bytes([doc; 16]) };
    let heads = if is_whole { vec![head] } else { Vec::new() };
    let state = DocumentState { doc: DocumentId::from_bytes([doc; 16]), heads };
    BundledDocument { state, records: Vec::new(), envelopes: Vec::new() }
}

fn bundle(phase: BootstrapPhase, documents: Vec<BundledDocument>, complete: bool) -> RelayMessage {
    RelayMessage::Bundle { space: SPACE, phase, documents, complete }
}

/// What the effects ask for next, and the place they store.
fn asked_and_stored(effects: &[Effect]) -> (Option<(BootstrapPhase, u8)>, Option<u8>) {
    let first = |doc: DocumentId| doc.as_bytes()[0];
    let asked = effects.iter().find_map(|effect| {
        if let Effect::Send(ClientMessage::Bootstrap { phase, after, .. }) = effect {
            Some((*phase, first(*after)))
        } else {
            None
        }
    });
    let stored = effects.iter().find_map(|effect| {
        if let Effect::StoreBundle { cursor, .. } = effect { Some(first(cursor.after)) } else { None }
    });
    (asked, stored)
}

#[test]
fn sy13_the_next_bundle_is_asked_for_before_this_one_is_stored_with_its_place() {
    let (mut desk, asked) = newcomer();
    assert_eq!(asked_and_stored(&asked), (Some((BootstrapPhase::Cards, 0)), None));
    let effects = desk.hear(bundle(BootstrapPhase::Cards, vec![bundled(1, true), bundled(2, true)], false));
    assert_eq!(asked_and_stored(&effects), (Some((BootstrapPhase::Cards, 2)), Some(2)));
    let place = |wanted: fn(&Effect) -> bool| effects.iter().position(wanted);
    let (sent, stored) =
        (place(|it| matches!(it, Effect::Send(_))), place(|it| matches!(it, Effect::StoreBundle { .. })));
    assert!(sent < stored, "the relay reads on while the vault stores");
    let effects = desk.hear(bundle(BootstrapPhase::Cards, vec![bundled(3, true)], true));
    assert_eq!(asked_and_stored(&effects), (Some((BootstrapPhase::Bodies, 0)), Some(0)));
    assert!(effects.contains(&Effect::CardsComplete));
    let effects = desk.hear(bundle(BootstrapPhase::Bodies, vec![bundled(3, true)], true));
    let ends = effects.iter().position(|it| matches!(it, Effect::StoreBatch { to: Seq(10_000), .. }));
    let stored = effects.iter().position(|it| matches!(it, Effect::StoreBundle { .. }));
    assert!(stored < ends && ends.is_some(), "the log's place is stored after the last body");
}

#[test]
fn sy13_a_store_without_room_for_the_end_of_a_first_sync_is_asked_again_and_nothing_is_read_twice() {
    let ends = |effects: &[Effect]| {
        effects.iter().filter(|it| matches!(it, Effect::StoreBatch { to: Seq(10_000), .. })).count()
    };
    let (mut desk, _) = newcomer();
    desk.hear(bundle(BootstrapPhase::Cards, vec![bundled(1, true)], true));
    assert_eq!(ends(&desk.hear(bundle(BootstrapPhase::Bodies, vec![bundled(1, true)], true))), 1);
    desk.give(Input::NotStored(Full));
    assert!(desk.engine.status().bodies_missing, "not over");
    let effects = desk.greet_again(10_000);
    assert_eq!((asked_and_stored(&effects).0, ends(&effects)), (None, 1));
    let effects = desk.give(Input::Stored { up_to: Seq(10_000) });
    assert!(effects.contains(&Effect::SaveBootstrap(None)), "{effects:?}");
    assert!(!desk.engine.status().bodies_missing);
}

#[test]
fn sy13_a_document_cut_by_the_frame_is_passed_with_its_last_part_only() {
    let (mut desk, _) = newcomer();
    let effects = desk.hear(bundle(BootstrapPhase::Cards, vec![bundled(1, true), bundled(2, false)], false));
    assert_eq!(asked_and_stored(&effects), (None, Some(1)), "the answer goes on by itself");
    let effects = desk.hear(bundle(BootstrapPhase::Cards, vec![bundled(2, false)], false));
    assert_eq!(asked_and_stored(&effects), (None, Some(1)));
    let effects = desk.hear(bundle(BootstrapPhase::Cards, vec![bundled(2, true)], false));
    assert_eq!(asked_and_stored(&effects), (Some((BootstrapPhase::Cards, 2)), Some(2)));
}

#[test]
fn sy13_a_bundle_that_does_not_ascend_from_its_place_is_not_stored() {
    let (mut desk, _) = newcomer();
    desk.hear(bundle(BootstrapPhase::Cards, vec![bundled(5, true)], false));
    let tricks = [
        vec![bundled(5, true)],
        vec![bundled(4, true), bundled(9, true)],
        vec![bundled(9, true), bundled(8, true)],
    ];
    for documents in tricks.into_iter().chain([Vec::new()]) {
        let effects = desk.hear(bundle(BootstrapPhase::Cards, documents, false));
        assert_eq!(asked_and_stored(&effects), (None, None));
    }
    let effects = desk.hear(bundle(BootstrapPhase::Bodies, vec![bundled(6, true)], false));
    assert_eq!(asked_and_stored(&effects), (None, None), "not what was asked for");
    let effects = desk.hear(bundle(BootstrapPhase::Cards, vec![bundled(6, true)], false));
    assert_eq!(asked_and_stored(&effects).1, Some(6));
}

#[test]
fn sy14_what_waited_to_be_opened_is_offered_a_checkpoint_as_soon_as_it_is() {
    let (mut desk, _) = newcomer();
    desk.hear(bundle(BootstrapPhase::Cards, vec![bundled(1, true)], true));
    desk.hear(bundle(BootstrapPhase::Bodies, vec![bundled(1, true)], true));
    desk.give(Input::Stored { up_to: Seq(10_000) });
    let claims = |effects: &[Effect]| {
        effects.iter().filter(|effect| matches!(effect, Effect::SignCheckpoint(_))).count()
    };
    desk.wait_ms(2_000);
    assert_eq!(claims(&desk.wait_ms(2_000)), 0, "said once; the vault had not opened everything");
    assert_eq!(claims(&desk.give(Input::Opened(vec![SPACE]))), 1);
}
