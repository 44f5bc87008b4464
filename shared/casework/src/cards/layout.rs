//! CF14: the table of cards in `SPEC.md` is enough to read every card. It is taken as the only description: what it says is read
//! from the bytes, must use them up, and must be what the card says of itself.

use std::collections::BTreeMap;

use super::Card;
use crate::samples::{edit_of, editable, value, with_place};

/// `name: field type, field type …` lines of the SPEC; a type may end in `?` (may be absent) or `*` (a list).
fn table() -> BTreeMap<&'static str, Vec<(&'static str, &'static str)>> {
    let spec = include_str!("../../SPEC.md");
    let block = spec.split("```cards\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut table = BTreeMap::new();
    for line in block.lines() {
        let (name, fields) = line.split_once(": ").unwrap();
        let fields = fields.split(", ").map(|field| field.split_once(' ').unwrap()).collect();
        assert!(table.insert(name, fields).is_none(), "{name} twice");
    }
    table
}

struct Reader<'a> {
    table: BTreeMap<&'static str, Vec<(&'static str, &'static str)>>,
    bytes: &'a [u8],
    /// What was read of plain fields, as Rust would show it.
    read: Vec<String>,
}

impl Reader<'_> {
    fn take(&mut self, len: usize) -> &[u8] {
        let (taken, rest) = self.bytes.split_at(len);
        self.bytes = rest;
        taken
    }

    fn varint(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    }

    fn text(&mut self) -> String {
        let len = usize::try_from(self.varint()).unwrap();
        String::from_utf8(self.take(len).to_vec()).unwrap()
    }

    /// Reads one value, and says how Rust shows it.
    fn value(&mut self, kind: &str) -> String {
        if let Some(kind) = kind.strip_suffix('?') {
            return match self.take(1)[0] {
                0 => "None".to_owned(),
                1 => format!("Some({})", self.value(kind)),
                other => panic!("{other} is neither absent nor present"),
            };
        }
        if let Some(kind) = kind.strip_suffix('*') {
            let len = self.varint();
            let values: Vec<String> = (0..len).map(|_| self.value(kind)).collect();
            return format!("[{}]", values.join(", "));
        }
        match kind {
            "case" | "member" | "entry" => {
                let hex: String = self.take(16).iter().map(|byte| format!("{byte:02x}")).collect();
                let name = kind[..1].to_uppercase() + &kind[1..];
                format!("{name}Id({hex})")
            }
            "text" => format!("{:?}", self.text()),
            "day" | "time" => self.text(),
            "flag" => (self.take(1)[0] == 1).to_string(),
            "byte" => self.take(1)[0].to_string(),
            "number" => self.varint().to_string(),
            "signed" => {
                let zigzag = self.varint();
                (i64::try_from(zigzag >> 1).unwrap() ^ -i64::from(zigzag & 1 == 1)).to_string()
            }
            structure => self.structure(structure),
        }
    }

    fn structure(&mut self, name: &str) -> String {
        let fields = self.table.get(name).unwrap_or_else(|| panic!("the table lacks {name}")).clone();
        let shown: Vec<String> =
            fields.iter().map(|(field, kind)| format!("{field}: {}", self.value(kind))).collect();
        let shown = format!("{{ {} }}", shown.join(", "));
        self.read.push(shown.clone());
        shown
    }
}

/// Rust shows a structure with its name in front; the table has names of its own.
fn without_names(shown: &str) -> String {
    let mut plain = String::new();
    for part in shown.split_inclusive(" { ") {
        let Some(before) = part.strip_suffix(" { ") else {
            plain.push_str(part);
            continue;
        };
        plain.push_str(before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()));
        plain.push_str("{ ");
    }
    plain
}

/// CF14
#[test]
fn whoever_has_the_table_reads_every_card() {
    for found in editable() {
        for n in [1, 2] {
            let (mut device, place) = with_place(1, &found);
            device.edit(&edit_of(&found, place, value(found.field, n)));
            let card = Card::of(&device.document);
            let bytes = card.encode();
            assert_eq!(bytes[0], 1, "layout");
            let mut reader = Reader { table: table(), bytes: &bytes[1..], read: Vec::new() };
            let number = usize::try_from(reader.varint()).unwrap();
            let name = ["person", "file", "agenda", "directory", "settings"][number];
            let shown = reader.structure(name);
            assert!(reader.bytes.is_empty(), "{}: {} bytes are left", found.field.id, reader.bytes.len());
            let own = without_names(&format!("{card:?}"));
            let own = own.split_once('(').unwrap().1.strip_suffix(')').unwrap();
            assert_eq!(shown, own, "{}", found.field.id);
        }
    }
}
