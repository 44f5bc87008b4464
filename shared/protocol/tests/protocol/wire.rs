//! PR1, PR2, PR3, PR6, PR10, PR15: encodings, limits and digests.

use crate::{
    forgery::{accept, checkpoint, confirmation, destruction, envelope, key_record, sign, space_box},
    people::{TestDevice, genesis},
};
use proptest::prelude::*;
use protocol::{
    auth::{Authentication, Challenge},
    chain::CutHead,
    clear::{self, AcceptLate, ClearBody, Erase},
    codec::{self, ParseError},
    digest::SpaceDigest,
    envelope::{Envelope, Kind},
    ids::{DocumentId, EnvelopeId, Epoch, OperationId, Seq, SpaceId, WorkspaceId},
    limits,
    message::{
        Ack, BootstrapPhase, BundledDocument, ClientMessage, CutList, CutQuery, DigestOf, DocumentState,
        Hello, LogRow, NackReason, PushOutcome, Refusal, RelayMessage,
    },
    records::Covered,
};

const SPACE: SpaceId = SpaceId::from_bytes([0xA1; 16]);
const DOC: DocumentId = DocumentId::from_bytes([0xD0; 16]);
const ENVELOPE: EnvelopeId = EnvelopeId::from_bytes([0x9E; 16]);
const HEAD: OperationId = OperationId::from_bytes([0x0C; 16]);

fn state() -> DocumentState {
    DocumentState {
        doc: DOC,
        heads: vec![Covered { device: TestDevice::of(1).id(), ctr: 4, envelope: ENVELOPE }],
    }
}

fn cut_list() -> CutList {
    CutList {
        space: SPACE,
        operation: Some(HEAD),
        heads: vec![CutHead { doc: DOC, device: TestDevice::of(1).id(), ctr: 4, envelope: ENVELOPE }],
        complete: true,
    }
}

fn cut_query_of_removal() -> CutQuery {
    CutQuery { space: SPACE, operation: Some(HEAD), devices: vec![], after: None }
}

fn cut_query() -> CutQuery {
    let device = TestDevice::of(1).id();
    CutQuery { space: SPACE, operation: None, devices: vec![device], after: Some((DOC, device)) }
}

fn digests() -> Vec<DigestOf> {
    vec![DigestOf { space: SPACE, digest: [0xDD; 32].into() }]
}

/// One of every message of a device, by name.
pub(crate) fn client_messages() -> Vec<(&'static str, ClientMessage)> {
    let device = TestDevice::of(1);
    let authentication = Authentication {
        workspace: WorkspaceId::from_bytes([0x57; 32]),
        device: device.id(),
        signature: device.sign("test", &[]),
    };
    let hello = Hello {
        version: 1,
        since: Seq(300),
        keys_since: Seq(12),
        digests: digests(),
        chain_len: 5,
        chain_head: HEAD,
        features: vec![],
    };
    let sealed = envelope(1, &[0xB0; 272], &[]).encode();
    vec![
        ("authenticate", ClientMessage::Authenticate(authentication)),
        ("found", ClientMessage::Found { token: vec![1, 2, 3].into(), genesis: genesis(&device) }),
        ("accept", ClientMessage::Accept(accept())),
        ("hello", ClientMessage::Hello(hello)),
        ("chain_put", ClientMessage::ChainPut(genesis(&device))),
        ("keys_put", ClientMessage::KeysPut { boxes: vec![space_box()], records: vec![key_record()] }),
        (
            "push",
            ClientMessage::Push {
                envelopes: vec![sealed.into()],
                records: vec![key_record()],
                refill: false,
            },
        ),
        ("applied", ClientMessage::Applied { seq: Seq(301) }),
        (
            "bootstrap",
            ClientMessage::Bootstrap { at: Seq(9), space: SPACE, phase: BootstrapPhase::Bodies, after: DOC },
        ),
        ("fetch_docs", ClientMessage::FetchDocs { docs: vec![DOC] }),
        ("snapshot_confirm", ClientMessage::SnapshotConfirm(confirmation())),
        ("nack", ClientMessage::Nack { envelope: ENVELOPE, reason: NackReason::Tampered }),
        ("have", ClientMessage::Have(vec![state()])),
        ("want", ClientMessage::Want(vec![state()])),
        ("checkpoint", ClientMessage::Checkpoint(checkpoint())),
        ("get_cut_list", ClientMessage::GetCutList(cut_query())),
        ("get_cut_list_of_removal", ClientMessage::GetCutList(cut_query_of_removal())),
        ("ping", ClientMessage::Ping),
        ("get_chain", ClientMessage::GetChain { from: 3 }),
        ("destroyed", ClientMessage::Destroyed(destruction())),
    ]
}

