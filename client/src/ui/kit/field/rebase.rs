//! Puts what somebody is typing onto a text that changed meanwhile.
//!
//! The document itself merges what was sent. This is only for the keys that have not been sent yet: one stretch of typing
//! against one stretch of change. Nothing that was typed is dropped; where both touch the same place, both remain.

/// One stretch of change from one text to another, in characters.
struct Stretch {
    start: usize,
    end: usize,
    new: Vec<char>,
}

/// `theirs` with the change from `base` to `ours` made in it.
pub(crate) fn rebase(base: &str, ours: &str, theirs: &str) -> String {
    if ours == theirs {
        return ours.to_owned();
    }
    let base: Vec<char> = base.chars().collect();
    let their_chars: Vec<char> = theirs.chars().collect();
    let typed = stretch(&base, &ours.chars().collect::<Vec<_>>());
    let changed = stretch(&base, &their_chars);
    let (start, end) = moved(&typed, &changed);
    let kept_before = their_chars.iter().take(start);
    let kept_after = their_chars.iter().skip(end);
    kept_before.chain(&typed.new).chain(kept_after).collect()
}

/// Where the typing belongs in their text.
fn moved(typed: &Stretch, changed: &Stretch) -> (usize, usize) {
    let new_end = changed.start + changed.new.len();
    let after = |at: usize| at + new_end - changed.end;
    if changed.end <= typed.start {
        (after(typed.start), after(typed.end))
    } else if typed.end <= changed.start {
        (typed.start, typed.end)
    } else {
        // Both touch the same place: what they wrote stays whole, ours goes behind it, and only what lies outside
        // their change is still ours to replace.
        (new_end, after(typed.end.max(changed.end)))
    }
}

fn stretch(from: &[char], to: &[char]) -> Stretch {
    let start = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let longest = from.len().min(to.len()) - start;
    let tail = from.iter().rev().zip(to.iter().rev()).take(longest).take_while(|(a, b)| a == b).count();
    let new = to.iter().take(to.len() - tail).skip(start).copied().collect();
    Stretch { start, end: from.len() - tail, new }
}

#[cfg(test)]
mod tests {
    use super::rebase;

    #[test]
    fn changes_at_two_places_both_remain() {
        let cases = [
            ("abc", "abcX", "Yabc", "YabcX"),
            ("abc", "Xabc", "abcY", "XabcY"),
            ("abc", "aXbc", "abYc", "aXbYc"),
            ("abc", "ac", "abcd", "acd"),
            ("", "X", "Y", "YX"),
            ("äöü", "äöüß", "Äöü", "Äöüß"),
        ];
        for (base, ours, theirs, expected) in cases {
            assert_eq!(rebase(base, ours, theirs), expected, "{base} {ours} {theirs}");
        }
    }

    #[test]
    fn the_same_change_is_made_once() {
        assert_eq!(rebase("abc", "abXc", "abXc"), "abXc");
    }

    #[test]
    fn where_both_wrote_at_one_place_no_word_is_lost() {
        let merged = rebase("am Montag", "am Dienstag", "am Freitag");
        assert!(merged.contains("Frei") && merged.contains("Diens"), "{merged}");
    }

    #[test]
    fn nothing_is_indexed_beyond_its_end() {
        let texts = ["", "a", "ab", "ba", "aba", "b", "aab", "abb"];
        for base in texts {
            for ours in texts {
                for theirs in texts {
                    if base == ours {
                        assert_eq!(rebase(base, ours, theirs), theirs);
                    }
                    assert!(rebase(base, ours, theirs).chars().count() <= ours.len() + theirs.len());
                }
            }
        }
    }
}
