//! The list of 2,048 German words behind passphrases, compared words and recovery kits: 11 bits a word.
//!
//! The list is our own (public domain). The first four letters tell every word from all others, none holds an umlaut, so it is
//! typed alike on every keyboard. Order and words are part of the format: the list never changes. (PR14)

const LIST: &str = include_str!("words/de.txt");
/// Bits of a word's index.
pub(crate) const BITS: usize = 11;
/// Greatest index.
pub(crate) const MASK: u16 = 0x7ff;
/// Letters that tell a word from all others.
const TELLING: usize = 4;

/// The word with the lowest 11 bits of `idx`.
#[must_use]
pub fn word(idx: u16) -> &'static str {
    LIST.lines().nth(usize::from(idx & MASK)).unwrap_or_default()
}

/// The index of a word, in any case, recognised by its first four letters.
#[must_use]
pub fn index_of(word: &str) -> Option<u16> {
    let typed = word.trim().to_lowercase();
    let known = |listed: &str| listed == typed || TELLING <= typed.len() && listed.starts_with(&typed);
    LIST.lines().position(known).and_then(|idx| u16::try_from(idx).ok())
}

/// The words of these indices, as two people read them to each other.
#[must_use]
pub fn words_of(indices: &[u16]) -> Vec<&'static str> {
    indices.iter().map(|idx| word(*idx)).collect()
}