/// One of every outcome of a push.
fn acks() -> Vec<Ack> {
    let ack = |outcome| Ack { envelope: ENVELOPE, outcome };
    vec![
        ack(PushOutcome::Stored(Seq(8))),
        ack(PushOutcome::StaleEpoch(Epoch(2))),
        ack(PushOutcome::StaleKey { ctr: 3, envelope: ENVELOPE }),
        ack(PushOutcome::NotMember),
        ack(PushOutcome::CtrGap(3)),
        ack(PushOutcome::Clone),
        ack(PushOutcome::Erased),
        ack(PushOutcome::TooBig),
        ack(PushOutcome::Malformed),
        ack(PushOutcome::NoKeyRecord),
        ack(PushOutcome::Later),
    ]
}

fn welcome() -> RelayMessage {
    let reconnect_ms = (500, 4_000);
    RelayMessage::Welcome { seq: Seq(10), digests: digests(), chain_len: 5, chain_head: HEAD, reconnect_ms }
}

/// One of every message of the relay, by name.
pub(crate) fn relay_messages() -> Vec<(&'static str, RelayMessage)> {
    let device = TestDevice::of(1);
    let sealed = envelope(1, &[0xB0; 272], &[]).encode();
    let row =
        LogRow { seq: Seq(8), space: SPACE, envelope_id: ENVELOPE, envelope: Some(sealed.clone().into()) };
    let own = LogRow { seq: Seq(9), space: SPACE, envelope_id: ENVELOPE, envelope: None };
    let bundled =
        BundledDocument { state: state(), records: vec![key_record()], envelopes: vec![sealed.into()] };
    let (seq, chain_len, chain_head) = (Seq(10), 5, HEAD);
    vec![
        ("challenge", RelayMessage::Challenge(Challenge { version: 1, nonce: [0x0F; 32].into() })),
        ("authenticated", RelayMessage::Authenticated),
        ("refused", RelayMessage::Refused(Refusal::NotAuthenticated)),
        ("founded", RelayMessage::Founded(WorkspaceId::from_bytes([0x57; 32]))),
        ("accept_kept", RelayMessage::AcceptKept),
        ("admitted", RelayMessage::Admitted),
        ("welcome", welcome()),
        ("rewound", RelayMessage::Rewound { seq, chain_len, chain_head }),
        ("chain", RelayMessage::Chain { from: 0, operations: vec![genesis(&device)] }),
        ("chain_appended", RelayMessage::ChainAppended(HEAD)),
        ("chain_refused", RelayMessage::ChainRefused(HEAD)),
        (
            "keys",
            RelayMessage::Keys {
                from: Seq(1),
                to: Seq(3),
                boxes: vec![space_box()],
                records: vec![key_record()],
            },
        ),
        ("acks", RelayMessage::Acks(acks())),
        ("events", RelayMessage::Events { from: Seq(7), to: Seq(9), rows: vec![row, own] }),
        (
            "bundle",
            RelayMessage::Bundle {
                space: SPACE,
                phase: BootstrapPhase::Cards,
                documents: vec![bundled.clone()],
                complete: true,
            },
        ),
        ("doc_bundle", RelayMessage::DocBundle(vec![bundled])),
        ("have", RelayMessage::Have(vec![state()])),
        ("want", RelayMessage::Want(vec![state()])),
        ("cut_list", RelayMessage::CutList(cut_list())),
        ("checkpoints", RelayMessage::Checkpoints(vec![checkpoint()])),
        ("confirmations", RelayMessage::Confirmations(vec![confirmation()])),
        ("joining", RelayMessage::Joining(vec![accept()])),
        ("revoked", RelayMessage::Revoked),
        ("pong", RelayMessage::Pong),
        ("keys_kept", RelayMessage::KeysKept),
        ("last_contacts", RelayMessage::LastContacts(vec![(device.id(), 1_700_000_000_000)])),
        ("gone", RelayMessage::Gone(vec![DOC])),
        ("destructions", RelayMessage::Destructions(vec![destruction()])),
    ]
}

