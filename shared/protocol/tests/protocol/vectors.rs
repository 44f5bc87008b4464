//! PR1 to PR6: the golden vectors. A line that is committed never changes; a new one is printed by the test that misses it.

use crate::{
    forgery::{
        accept, checkpoint, confirmation, destruction, envelope, key_record, snapshot_claim, space_box,
    },
    people::{TestChain, TestDevice, UNIT, VERA, cut},
    wire::{client_messages, relay_messages},
};
use protocol::{
    chain::{Action, CutHead, DevicePurpose, Right, derive_cut},
    clear::{self, AcceptLate, ClearBody, Erase},
    codec,
    digest::SpaceDigest,
    envelope::{Envelope, Kind},
    ids::{DocumentId, EnvelopeId, Epoch, MemberId, OperationId, Salt, Seq, WorkspaceId},
    keys::derive_document_id,
};

pub(crate) type Vectors = Vec<(String, Vec<u8>)>;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares with `name hex` lines: each committed one must still come out, each computed one must be committed.
pub(crate) fn check(committed: &str, computed: &Vectors) {
    let lines: Vec<String> = computed.iter().map(|(name, bytes)| format!("{name} {}", hex(bytes))).collect();
    let known: Vec<&str> = committed.lines().filter(|line| !line.starts_with('#')).collect();
    for line in &known {
        assert!(lines.iter().any(|computed| computed == line), "no longer so: {line}");
    }
    let new: Vec<&String> = lines.iter().filter(|line| !known.contains(&line.as_str())).collect();
    assert!(
        new.is_empty(),
        "append these lines:\n{}",
        new.iter().map(|line| format!("{line}\n")).collect::<String>()
    );
}

fn named(name: &str, bytes: impl Into<Vec<u8>>) -> (String, Vec<u8>) {
    (name.to_owned(), bytes.into())
}

/// PR2, PR10
#[test]
fn envelopes_are_as_committed() {
    let change = envelope(Kind::Change as u8, &[0xB0; 272], &[0xCA; 272]);
    let card = envelope(Kind::Card as u8, &[], &[0xCA; 272]);
    let clear_accept =
        clear::encode(&ClearBody::Accept(AcceptLate { envelopes: vec![EnvelopeId::from_bytes([1; 16])] }));
    let accept = envelope(Kind::Accept as u8, &clear_accept, &[]);
    let erase =
        envelope(Kind::Erase as u8, &clear::encode(&ClearBody::Erase(Erase { withdraw: false })), &[]);
    let mut vectors = Vec::new();
    for (name, envelope) in [("change", change.clone()), ("card", card), ("accept", accept), ("erase", erase)]
    {
        assert_eq!(Envelope::parse(&envelope.encode()).unwrap(), envelope);
        vectors.push(named(&format!("{name}.header"), envelope.header.encode()));
        vectors.push(named(&format!("{name}.id"), *envelope.id().as_bytes()));
        vectors.push(named(&format!("{name}.envelope"), envelope.encode()));
    }
    vectors.push(named("change.without_body", change.without_body().encode()));
    check(include_str!("../../vectors/envelope.txt"), &vectors);
}

/// MB1, PR1
#[test]
fn a_chain_is_as_committed() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let (vera, workspace) = (chain.vera.clone(), chain.roster.workspace());
    let fork = chain.operations[0].id();
    let member = MemberId::from_bytes([2; 16]);
    let kit = TestDevice::of(30).enrolled(workspace, member, DevicePurpose::RecoveryKit);
    chain.must(&jonas, Action::AddDevice { member, invitation: None, accepted_at: None, device: kit });
    let device = TestDevice::of(4).enrolled(workspace, member, DevicePurpose::Ordinary);
    chain.must(&jonas, Action::ReplaceDevice { old: jonas.id(), cuts: cut(), device });
    chain.rotate(&vera);
    let invitation = chain.invite(&vera, protocol::chain::Role::Coordination, None);
    chain.must(&vera, Action::CancelInvite { invitation });
    chain.must(&vera, Action::RevokeDevice { device: TestDevice::of(4).id(), cuts: cut(), stolen: true });
    chain.must(&vera, Action::Withdraw { member, cut: cut()[0].clone() });
    chain.must(&vera, Action::Grant { space: UNIT, member, right: Right::Read });
    chain.must(&vera, Action::SetRole { member, role: protocol::chain::Role::Reception });
    chain.must(&vera, Action::SetMinimumVersion { version: 2 });
    chain.must(&vera, Action::Adopt { fork, lost: vec![OperationId::from_bytes([5; 16])] });
    chain.must(&vera, Action::RemoveMember { member, cuts: vec![] });
    let invitation = chain.invite(&vera, protocol::chain::Role::UnitLead, Some(VERA));
    let (accepted_at, device) = (chain.roster.head(), chain.accepted(&TestDevice::of(5), invitation));
    chain.must(
        &vera,
        Action::AddDevice {
            member: VERA,
            invitation: Some(invitation),
            accepted_at: Some(accepted_at),
            device,
        },
    );
    let mut vectors = vec![named("workspace", *workspace.as_bytes())];
    for (place, operation) in chain.operations.iter().enumerate() {
        vectors.push(named(&format!("{place:02}.operation"), codec::encode(operation)));
        vectors.push(named(&format!("{place:02}.id"), *operation.id().as_bytes()));
    }
    check(include_str!("../../vectors/chain.txt"), &vectors);
}

/// PR3, PR5, PR15, MB2
#[test]
fn records_and_names_are_as_committed() {
    let workspace = WorkspaceId::from_bytes([0x57; 32]);
    let words: Vec<u8> = accept().word_indices().iter().flat_map(|index| index.to_be_bytes()).collect();
    let head = CutHead {
        doc: DocumentId::from_bytes([0xD0; 16]),
        device: TestDevice::of(1).id(),
        ctr: 4,
        envelope: EnvelopeId::from_bytes([0x9E; 16]),
    };
    let digest = SpaceDigest::default().after(Seq(8), EnvelopeId::from_bytes([0x9E; 16]));
    let vectors = vec![
        named("device_1.public", *TestDevice::of(1).public().as_bytes()),
        named("device_1.id", *TestDevice::of(1).id().as_bytes()),
        named("document", *derive_document_id(workspace, UNIT, Salt::from_bytes([0x5A; 16])).as_bytes()),
        named("key_record", codec::encode(&key_record())),
        named("space_box", codec::encode(&space_box())),
        named("checkpoint", codec::encode(&checkpoint())),
        named("confirmation", codec::encode(&confirmation())),
        named("destruction", codec::encode(&destruction())),
        named("snapshot_claim", codec::encode(&snapshot_claim())),
        named("accept", codec::encode(&accept())),
        named("accept.words_u16", words),
        named("cut.empty", derive_cut(&[])),
        named("cut.one", derive_cut(&[head])),
        named("digest.one", digest.0),
        named("epoch_3", codec::encode(&Epoch(3))),
    ];
    check(include_str!("../../vectors/records.txt"), &vectors);
}

/// PR6
#[test]
fn messages_are_as_committed() {
    let client =
        client_messages().into_iter().map(|(name, message)| (format!("client.{name}"), message.encode()));
    let relay =
        relay_messages().into_iter().map(|(name, message)| (format!("relay.{name}"), message.encode()));
    check(include_str!("../../vectors/messages.txt"), &client.chain(relay).collect());
}
