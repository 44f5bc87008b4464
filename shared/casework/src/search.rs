//! Finds cases by any part of any name, in any spelling and script, while somebody types.
//!
//! Folded words and sounds of all cases lie in one sorted table; the beginning of a word is a stretch of it. A query
//! unites the cases of that stretch, intersects over its words and walks the cases by name until it has enough: a
//! first letter that fits everybody and a name that fits nobody both cost little.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
};

use crate::{
    cards::{CaseCard, PersonCard},
    fold::{fold, skeletons, sort_key, words},
    ids::CaseId,
};

/// Stands before each folded word in the table.
const WORD: char = '\u{1}';
/// Stands before each skeleton in the table.
const SOUND: char = '\u{2}';
/// Shortest skeleton that is looked for: shorter ones would find nearly everybody.
const SOUND_MIN: usize = 3;

/// What search knows about one case.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SearchKeys {
    sort: String,
    keys: Vec<Box<str>>,
}

impl SearchKeys {
    /// The keys of a case from its cards; either may be missing.
    #[must_use]
    pub fn of(person: Option<&PersonCard>, case: Option<&CaseCard>) -> Self {
        let mut texts: Vec<&str> = Vec::new();
        if let Some(person) = person {
            let names = [
                &person.full_name,
                &person.pseudonym,
                &person.name_in_documents,
                &person.original_script_name,
                &person.call_name,
            ];
            texts.extend(names.into_iter().flatten().map(String::as_str));
            texts.extend(person.other_names.iter().map(String::as_str));
        }
        if let Some(case) = case {
            texts.extend([&case.number, &case.residence_place].into_iter().flatten().map(String::as_str));
        }
        let title = person.and_then(|person| person.sort_key.as_deref().or_else(|| person.title()));
        let title = title.or_else(|| case.and_then(|case| case.number.as_deref()));
        Self::from_texts(title.unwrap_or(""), &texts)
    }

    /// The keys of anything that has a name and texts to be found by.
    #[must_use]
    pub fn from_texts(title: &str, texts: &[&str]) -> Self {
        let marked = |marker: char, key: String| (!key.is_empty()).then(|| format!("{marker}{key}").into());
        let words = texts.iter().flat_map(|text| words(text));
        let keys = words.flat_map(|word| {
            let sounds = skeletons(word).into_iter().filter_map(move |sound| marked(SOUND, sound));
            marked(WORD, fold(word)).into_iter().chain(sounds)
        });
        let mut keys: Vec<Box<str>> = keys.collect();
        keys.sort_unstable();
        keys.dedup();
        Self { sort: sort_key(title), keys }
    }
}

/// A set of cases by their places.
#[derive(Clone)]
struct Places(Vec<u64>);

impl Places {
    fn none(n_places: usize) -> Self {
        Self(vec![0; n_places.div_ceil(64)])
    }

    fn add(&mut self, place: u32) {
        if let Some(bits) = self.0.get_mut(place as usize / 64) {
            *bits |= 1 << (place % 64);
        }
    }

    fn has(&self, place: u32) -> bool {
        self.0.get(place as usize / 64).is_some_and(|bits| bits & (1 << (place % 64)) != 0)
    }

    fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, kept)| *bits &= kept);
    }
}

/// All cases that can be found.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    /// Every key with the places of the cases that have it.
    table: BTreeMap<Box<str>, Vec<u32>>,
    /// Places in the order in which lists show their cases.
    by_name: BTreeMap<(String, CaseId), u32>,
    cases: HashMap<CaseId, (u32, SearchKeys)>,
    /// Places that cases left.
    free: Vec<u32>,
}

impl SearchIndex {
    /// An index of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many cases it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether it knows no case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Adds a case or puts new keys in the place of its old ones. Keys that it keeps are left alone: a frequent name stands with
    /// thousands of cases.
    pub fn put(&mut self, case: CaseId, keys: SearchKeys) {
        let unused = u32::try_from(self.cases.len()).unwrap_or(u32::MAX);
        let (place, known) = match self.cases.remove(&case) {
            Some(known) => known,
            None => (self.free.pop().unwrap_or(unused), SearchKeys::default()),
        };
        for key in known.keys.iter().filter(|key| keys.keys.binary_search(key).is_err()) {
            self.part(key, place);
        }
        for key in keys.keys.iter().filter(|key| known.keys.binary_search(key).is_err()) {
            match self.table.get_mut(key) {
                Some(places) => places.push(place),
                None => drop(self.table.insert(key.clone(), vec![place])),
            }
        }
        self.by_name.remove(&(known.sort, case));
        self.by_name.insert((keys.sort.clone(), case), place);
        self.cases.insert(case, (place, keys));
    }

    /// Adds keys to those that a case has. It keeps its place in lists, unless it had no name.
    pub fn add(&mut self, case: CaseId, keys: SearchKeys) {
        let Some((_, known)) = self.cases.get(&case) else { return self.put(case, keys) };
        let sort = if known.sort.is_empty() { keys.sort } else { known.sort.clone() };
        let mut keys = [known.keys.clone(), keys.keys].concat();
        keys.sort_unstable();
        keys.dedup();
        self.put(case, SearchKeys { sort, keys });
    }

    /// Forgets a case.
    pub fn remove(&mut self, case: CaseId) {
        let Some((place, keys)) = self.cases.remove(&case) else { return };
        keys.keys.iter().for_each(|key| self.part(key, place));
        self.by_name.remove(&(keys.sort, case));
        self.free.push(place);
    }

    fn part(&mut self, key: &str, place: u32) {
        if let Some(places) = self.table.get_mut(key) {
            places.retain(|kept| *kept != place);
            if places.is_empty() {
                self.table.remove(key);
            }
        }
    }

    /// The cases whose every word begins like one of theirs, in any order: same letters before same sound, then by
    /// name; at most `limit`. An empty query finds all.
    #[must_use]
    pub fn find(&self, query: &str, limit: usize) -> Vec<CaseId> {
        let n_places = self.cases.len() + self.free.len();
        let everybody = Places(vec![u64::MAX; n_places.div_ceil(64)]);
        let (mut by_letters, mut by_either) = (everybody.clone(), everybody);
        for word in words(query) {
            let mut found = Places::none(n_places);
            self.unite_beginning(&format!("{WORD}{}", fold(word)), &mut found);
            by_letters.keep(&found);
            for sound in skeletons(word).iter().filter(|sound| SOUND_MIN <= sound.chars().count()) {
                self.unite_beginning(&format!("{SOUND}{sound}"), &mut found);
            }
            by_either.keep(&found);
        }
        let in_order = |places: &Places| {
            let named = self.by_name.iter().filter(|(_, place)| places.has(**place));
            named.map(|((_, case), _)| *case).take(limit).collect::<Vec<_>>()
        };
        let mut found = in_order(&by_letters);
        if found.len() < limit {
            by_letters.0.iter_mut().for_each(|bits| *bits = !*bits);
            by_letters.keep(&by_either);
            found.extend(in_order(&by_letters));
            found.truncate(limit);
        }
        found
    }

    /// Adds the places of all keys that begin so.
    fn unite_beginning(&self, beginning: &str, found: &mut Places) {
        let stretch = self.table.range::<str, _>((Bound::Included(beginning), Bound::Unbounded));
        for (_, places) in stretch.take_while(|(key, _)| key.starts_with(beginning)) {
            places.iter().for_each(|place| found.add(*place));
        }
    }
}

#[cfg(test)]
mod tests;
