//! Turns "the text now reads so" into the smallest splice, so that what others write elsewhere in it stays.

use automerge::{
    ObjId, ReadDoc,
    transaction::{Transactable, Transaction},
};

use super::EditRefusal;

/// Longest product of two differing stretches of text, in characters, that is compared character by character.
/// Beyond it the stretch is replaced as a whole: comparing would take seconds.
const COMPARED: usize = 4_000_000;

/// Makes a text read `new`, touching only what differs.
///
/// # Errors
/// [`EditRefusal::Broken`] if the object is no text.
pub(super) fn write_whole(
    transaction: &mut Transaction<'_>,
    object: &ObjId,
    new: &str,
) -> Result<(), EditRefusal> {
    let old = transaction.text(object).map_err(|_| EditRefusal::Broken)?;
    let n_same: usize =
        old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old_rest, new_rest) = (old.get(n_same..).unwrap_or(""), new.get(n_same..).unwrap_or(""));
    let ends = old_rest.chars().rev().zip(new_rest.chars().rev());
    let n_same_end: usize = ends.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let old_middle = old_rest.get(..old_rest.len() - n_same_end).unwrap_or("");
    let new_middle = new_rest.get(..new_rest.len() - n_same_end).unwrap_or("");
    if old_middle.is_empty() && new_middle.is_empty() {
        return Ok(());
    }
    let (n_old, n_new) = (old_middle.chars().count(), new_middle.chars().count());
    let written = if n_old != 0 && n_new != 0 && n_old.saturating_mul(n_new) <= COMPARED {
        transaction.update_text(object, new)
    } else {
        let at = utf16_len(old.get(..n_same).unwrap_or(""));
        let n_deleted = isize::try_from(utf16_len(old_middle)).unwrap_or(isize::MAX);
        transaction.splice_text(object, at, n_deleted, new_middle)
    };
    written.map_err(|_| EditRefusal::Broken)
}

fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}