/// PR6
#[test]
fn every_message_comes_out_as_it_went_in() {
    for (name, message) in client_messages() {
        assert_eq!(ClientMessage::parse(&message.encode()), Ok(message), "{name}");
    }
    for (name, message) in relay_messages() {
        assert_eq!(RelayMessage::parse(&message.encode()), Ok(message), "{name}");
    }
}

/// PR1
#[test]
fn another_spelling_of_the_same_meaning_is_refused() {
    let applied = ClientMessage::Applied { seq: Seq(5) }.encode();
    assert_eq!(applied, [0x82, 0x07, 0xA1, 0x00, 0x05]);
    for spelled in [
        &[0x82, 0x07, 0xA1, 0x00, 0x18, 0x05][..],   // a longer integer
        &[0x82, 0x18, 0x07, 0xA1, 0x00, 0x05],       // a longer variant
        &[0x82, 0x07, 0xBF, 0x00, 0x05, 0xFF],       // an indefinite map
        &[0x82, 0x07, 0xA2, 0x00, 0x05, 0x01, 0x05], // an unknown key
        &[0x82, 0x07, 0xA2, 0x00, 0x05, 0x00, 0x05], // a key twice
        &[0x82, 0x07, 0xA1, 0x00, 0x05, 0x00],       // something behind it
    ] {
        assert_eq!(ClientMessage::parse(spelled), Err(ParseError::NotCanonical), "{spelled:02x?}");
    }
    let indefinite = [0x9F, 0x07, 0xA1, 0x00, 0x05, 0xFF];
    assert_eq!(ClientMessage::parse(&indefinite), Err(ParseError::Malformed));
    assert_eq!(ClientMessage::parse(&applied[..4]), Err(ParseError::Malformed));
}

/// PR1
#[test]
fn what_is_absent_is_left_out_and_not_null() {
    let row = LogRow { seq: Seq(1), space: SPACE, envelope_id: ENVELOPE, envelope: None };
    let mut bytes = codec::encode(&row);
    assert_eq!(bytes[0], 0xA3);
    bytes[0] = 0xA4;
    bytes.extend_from_slice(&[0x03, 0xF6]);
    assert_eq!(codec::parse::<LogRow>(&bytes), Err(ParseError::NotCanonical));
}

/// PR6
#[test]
fn a_message_of_a_newer_version_is_called_unknown() {
    assert_eq!(ClientMessage::parse(&[0x82, 0x18, 0x63, 0xA0]), Err(ParseError::Unknown));
    assert_eq!(RelayMessage::parse(&[0x82, 0x18, 0x63, 0x80]), Err(ParseError::Unknown));
}

