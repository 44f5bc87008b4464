//! Finds cases by any part of any name, in any spelling and script, while somebody types.
//!
//! Each case is one short line of folded words behind markers; a query walks all lines. That is a few hundred
//! kilobytes for ten thousand cases, so it needs no tree, is built in one pass and changes one line at a time.

use std::collections::HashMap;

use crate::{
    cards::{CaseCard, PersonCard},
    fold::{fold, skeletons, sort_key, words},
    ids::CaseId,
};

/// Stands before each folded word of a line.
const WORD: char = '\u{1}';
/// Stands before each skeleton of a line.
const SOUND: char = '\u{2}';
/// Shortest skeleton that is looked for: shorter ones would find nearly everybody.
const SOUND_MIN: usize = 3;

/// What search knows about one case.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SearchKeys {
    sort: String,
    line: String,
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
        let mut line = String::new();
        for word in texts.iter().flat_map(|text| words(text)) {
            add(&mut line, WORD, &fold(word));
            for sound in skeletons(word) {
                add(&mut line, SOUND, &sound);
            }
        }
        line.shrink_to_fit();
        Self { sort: sort_key(title), line }
    }
}

fn add(line: &mut String, marker: char, key: &str) {
    let start = line.len();
    line.push(marker);
    line.push_str(key);
    let (before, added) = line.split_at(start);
    if key.is_empty() || is_in(before, added) {
        line.truncate(start);
    }
}

/// Whether a key stands whole in a line.
fn is_in(line: &str, key: &str) -> bool {
    line.match_indices(key).any(|(at, _)| {
        line.get(at + key.len()..).is_none_or(|rest| rest.is_empty() || rest.starts_with([WORD, SOUND]))
    })
}

/// One word of a query, ready to be looked for.
struct Wanted {
    word: String,
    sounds: Vec<String>,
}

impl Wanted {
    fn of(word: &str) -> Self {
        let marked = |marker: char, key: &str| format!("{marker}{key}");
        let sounds = skeletons(word).into_iter().filter(|sound| SOUND_MIN <= sound.chars().count());
        Self { word: marked(WORD, &fold(word)), sounds: sounds.map(|sound| marked(SOUND, &sound)).collect() }
    }

    /// 0 for the same letters, 1 for the same sound.
    fn rank_in(&self, line: &str) -> Option<u8> {
        if line.contains(&self.word) {
            return Some(0);
        }
        self.sounds.iter().any(|sound| line.contains(sound)).then_some(1)
    }
}

/// All cases that can be found.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    lines: Vec<(CaseId, SearchKeys)>,
    places: HashMap<CaseId, usize>,
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
        self.lines.len()
    }

    /// Whether it knows no case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds a case or puts new keys in the place of its old ones.
    pub fn put(&mut self, case: CaseId, keys: SearchKeys) {
        match self.places.get(&case).and_then(|at| self.lines.get_mut(*at)) {
            Some(line) => line.1 = keys,
            None => {
                self.places.insert(case, self.lines.len());
                self.lines.push((case, keys));
            }
        }
    }

    /// Forgets a case.
    pub fn remove(&mut self, case: CaseId) {
        let Some(at) = self.places.remove(&case) else { return };
        self.lines.swap_remove(at);
        if let Some((moved, _)) = self.lines.get(at) {
            self.places.insert(*moved, at);
        }
    }

    /// The cases whose every word begins like one of theirs, in any order: same letters before same sound, then by
    /// name; at most `limit`. An empty query finds all.
    #[must_use]
    pub fn find(&self, query: &str, limit: usize) -> Vec<CaseId> {
        let wanted: Vec<Wanted> = words(query).map(Wanted::of).collect();
        let mut hits: Vec<(u8, &str, CaseId)> = Vec::new();
        for (case, keys) in &self.lines {
            let rank = wanted.iter().try_fold(0, |rank, word| Some(word.rank_in(&keys.line)?.max(rank)));
            hits.extend(rank.map(|rank| (rank, keys.sort.as_str(), *case)));
        }
        if limit < hits.len() {
            hits.select_nth_unstable(limit);
            hits.truncate(limit);
        }
        hits.sort_unstable();
        hits.into_iter().map(|(_, _, case)| case).collect()
    }
}

#[cfg(test)]
mod tests;
