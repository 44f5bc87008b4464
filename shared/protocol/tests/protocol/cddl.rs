//! As much of CDDL (RFC 8610) as `wire.cddl` uses, over as much of CBOR as version 1 uses (PR24).

use minicbor::{Decoder, Encoder, data::Type as Major};
use std::collections::{BTreeMap, BTreeSet};

/// A decoded item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Number(u64),
    Flag(bool),
    Bytes(Vec<u8>),
    List(Vec<Self>),
    Map(Vec<(u64, Self)>),
}

impl Item {
    /// Reads what a golden vector holds.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut decoder = Decoder::new(bytes);
        let item = Self::next(&mut decoder);
        assert_eq!(decoder.position(), bytes.len());
        item
    }

    fn next(decoder: &mut Decoder<'_>) -> Self {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "everything else, now and later, is not of version 1"
        )]
        match decoder.datatype().unwrap() {
            Major::U8 | Major::U16 | Major::U32 | Major::U64 => Self::Number(decoder.u64().unwrap()),
            Major::Bool => Self::Flag(decoder.bool().unwrap()),
            Major::Bytes => Self::Bytes(decoder.bytes().unwrap().to_vec()),
            Major::Array => {
                let len = decoder.array().unwrap().unwrap();
                Self::List((0..len).map(|_| Self::next(decoder)).collect())
            }
            Major::Map => {
                let len = decoder.map().unwrap().unwrap();
                Self::Map((0..len).map(|_| (decoder.u64().unwrap(), Self::next(decoder))).collect())
            }
            other => panic!("{other} is not of version 1"),
        }
    }

    /// The deterministic encoding; keys stay in the order given.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::new());
        self.put(&mut encoder);
        encoder.into_writer()
    }

    fn put(&self, encoder: &mut Encoder<Vec<u8>>) {
        match self {
            Self::Number(number) => drop(encoder.u64(*number).unwrap()),
            Self::Flag(flag) => drop(encoder.bool(*flag).unwrap()),
            Self::Bytes(bytes) => drop(encoder.bytes(bytes).unwrap()),
            Self::List(items) => {
                encoder.array(items.len() as u64).unwrap();
                items.iter().for_each(|item| item.put(encoder));
            }
            Self::Map(fields) => {
                encoder.map(fields.len() as u64).unwrap();
                for (key, item) in fields {
                    encoder.u64(*key).unwrap();
                    item.put(encoder);
                }
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Type {
    Uint(u32),
    Bool,
    Bytes(Option<usize>),
    Literal(u64),
    Rule(String),
    List(Vec<Self>),
    Many(Box<Self>),
    Map(Vec<Field>),
    Choice(Vec<Self>),
}

#[derive(Clone, Debug)]
struct Field {
    key: u64,
    optional: bool,
    holds: Type,
}

/// The rules of a grammar, by name.
pub(crate) struct Grammar(BTreeMap<String, Type>);

/// Which fields and choices of the grammar something used, as `rule.key`, `rule.-key` (left out) and `rule/choice`.
pub(crate) type Used = BTreeSet<String>;

impl Grammar {
    pub(crate) fn parse(text: &str) -> Self {
        let mut tokens = tokens(text);
        tokens.reverse();
        let mut reader = Reader(tokens);
        let mut rules = BTreeMap::new();
        while let Some(name) = reader.0.pop() {
            reader.expect("=");
            let holds = reader.choice();
            assert!(rules.insert(name.clone(), holds).is_none(), "{name} twice");
        }
        Self(rules)
    }

    /// Does `item` fit the rule? Says what it used on the way.
    pub(crate) fn fits(&self, rule: &str, item: &Item) -> Option<Used> {
        let mut used = Used::new();
        self.takes(rule, &self.0[rule], item, &mut used).then_some(used)
    }

    /// Everything that [`Self::fits`] can say of rules that `roots` lead to.
    pub(crate) fn everything(&self, roots: &[&str]) -> Used {
        let mut seen = BTreeSet::new();
        let mut next: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
        let mut all = Used::new();
        while let Some(rule) = next.pop() {
            if seen.insert(rule.clone()) {
                let holds = self.0.get(&rule).unwrap_or_else(|| panic!("{rule} stands nowhere"));
                list(&rule, holds, &mut all, &mut next);
            }
        }
        assert_eq!(seen.len(), self.0.len(), "rules that nothing leads to");
        all
    }

    /// The numbers of a rule's choices.
    pub(crate) fn numbers(&self, rule: &str) -> Vec<u64> {
        let Type::Choice(choices) = &self.0[rule] else { panic!("{rule} has no choices") };
        let number = |choice: &Type| {
            let first = if let Type::List(parts) = choice { parts.first() } else { Some(choice) };
            let Some(Type::Literal(number)) = first else { panic!("{rule}: {choice:?}") };
            *number
        };
        choices.iter().map(number).collect()
    }

    fn takes(&self, rule: &str, holds: &Type, item: &Item, used: &mut Used) -> bool {
        match (holds, item) {
            (Type::Rule(name), _) => self.takes(name, &self.0[name], item, used),
            (Type::Choice(choices), _) => (0..).zip(choices).any(|(idx, choice)| {
                let mut tried = used.clone();
                let taken = self.takes(rule, choice, item, &mut tried);
                if taken {
                    tried.insert(format!("{rule}/{idx}"));
                    *used = tried;
                }
                taken
            }),
            (Type::Uint(bytes), Item::Number(number)) => *bytes == 8 || *number < 1 << (8 * bytes),
            (Type::Literal(expected), Item::Number(number)) => expected == number,
            (Type::Bool, Item::Flag(_)) | (Type::Bytes(None), Item::Bytes(_)) => true,
            (Type::Bytes(Some(len)), Item::Bytes(bytes)) => *len == bytes.len(),
            (Type::Many(each), Item::List(items)) => {
                items.iter().all(|item| self.takes(rule, each, item, used))
            }
            (Type::List(parts), Item::List(items)) => {
                parts.len() == items.len()
                    && parts.iter().zip(items).all(|(part, item)| self.takes(rule, part, item, used))
            }
            (Type::Map(fields), Item::Map(given)) => self.takes_map(rule, fields, given, used),
            _ => false,
        }
    }

    fn takes_map(&self, rule: &str, fields: &[Field], given: &[(u64, Item)], used: &mut Used) -> bool {
        let mut given = given.iter().peekable();
        for field in fields {
            match given.next_if(|(key, _)| *key == field.key) {
                Some((key, item)) if self.takes(rule, &field.holds, item, used) => {
                    used.insert(format!("{rule}.{key}"))
                }
                None if field.optional => used.insert(format!("{rule}.-{}", field.key)),
                Some(_) | None => return false,
            };
        }
        given.next().is_none()
    }
}

fn list(rule: &str, holds: &Type, all: &mut Used, next: &mut Vec<String>) {
    match holds {
        Type::Rule(name) => next.push(name.clone()),
        Type::Many(each) => list(rule, each, all, next),
        Type::List(parts) => parts.iter().for_each(|part| list(rule, part, all, next)),
        Type::Choice(choices) => {
            for (idx, choice) in choices.iter().enumerate() {
                all.insert(format!("{rule}/{idx}"));
                list(rule, choice, all, next);
            }
        }
        Type::Map(fields) => {
            for field in fields {
                all.insert(format!("{rule}.{}", field.key));
                if field.optional {
                    all.insert(format!("{rule}.-{}", field.key));
                }
                list(rule, &field.holds, all, next);
            }
        }
        Type::Uint(_) | Type::Bool | Type::Bytes(_) | Type::Literal(_) => (),
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.split(';').next().unwrap_or_default();
        let mut word = String::new();
        for c in line.chars().chain([' ']) {
            if c.is_ascii_alphanumeric() || c == '-' || c == '.' {
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
        }
    }
    tokens
}

/// Tokens, the next one last.
struct Reader(Vec<String>);

impl Reader {
    fn next_is(&mut self, token: &str) -> bool {
        let is = self.0.last().is_some_and(|next| next == token);
        if is {
            self.0.pop();
        }
        is
    }

    fn expect(&mut self, token: &str) {
        assert!(self.next_is(token), "{token} expected before {:?}", self.0.last());
    }

    fn number(&mut self) -> u64 {
        self.0.pop().unwrap().parse().unwrap()
    }

    fn choice(&mut self) -> Type {
        let mut choices = vec![self.single()];
        while self.next_is("/") {
            choices.push(self.single());
        }
        if choices.len() == 1 { choices.remove(0) } else { Type::Choice(choices) }
    }

    fn single(&mut self) -> Type {
        let word = self.0.pop().unwrap();
        match word.as_str() {
            "[" => self.list(),
            "{" => self.map(),
            "bool" => Type::Bool,
            "uint" => {
                self.expect(".size");
                Type::Uint(u32::try_from(self.number()).unwrap())
            }
            "bytes" => {
                let sized = self.next_is(".size");
                Type::Bytes(sized.then(|| usize::try_from(self.number()).unwrap()))
            }
            word => word.parse().map_or_else(|_| Type::Rule(word.to_owned()), Type::Literal),
        }
    }

    fn list(&mut self) -> Type {
        if self.next_is("*") {
            let each = self.choice();
            self.expect("]");
            return Type::Many(Box::new(each));
        }
        let mut parts = Vec::new();
        while !self.next_is("]") {
            parts.push(self.choice());
            self.next_is(",");
        }
        Type::List(parts)
    }

    fn map(&mut self) -> Type {
        let mut fields = Vec::new();
        while !self.next_is("}") {
            let optional = self.next_is("?");
            let key = self.number();
            self.expect(":");
            fields.push(Field { key, optional, holds: self.choice() });
            self.next_is(",");
        }
        Type::Map(fields)
    }
}