/// PR6
#[test]
fn a_frame_beyond_its_limits_is_refused() {
    assert_eq!(ClientMessage::parse(&vec![0; limits::FRAME + 1]), Err(ParseError::TooBig));
    assert_eq!(RelayMessage::parse(&vec![0; limits::FRAME + 1]), Err(ParseError::TooBig));
    let named = |len| ClientMessage::FetchDocs { docs: vec![DOC; len] }.encode();
    assert!(ClientMessage::parse(&named(limits::NAMED_DOCUMENTS)).is_ok());
    assert_eq!(ClientMessage::parse(&named(limits::NAMED_DOCUMENTS + 1)), Err(ParseError::TooBig));
    let envelopes = vec![vec![].into(); limits::PUSH_ENVELOPES + 1];
    let push = ClientMessage::Push { envelopes, records: vec![], refill: false };
    assert_eq!(ClientMessage::parse(&push.encode()), Err(ParseError::TooBig));
}

/// PR2
#[test]
fn an_envelope_keeps_its_name_and_signature_when_a_part_is_left_out() {
    let whole = envelope(1, &[0xB0; 272], &[0xCA; 272]);
    let listed = Envelope::parse(&whole.clone().without_body().encode()).unwrap();
    assert_eq!((listed.id(), &listed.body), (whole.id(), &None));
    assert!(listed.verify(crate::forgery::WORKSPACE, &TestDevice::of(1).public()).is_ok());
}

/// PR2
#[test]
fn an_envelope_is_held_to_the_limits_of_its_kind() {
    let parse = |kind: Kind, body: usize, card: usize| {
        Envelope::parse(&envelope(kind as u8, &vec![1; body], &vec![2; card]).encode()).map(|_| ())
    };
    let (body, card) = (limits::CHANGE_PLAIN + 16, limits::CARD_PLAIN + 16);
    assert_eq!(parse(Kind::Change, body, card), Ok(()));
    assert_eq!(parse(Kind::Change, body + 1, 0), Err(ParseError::TooBig));
    assert_eq!(parse(Kind::Change, 272, card + 1), Err(ParseError::TooBig));
    assert_eq!(parse(Kind::Card, 0, card), Ok(()));
    assert_eq!(parse(Kind::Card, 272, card), Err(ParseError::TooBig));
    assert_eq!(parse(Kind::Erase, 3, 272), Err(ParseError::TooBig));
    assert_eq!(parse(Kind::Accept, limits::CLEAR_BODY + 1, 0), Err(ParseError::TooBig));
    assert_eq!(parse(Kind::Change, 0, 272), Err(ParseError::Malformed));
}

/// PR2
#[test]
fn an_envelope_of_an_unknown_kind_is_kept_as_it_is() {
    let newer = envelope(77, &[1; 300], &[]);
    assert_eq!(Envelope::parse(&newer.encode()), Ok(newer));
}

/// PR2
#[test]
fn an_envelope_of_a_shape_that_nobody_writes_is_refused() {
    let honest = envelope(1, &[0xB0; 272], &[]);
    let changed = |change: &dyn Fn(&mut protocol::envelope::Header)| {
        let mut header = honest.header.clone();
        change(&mut header);
        Envelope::parse(&sign(header, &[0xB0; 272], &[]).encode()).map(|_| ())
    };
    assert_eq!(changed(&|_| ()), Ok(()));
    assert_eq!(changed(&|header| header.ctr = 0), Err(ParseError::Malformed));
    assert_eq!(changed(&|header| header.ctr = 1), Err(ParseError::Malformed));
    assert_eq!(changed(&|header| header.prev = EnvelopeId::from_bytes([0; 16])), Err(ParseError::Malformed));
    assert_eq!(changed(&|header| header.flags = 1), Err(ParseError::Unknown));
    assert_eq!(changed(&|header| header.kind = Kind::Erase as u8), Err(ParseError::Malformed));
    let mut newer = honest.encode();
    newer[1] = 2;
    assert_eq!(Envelope::parse(&newer), Err(ParseError::Unknown));
    let mut longer = honest.encode();
    longer.push(0);
    assert_eq!(Envelope::parse(&longer), Err(ParseError::Malformed));
}

