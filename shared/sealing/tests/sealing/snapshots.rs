//! PR22: a snapshot is cut in one way and put together in no other.

use protocol::{
    ids::{DeviceId, EnvelopeId},
    limits,
    records::{Covered, SnapshotClaim},
};
use sealing::{OpenError, SealError, plain::Plain, snapshot::Snapshot};

/// Bytes of every piece but the last.
const PIECE: usize = 262_131;

fn covered(device: u8) -> Covered {
    Covered { device: DeviceId::from_bytes([device; 8]), ctr: 9, envelope: EnvelopeId::from_bytes([3; 16]) }
}

fn snapshot(saved: usize) -> Snapshot {
    let claim = SnapshotClaim {
        covers: vec![covered(1), covered(2)],
        excepts: vec![EnvelopeId::from_bytes([4; 16]), EnvelopeId::from_bytes([5; 16])],
    };
    let data = (0..saved).map(|at| (at % 251) as u8).collect();
    Snapshot { claim, plain: Plain { document_type: 2, schema: 7, min_reader: 5, data } }
}

/// PR22
#[test]
fn a_snapshot_comes_out_as_it_went_in() {
    for (saved, parts) in [(0, 1), (16, 1), (PIECE - 105, 1), (PIECE, 2), (3 * PIECE, 4)] {
        let whole = snapshot(saved);
        let cut = whole.to_parts().unwrap();
        assert_eq!(cut.len(), parts, "{saved}");
        assert!(cut.iter().all(|part| part.padded_len() <= limits::SNAPSHOT_PART_PLAIN));
        assert_eq!(Snapshot::from_parts(&cut), Ok(whole));
    }
}

/// PR22
#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let honest = snapshot(3 * PIECE).to_parts().unwrap();
    let refused = |change: &dyn Fn(&mut Vec<Plain>)| {
        let mut parts = honest.clone();
        change(&mut parts);
        assert_eq!(Snapshot::from_parts(&parts), Err(OpenError::Malformed));
    };
    refused(&Vec::clear);
    refused(&|parts| parts.swap(0, 1));
    refused(&|parts| drop(parts.pop()));
    refused(&|parts| drop(parts.remove(0)));
    refused(&|parts| parts.push(parts[3].clone()));
    refused(&|parts| parts[1].data.truncate(9));
    refused(&|parts| parts[1].data.push(0));
    refused(&|parts| parts[3].data.truncate(4));
    refused(&|parts| parts[2].schema = 8);
    refused(&|parts| parts[0].data[4] = 255);
    refused(&|parts| parts[0].data[8] = 0xBF);
}

/// PR22
#[test]
fn a_claim_that_is_not_in_order_is_refused() {
    for spoil in [
        (|claim| claim.covers.reverse()) as fn(&mut SnapshotClaim),
        |claim| claim.covers = vec![covered(1), covered(1)],
        |claim| claim.excepts.reverse(),
    ] {
        let mut spoiled = snapshot(16);
        spoil(&mut spoiled.claim);
        assert_eq!(Snapshot::from_parts(&spoiled.to_parts().unwrap()), Err(OpenError::Malformed));
    }
}

/// PR22
#[test]
fn a_snapshot_of_more_than_64_parts_is_not_made() {
    let parts = limits::SNAPSHOT_PARTS;
    assert_eq!(snapshot(parts * PIECE - 105).to_parts().map(|parts| parts.len()), Ok(parts));
    assert_eq!(snapshot(parts * PIECE - 104).to_parts(), Err(SealError::TooBig { by: 1 }));
}
