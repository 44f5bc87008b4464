//! Bombs are measured, honest bytes pass.

use std::io::Write;

use flate2::{Compression, write::DeflateEncoder};

use super::*;
use crate::{
    DocumentKind,
    samples::{Device, edit_of, editable, entry, subject, value},
};

fn unsigned(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

fn chunk(chunk_type: u8, body: &[u8]) -> Vec<u8> {
    [&MAGIC[..], &[0; 4], &[chunk_type], &unsigned(body.len() as u64), body].concat()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A change without dependencies whose only column is `data` of this specification.
fn change_with_column(spec: u64, data: &[u8]) -> Vec<u8> {
    let head = [&[0][..], &[1, 7], &[1, 1, 0], &[0], &[0], &[1]].concat();
    let column = [unsigned(spec), unsigned(data.len() as u64)].concat();
    chunk(CHANGE, &[head, column, data.to_vec()].concat())
}

/// CF13: nothing is inflated beyond its bound.
#[test]
fn a_deflate_bomb_is_stopped_at_its_bound() {
    let bomb = chunk(DEFLATED_CHANGE, &deflate(&vec![0; 4 * INFLATED_MAX]));
    assert!(bomb.len() < 100_000, "precondition: small outside");
    assert_eq!(check_change(&bomb), Err(BoundsError::InflatesTooFar));
}

/// CF13: a run length of a few bytes does not unfold to years of work.
#[test]
fn a_run_length_bomb_is_stopped_at_its_bound() {
    let run_of = |n: u64| [unsigned(n), vec![1]].concat();
    let action = 0x42;
    assert_eq!(check_change(&change_with_column(action, &run_of(63))), Ok(()));
    assert_eq!(check_change(&change_with_column(action, &run_of(1 << 50))), Err(BoundsError::TooManyRows));
    let nothing = [vec![0], unsigned(1 << 50)].concat();
    assert_eq!(check_change(&change_with_column(action, &nothing)), Err(BoundsError::TooManyRows));
    let boolean = 0x34;
    assert_eq!(check_change(&change_with_column(boolean, &unsigned(1 << 50))), Err(BoundsError::TooManyRows));
}

#[test]
fn only_the_chunk_that_belongs_there_passes() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.write(None, "case.goal_text", "Ziel");
    let (change, saved) = (device.sent[0].clone(), device.document.save().unwrap());
    assert_eq!(check_change(&change), Ok(()));
    assert_eq!(check_saved(&saved), Ok(()));
    assert_eq!(check_change(&saved), Err(BoundsError::WrongChunk));
    assert_eq!(check_saved(&change), Err(BoundsError::WrongChunk));
    assert_eq!(check_change(&[change.clone(), change].concat()), Err(BoundsError::Malformed));
}

/// The bounds measure the format as automerge writes it: every field, small and large.
#[test]
fn everything_that_we_write_passes() {
    for kind in DocumentKind::ALL {
        let mut device = Device::new(1, subject(kind));
        let spec = kind.spec();
        for list in spec.lists.iter().filter(|list| list.id != "accesses") {
            device.add(list.id, entry(1), &[]);
        }
        for n in 0..6 {
            for found in editable().filter(|found| found.document == kind && found.field.id != "case.status")
            {
                let place = found.list.map(|_| entry(1));
                device.try_edit(&edit_of(&found, place, value(found.field, n))).unwrap();
            }
        }
        let saved = device.document.save().unwrap();
        assert_eq!(check_saved(&saved), Ok(()), "{kind:?}");
        assert!(device.sent.iter().all(|change| check_change(change).is_ok()), "{kind:?}");
    }
}