/// PR3
#[test]
fn a_record_of_another_suite_or_length_is_refused() {
    let workspace = crate::forgery::WORKSPACE;
    let mut record = key_record().claim;
    assert_eq!(record.check(workspace), Ok(()));
    record.suite = 2;
    assert_eq!(record.check(workspace), Err(ParseError::Unknown));
    let mut record = key_record().claim;
    record.doc = DOC;
    assert_eq!(record.check(workspace), Err(ParseError::Malformed));
    let mut boxed = space_box().claim;
    assert_eq!(boxed.check(), Ok(()));
    boxed.sealed = vec![0; 81].into();
    assert_eq!(boxed.check(), Err(ParseError::Malformed));
}

/// PR10
#[test]
fn a_clear_body_is_canonical_and_of_its_kind() {
    let erase = ClearBody::Erase(Erase { withdraw: true });
    assert_eq!(clear::encode(&erase), [0xA1, 0x00, 0xF5]);
    assert_eq!(clear::parse(Kind::Erase, &[0xA1, 0x00, 0xF5]), Ok(erase));
    assert_eq!(clear::parse(Kind::Change, &[0xA1, 0x00, 0xF5]), Err(ParseError::Unknown));
    let accept = ClearBody::Accept(AcceptLate { envelopes: vec![ENVELOPE] });
    assert_eq!(clear::parse(Kind::Accept, &clear::encode(&accept)), Ok(accept));
}

/// PR15
#[test]
fn a_digest_depends_on_every_row_and_their_order() {
    let other = EnvelopeId::from_bytes([1; 16]);
    let start = SpaceDigest::default();
    let there = start.after(Seq(1), ENVELOPE).after(Seq(2), other);
    assert_ne!(there, start.after(Seq(1), other).after(Seq(2), ENVELOPE));
    assert_ne!(there, start.after(Seq(1), ENVELOPE).after(Seq(3), other));
    assert_eq!(there, start.after(Seq(1), ENVELOPE).after(Seq(2), other));
}

proptest! {
    /// PR1, PR6: any bytes are taken or refused, and what is taken is spelled the only way.
    #[test]
    fn any_bytes_are_parsed_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(message) = ClientMessage::parse(&bytes) { prop_assert_eq!(message.encode(), bytes.clone()); }
        if let Ok(message) = RelayMessage::parse(&bytes) { prop_assert_eq!(message.encode(), bytes.clone()); }
        if let Ok(envelope) = Envelope::parse(&bytes) { prop_assert_eq!(envelope.encode(), bytes); }
    }

    /// PR1, PR6: the same for what was a message before some bytes of it were changed, cut or repeated.
    #[test]
    fn spoiled_messages_are_parsed_without_a_panic(
        which in any::<prop::sample::Index>(),
        spoils in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        keep_whole in any::<bool>(),
    ) {
        let frames: Vec<Vec<u8>> = client_messages().iter().map(|(_, message)| message.encode())
            .chain(relay_messages().iter().map(|(_, message)| message.encode()))
            .collect();
        let mut frame = which.get(&frames).clone();
        for (place, byte) in &spoils {
            let at = place.index(frame.len());
            frame[at] = *byte;
        }
        if !keep_whole { frame.truncate(cut.index(frame.len())); }
        if let Ok(message) = ClientMessage::parse(&frame) { prop_assert_eq!(message.encode(), frame.clone()); }
        if let Ok(message) = RelayMessage::parse(&frame) { prop_assert_eq!(message.encode(), frame); }
    }

    /// PR2
    #[test]
    fn an_envelope_comes_out_as_it_went_in(
        kind in 1..=3_u8,
        body in prop::collection::vec(any::<u8>(), 1..900),
        card in prop::collection::vec(any::<u8>(), 1..900),
        leave_out in any::<bool>(),
    ) {
        let body = if kind == Kind::Card as u8 { &[][..] } else { &body };
        let mut envelope = envelope(kind, body, &card);
        if leave_out { envelope = envelope.without_body(); }
        prop_assert_eq!(Envelope::parse(&envelope.encode()), Ok(envelope));
    }
}
