//! PR1, PR2, PR3, PR10, PR24: what nobody may take, as golden vectors: `rule.error.why` and the bytes.

use crate::{
    forgery::{WORKSPACE, confirmation, envelope, key_record, sign, snapshot_claim, space_box},
    people::TestDevice,
};
use minicbor::{Decode, Encode};
use protocol::{
    chain::{Operation, SignedOperation},
    clear,
    codec::{self, ParseError},
    envelope::{Envelope, Header, Kind},
    ids::{EnvelopeId, Salt},
    invitation::Accept,
    keys::DeviceKeys,
    message::{ClientMessage, PushOutcome, RelayMessage},
    records::{Checkpoint, Confirmation, ConfirmationClaim, Destruction, KeyRecord, SnapshotClaim, SpaceBox},
};

type Refused = (&'static str, ParseError, &'static str, Vec<u8>);

use ParseError::{Malformed, NotCanonical, TooBig, Unknown};

/// Reads bytes as this rule of `wire.cddl`, or the layout of envelopes, describes them.
pub(crate) fn parsed(rule: &str, bytes: &[u8]) -> Result<(), ParseError> {
    fn read<'b, T: Decode<'b, ()> + Encode<()>>(bytes: &'b [u8]) -> Result<(), ParseError> {
        codec::parse::<T>(bytes).map(drop)
    }
    match rule {
        "client-frame" => ClientMessage::parse(bytes).map(drop),
        "relay-frame" => RelayMessage::parse(bytes).map(drop),
        "signed-operation" => read::<SignedOperation>(bytes),
        "operation" => read::<Operation>(bytes),
        "key-record" => read::<KeyRecord>(bytes),
        "space-box" => read::<SpaceBox>(bytes),
        "checkpoint" => read::<Checkpoint>(bytes),
        "confirmation" => read::<Confirmation>(bytes),
        "destruction" => read::<Destruction>(bytes),
        "acceptance" => read::<Accept>(bytes),
        "device-keys" => read::<DeviceKeys>(bytes),
        "snapshot-claim" => read::<SnapshotClaim>(bytes),
        "accept-late" => clear::parse(Kind::Accept, bytes).map(drop),
        "erase" => clear::parse(Kind::Erase, bytes).map(drop),
        "outcome" => read::<PushOutcome>(bytes),
        "envelope" => Envelope::parse(bytes).map(drop),
        other => panic!("{other} is no rule that anything is parsed by"),
    }
}

/// Reads, and checks what the shape does not say.
fn judged(rule: &str, bytes: &[u8]) -> Result<(), ParseError> {
    match rule {
        "key-record" => codec::parse::<KeyRecord>(bytes)?.claim.check(WORKSPACE),
        "space-box" => codec::parse::<SpaceBox>(bytes)?.claim.check(),
        "confirmation" => codec::parse::<Confirmation>(bytes)?.claim.check(),
        "device-keys" => codec::parse::<DeviceKeys>(bytes)?.check(),
        "snapshot-claim" => codec::parse::<SnapshotClaim>(bytes)?.check(),
        rule => parsed(rule, bytes),
    }
}

