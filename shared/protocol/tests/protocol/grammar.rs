//! PR24: `wire.cddl` and the code take and refuse the same. Every golden vector, and every vector with one thing changed, is
//! given to both; what the grammar says must have been used by something that both took.

use crate::{
    cddl::{Grammar, Item, Used},
    refused::parsed,
};
use protocol::{
    chain::SignedOperation,
    codec::{self, ParseError},
    envelope::Envelope,
};

const ROOTS: [&str; 13] = [
    "client-frame",
    "relay-frame",
    "signed-operation",
    "operation",
    "key-record",
    "space-box",
    "checkpoint",
    "confirmation",
    "destruction",
    "acceptance",
    "snapshot-claim",
    "accept-late",
    "erase",
];

fn grammar() -> Grammar {
    Grammar::parse(include_str!("../../wire.cddl"))
}

/// Names and bytes of a file of golden vectors.
pub(crate) fn vectors(file: &str) -> Vec<(&str, Vec<u8>)> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap()).map(|(name, hex)| (name, unhex(hex))).collect()
}

pub(crate) fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// Every golden vector that is CBOR, with the rule that describes it.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let mut samples = Vec::new();
    for (name, bytes) in vectors(include_str!("../../vectors/messages.txt")) {
        let rule = if name.starts_with("client.") { "client-frame" } else { "relay-frame" };
        samples.push((rule, bytes));
    }
    for (name, bytes) in vectors(include_str!("../../vectors/chain.txt")) {
        if name.ends_with(".operation") {
            let signed: SignedOperation = codec::parse(&bytes).unwrap();
            samples.push(("operation", signed.operation.to_vec()));
            samples.push(("signed-operation", bytes));
        }
    }
    for (name, bytes) in vectors(include_str!("../../vectors/records.txt")) {
        let rule = match name {
            "key_record" => "key-record",
            "space_box" => "space-box",
            "accept" => "acceptance",
            "snapshot_claim" => "snapshot-claim",
            "checkpoint" | "confirmation" | "destruction" => {
                ROOTS.iter().find(|rule| **rule == name).unwrap()
            }
            _ => continue,
        };
        samples.push((rule, bytes));
    }
    for (name, bytes) in vectors(include_str!("../../vectors/envelope.txt")) {
        let rule = match name {
            "accept.envelope" => "accept-late",
            "erase.envelope" => "erase",
            _ => continue,
        };
        samples.push((rule, Envelope::parse(&bytes).unwrap().body.unwrap()));
    }
    samples
}

/// The item with one thing changed, in every way that matters to a decoder of fixed shapes.
fn mutants(item: &Item) -> Vec<Item> {
    let mut all = vec![Item::Flag(true), Item::Bytes(vec![]), Item::List(vec![]), Item::Map(vec![])];
    all.extend((0..=24).map(Item::Number));
    all.extend([8, 16, 32].into_iter().flat_map(|bits| [(1 << bits) - 1, 1 << bits]).map(Item::Number));
    match item {
        Item::Number(_) => all.push(Item::Number(u64::MAX)),
        Item::Flag(flag) => all.push(Item::Flag(!flag)),
        Item::Bytes(bytes) => {
            all.push(Item::Bytes([bytes.as_slice(), &[0]].concat()));
            all.push(Item::Bytes(bytes.split_last().map(|(_, rest)| rest.to_vec()).unwrap_or_default()));
        }
        Item::List(items) => all.extend(mutated_lists(items)),
        Item::Map(fields) => all.extend(mutated_maps(fields)),
    }
    all
}

fn mutated_lists(items: &[Item]) -> Vec<Item> {
    let mut all = vec![Item::List(items.iter().cloned().chain([Item::Number(0)]).collect())];
    for (at, item) in items.iter().enumerate() {
        all.push(Item::List(without(items, at)));
        for mutant in mutants(item) {
            let mut items = items.to_vec();
            items[at] = mutant;
            all.push(Item::List(items));
        }
    }
    all
}

fn mutated_maps(fields: &[(u64, Item)]) -> Vec<Item> {
    let key = fields.last().map_or(0, |(key, _)| key + 1);
    let mut all = vec![Item::Map(fields.iter().cloned().chain([(key, Item::Number(0))]).collect())];
    for (at, (_, item)) in fields.iter().enumerate() {
        all.push(Item::Map(without(fields, at)));
        for mutant in mutants(item) {
            let mut fields = fields.to_vec();
            fields[at].1 = mutant;
            all.push(Item::Map(fields));
        }
    }
    all
}

fn without<T: Clone>(items: &[T], at: usize) -> Vec<T> {
    items.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, item)| item.clone()).collect()
}

/// PR24
#[test]
fn the_grammar_and_the_code_take_and_refuse_the_same() {
    let grammar = grammar();
    let mut used = Used::new();
    for (rule, bytes) in samples() {
        let sample = Item::read(&bytes);
        assert_eq!(sample.write(), bytes, "{rule}");
        assert!(grammar.fits(rule, &sample).is_some(), "{rule} does not fit {sample:?}");
        for item in mutants(&sample).into_iter().chain([sample]) {
            let fits = grammar.fits(rule, &item);
            let taken = parsed(rule, &item.write());
            // An acceptance that names nothing is well-formed and means nothing (PR10).
            let void = rule == "accept-late" && item == Item::Map(vec![(0, Item::List(vec![]))]);
            assert!(void || fits.is_some() == taken.is_ok(), "{rule}: {fits:?}, but {taken:?}: {item:?}");
            used.extend(fits.unwrap_or_default());
        }
    }
    let unused: Vec<String> = grammar.everything(&ROOTS).difference(&used).cloned().collect();
    assert!(unused.is_empty(), "no golden vector uses {unused:?}");
}

/// PR24: a number that the grammar does not list is of a newer version, and nothing in the code goes by it.
#[test]
fn every_number_of_the_code_stands_in_the_grammar() {
    let grammar = grammar();
    let frame = |number| Item::List(vec![Item::Number(number), Item::Flag(false)]).write();
    for (rule, listed) in [
        ("client-frame", grammar.numbers("client-frame")),
        ("relay-frame", grammar.numbers("relay-frame")),
        ("outcome", grammar.numbers("outcome")),
    ] {
        for number in 0..200 {
            let unknown = parsed(rule, &frame(number)) == Err(ParseError::Unknown);
            assert_eq!(unknown, !listed.contains(&number), "{rule} {number}");
        }
    }
    for number in 0..200 {
        let action = Item::List(vec![Item::Number(number), Item::Flag(false)]);
        let bytes = |len| Item::Bytes(vec![0; len]);
        let operation = vec![(0, bytes(16)), (1, bytes(8)), (2, Item::Number(0)), (3, action)];
        let unknown = parsed("operation", &Item::Map(operation).write()) == Err(ParseError::Unknown);
        assert_eq!(unknown, !grammar.numbers("action").contains(&number), "action {number}");
    }
}
