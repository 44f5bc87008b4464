//! PR8, PR26: what `SPEC.md` says in numbers and examples is what the code says.

use protocol::limits;
use std::collections::BTreeMap;

const SPEC: &str = include_str!("../../SPEC.md");
/// Longer values are shown by their beginning and their end.
const SHOWN: usize = 130;

/// Name and value of every golden vector, as `file name`.
fn vectors() -> BTreeMap<String, &'static str> {
    [
        ("envelope", include_str!("../../vectors/envelope.txt")),
        ("chain", include_str!("../../vectors/chain.txt")),
        ("records", include_str!("../../vectors/records.txt")),
        ("messages", include_str!("../../vectors/messages.txt")),
        ("sealing", include_str!("../../../sealing/vectors/sealing.txt")),
    ]
    .into_iter()
    .flat_map(|(file, text)| text.lines().map(move |line| (file, line)))
    .filter(|(_, line)| !line.starts_with('#'))
    .map(|(file, line)| line.split_once(' ').map(|(name, value)| (format!("{file} {name}"), value)).unwrap())
    .collect()
}

fn shown(value: &str) -> String {
    if value.len() <= SHOWN {
        return value.to_owned();
    }
    format!("{}…{}", &value[..88], &value[value.len() - 24..])
}

/// PR1 to PR15: every example of the SPEC is a golden vector, and none of the subjects lacks one.
#[test]
fn the_examples_are_the_golden_vectors() {
    let vectors = vectors();
    let blocks = SPEC.split("```vectors\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let lines: Vec<&str> = blocks.flat_map(str::lines).collect();
    for line in &lines {
        let mut words = line.splitn(3, ' ');
        let name = format!("{} {}", words.next().unwrap(), words.next().unwrap());
        let value = vectors.get(&name).unwrap_or_else(|| panic!("no vector {name}"));
        assert_eq!(words.next(), Some(shown(value).as_str()), "{name}");
    }
    for subject in [
        "genesis.operation",
        "document.id",
        "document.record",
        "document.envelope",
        "space_1.box",
        "authentication",
        "invitation.link",
        "invitation.accept",
        "invitation.words",
        "digest.one",
        "cut.one",
    ] {
        assert!(lines.iter().any(|line| line.split(' ').nth(1) == Some(subject)), "no example of {subject}");
    }
}

/// PR26
#[test]
fn the_spec_lists_every_limit() {
    let limits = [
        ("FRAME", limits::FRAME),
        ("CHANGE_PLAIN", limits::CHANGE_PLAIN),
        ("SNAPSHOT_PART_PLAIN", limits::SNAPSHOT_PART_PLAIN),
        ("SNAPSHOT_PARTS", limits::SNAPSHOT_PARTS),
        ("CARD_PLAIN", limits::CARD_PLAIN),
        ("SEAL_OVERHEAD", limits::SEAL_OVERHEAD),
        ("CLEAR_BODY", limits::CLEAR_BODY),
        ("OPERATION", limits::OPERATION),
        ("KEY_RECORD", limits::KEY_RECORD),
        ("PUSH_ENVELOPES", limits::PUSH_ENVELOPES),
        ("CUT_HEADS", limits::CUT_HEADS),
        ("SEALED_NAME", limits::SEALED_NAME),
        ("NAMED_DOCUMENTS", limits::NAMED_DOCUMENTS),
    ];
    let source = include_str!("../../src/limits.rs");
    let named: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(": usize").map(|(name, _)| name))
        .collect();
    assert_eq!(limits.map(|(name, _)| name).to_vec(), named);
    for (name, value) in limits {
        let row = SPEC.lines().find(|line| line.starts_with(&format!("| `{name}`")));
        let stated = row.and_then(|row| row.trim_end_matches(" |").rsplit(' ').next()).unwrap_or_default();
        assert_eq!(stated, value.to_string(), "{name}");
    }
}

/// PR8: every context of the code stands in the SPEC, and the SPEC invents none.
#[test]
fn the_spec_lists_every_context() {
    fn contexts(text: &'static str) -> Vec<&'static str> {
        let quoted =
            text.split(['"', '`']).filter(|part| part.starts_with("sprechtag/") && part.ends_with("/v1"));
        let mut contexts: Vec<&str> = quoted.collect();
        contexts.sort_unstable();
        contexts.dedup();
        contexts
    }
    let code = [
        contexts(include_str!("../../src/context.rs")),
        contexts(include_str!("../../../sealing/src/context.rs")),
        // Of the list itself; no program needs it.
        vec!["sprechtag/word-list/v1"],
    ];
    let mut code = code.concat();
    code.sort_unstable();
    assert_eq!(contexts(SPEC), code);
}