/// Other spellings of `applied, seq 5`, and what is no frame at all.
fn frames() -> Vec<Refused> {
    let frame = |error, why, bytes: &[u8]| ("client-frame", error, why, bytes.to_vec());
    let row_with_null = [
        &[0x82, 0x0D, 0xA3, 0x00, 0x07, 0x01, 0x09, 0x02, 0x81, 0xA4, 0x00, 0x08, 0x01, 0x50][..],
        &[0xA1; 16],
    ];
    let row_with_null = [&row_with_null.concat()[..], &[0x02, 0x50], &[0x9E; 16], &[0x03, 0xF6]].concat();
    vec![
        frame(NotCanonical, "longer_integer", &[0x82, 0x07, 0xA1, 0x00, 0x18, 0x05]),
        frame(NotCanonical, "longer_number", &[0x82, 0x18, 0x07, 0xA1, 0x00, 0x05]),
        frame(NotCanonical, "longer_length", &[0x82, 0x07, 0xB8, 0x01, 0x00, 0x05]),
        frame(NotCanonical, "indefinite_map", &[0x82, 0x07, 0xBF, 0x00, 0x05, 0xFF]),
        frame(Malformed, "indefinite_array", &[0x9F, 0x07, 0xA1, 0x00, 0x05, 0xFF]),
        frame(NotCanonical, "unknown_key", &[0x82, 0x07, 0xA2, 0x00, 0x05, 0x01, 0x05]),
        frame(NotCanonical, "key_twice", &[0x82, 0x07, 0xA2, 0x00, 0x05, 0x00, 0x05]),
        frame(NotCanonical, "something_behind", &[0x82, 0x07, 0xA1, 0x00, 0x05, 0x00]),
        frame(Malformed, "cut_off", &[0x82, 0x07, 0xA1, 0x00]),
        frame(Malformed, "missing_key", &[0x82, 0x07, 0xA0]),
        frame(Malformed, "float", &[0x82, 0x07, 0xA1, 0x00, 0xF9, 0x45, 0x00]),
        frame(Malformed, "tag", &[0x82, 0x07, 0xA1, 0x00, 0xC1, 0x05]),
        frame(Malformed, "negative", &[0x82, 0x07, 0xA1, 0x00, 0x24]),
        frame(Malformed, "text_for_bytes", &[0x82, 0x09, 0xA1, 0x00, 0x81, 0x61, 0x61]),
        frame(Malformed, "short_name", &[&[0x82, 0x09, 0xA1, 0x00, 0x81, 0x4F][..], &[0xD0; 15]].concat()),
        frame(Malformed, "long_name", &[&[0x82, 0x09, 0xA1, 0x00, 0x81, 0x51][..], &[0xD0; 17]].concat()),
        frame(
            Malformed,
            "endless_list",
            &[0x82, 0x09, 0xA1, 0x00, 0x9B, 255, 255, 255, 255, 255, 255, 255, 255],
        ),
        frame(Unknown, "newer_message", &[0x82, 0x18, 0x63, 0xA0]),
        ("relay-frame", NotCanonical, "null_for_absent", row_with_null),
        ("relay-frame", Unknown, "newer_refusal", vec![0x82, 0x02, 0x81, 0x18, 0x20]),
        ("relay-frame", Unknown, "newer_message", vec![0x82, 0x18, 0x63, 0xA0]),
        ("outcome", Unknown, "newer_outcome", vec![0x82, 0x18, 0x20, 0x80]),
        ("erase", NotCanonical, "something_behind", vec![0xA1, 0x00, 0xF5, 0x00]),
        ("erase", Malformed, "number_for_flag", vec![0xA1, 0x00, 0x01]),
    ]
}

fn keys(change: impl Fn(&mut DeviceKeys)) -> Vec<u8> {
    let mut keys = TestDevice::of(1).keys();
    change(&mut keys);
    codec::encode(&keys)
}

/// Keys with these bytes where the signing key stands.
fn signing(bytes: [u8; 32]) -> Vec<u8> {
    let mut encoded = keys(|_| ());
    encoded[6..38].copy_from_slice(&bytes);
    encoded
}

