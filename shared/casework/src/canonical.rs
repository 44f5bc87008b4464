//! Canonical Unicode normalisation (UAX #15, NFC and NFD) from the primitives of `unicode-normalization`.
//!
//! Its own iterators choose between canonical and compatibility forms at run time, so that every program that uses them
//! carries both tables; nothing here wants compatibility forms, and their table alone weighs as much as all of this crate.
//! The tests compare with those iterators.

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};

/// Decomposed, combining marks in canonical order.
pub(crate) fn nfd(text: &str) -> Vec<char> {
    if text.is_ascii() {
        return text.chars().collect();
    }
    let mut characters = Vec::with_capacity(text.len());
    for character in text.chars() {
        decompose_canonical(character, |part| characters.push(part));
    }
    order_marks(&mut characters);
    characters
}

/// Combining marks behind one starter stand in the order of their classes; equal ones stay as they were.
fn order_marks(characters: &mut [char]) {
    for marks in characters.split_mut(|character| canonical_combining_class(*character) == 0) {
        marks.sort_by_key(|mark| canonical_combining_class(*mark));
    }
}

/// Composed: the form in which text is kept.
pub(crate) fn nfc(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut composed: Vec<char> = Vec::with_capacity(text.len());
    let mut starter: Option<usize> = None;
    let mut last_mark = None;
    for character in nfd(text) {
        let class = canonical_combining_class(character);
        // A mark is blocked from its starter by another of the same or a higher class between them.
        let is_blocked = last_mark.is_some_and(|last| class <= last);
        let base = starter.filter(|_| !is_blocked).and_then(|at| composed.get_mut(at));
        if let Some(base) = base
            && let Some(both) = compose(*base, character)
        {
            *base = both;
            continue;
        }
        composed.push(character);
        if class == 0 {
            (starter, last_mark) = (Some(composed.len() - 1), None);
        } else if starter.is_some() {
            last_mark = Some(class);
        }
    }
    composed.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    fn check(text: &str) {
        assert_eq!(nfd(text), text.nfd().collect::<Vec<char>>(), "{text:?}");
        assert_eq!(nfc(text), text.nfc().collect::<String>(), "{text:?}");
    }

    #[test]
    fn names_of_many_scripts_are_normalised_as_unicode_says() {
        for text in [
            "Nguyễn Thị",
            "Mu\u{308}ller",
            "한국어",
            "\u{1112}\u{1161}\u{11ab}",
            "عَلِيّ",
            "क़",
            "\u{301}a",
            "\u{212b}",
        ] {
            check(text);
        }
    }

    #[test]
    fn every_character_is_normalised_as_unicode_says() {
        for character in '\0'..=char::MAX {
            check(character.encode_utf8(&mut [0; 4]));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_normalised_as_unicode_says(text in any::<String>()) {
            check(&text);
        }

        /// Few letters and many marks: the order of marks and what they block.
        #[test]
        fn any_pile_of_marks_is_normalised_as_unicode_says(
            text in "[aeöAs\u{300}-\u{345}\u{591}-\u{5bd}\u{64b}-\u{655}\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11a8}-\u{11c2}]{0,12}",
        ) {
            check(&text);
        }
    }
}