fn records() -> Vec<Refused> {
    let record = |change: &dyn Fn(&mut KeyRecord)| {
        let mut record = key_record();
        change(&mut record);
        codec::encode(&record)
    };
    let boxed = |change: &dyn Fn(&mut SpaceBox)| {
        let mut boxed = space_box();
        change(&mut boxed);
        codec::encode(&boxed)
    };
    let names = |names: &[u8]| {
        let listed: Vec<u8> = names.iter().flat_map(|name| [vec![0x50], vec![*name; 16]].concat()).collect();
        [vec![0xA1, 0x00, 0x80 | names.len() as u8], listed].concat()
    };
    let confirmed = |change: &dyn Fn(&mut ConfirmationClaim)| {
        let mut record = confirmation();
        change(&mut record.claim);
        codec::encode(&record)
    };
    let mut twice = snapshot_claim();
    twice.covers.extend(twice.covers.clone());
    let mut small = [0; 32];
    small[0] = 1;
    let mut beyond = [255; 32];
    (beyond[0], beyond[31]) = (0xF1, 127);
    vec![
        ("key-record", Unknown, "newer_version", record(&|record| record.claim.version = 2)),
        ("key-record", Unknown, "newer_suite", record(&|record| record.claim.suite = 2)),
        ("key-record", Malformed, "short_wrap", record(&|record| record.claim.wrap = vec![0x77; 47].into())),
        (
            "key-record",
            Malformed,
            "other_document",
            record(&|record| record.claim.salt = Salt::from_bytes([0; 16])),
        ),
        ("space-box", Unknown, "newer_suite", boxed(&|boxed| boxed.claim.suite = 2)),
        ("space-box", Malformed, "short_sealed", boxed(&|boxed| boxed.claim.sealed = vec![0x5E; 79].into())),
        ("device-keys", Unknown, "newer_suite", keys(|keys| keys.suite = 2)),
        (
            "device-keys",
            Malformed,
            "short_encapsulation",
            keys(|keys| keys.encapsulation = vec![1; 1215].into()),
        ),
        ("device-keys", Malformed, "small_order", signing(small)),
        ("device-keys", Malformed, "not_canonical_point", signing(beyond)),
        ("confirmation", Malformed, "no_parts", confirmed(&|claim| claim.parts.clear())),
        (
            "confirmation",
            NotCanonical,
            "excepted_twice",
            confirmed(&|claim| claim.excepts.extend(claim.excepts.clone())),
        ),
        ("snapshot-claim", NotCanonical, "covered_twice", codec::encode(&twice)),
        ("accept-late", Malformed, "nothing_named", names(&[])),
        ("accept-late", NotCanonical, "not_ascending", names(&[2, 1])),
        ("accept-late", NotCanonical, "named_twice", names(&[1, 1])),
    ]
}

fn envelopes() -> Vec<Refused> {
    let honest = envelope(1, &[0xB0; 272], &[]);
    let bytes = honest.encode();
    let changed = |change: &dyn Fn(&mut Header)| {
        let mut header = honest.header.clone();
        change(&mut header);
        sign(header, &[0xB0; 272], &[]).encode()
    };
    let set = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        bytes
    };
    let zero = EnvelopeId::from_bytes([0; 16]);
    vec![
        ("envelope", Unknown, "newer_version", set(1, 2)),
        ("envelope", Unknown, "flags", changed(&|header| header.flags = 1)),
        ("envelope", Malformed, "ctr_zero", changed(&|header| header.ctr = 0)),
        ("envelope", Malformed, "first_with_prev", changed(&|header| header.ctr = 1)),
        ("envelope", Malformed, "second_without_prev", changed(&|header| header.prev = zero)),
        ("envelope", Malformed, "clear_kind_with_key", changed(&|header| header.kind = Kind::Erase as u8)),
        ("envelope", TooBig, "body_of_a_card", changed(&|header| header.kind = Kind::Card as u8)),
        ("envelope", Malformed, "unknown_part", set(0, 5)),
        ("envelope", Malformed, "part_that_is_none", set(0, 3)),
        ("envelope", Malformed, "other_body", set(bytes.len() - 1, 0)),
        ("envelope", Malformed, "cut_off", bytes[..200].to_vec()),
        ("envelope", Malformed, "body_cut_off", bytes[..bytes.len() - 1].to_vec()),
        ("envelope", Malformed, "something_behind", [&bytes[..], &[0]].concat()),
    ]
}

/// PR1, PR2, PR3, PR10, PR24
#[test]
fn what_is_refused_is_as_committed() {
    let mut lines = Vec::new();
    for (rule, error, why, bytes) in [frames(), records(), envelopes()].concat() {
        assert_eq!(judged(rule, &bytes), Err(error), "{rule} {why}");
        let error = match error {
            Malformed => "malformed",
            NotCanonical => "not_canonical",
            Unknown => "unknown",
            TooBig => "too_big",
        };
        lines.push((format!("{rule}.{error}.{why}"), bytes));
    }
    crate::vectors::check(include_str!("../../vectors/refused.txt"), &lines);
}
