//! A card as it is stored, read when it is asked for first.

use casework::Card;
use std::cell::OnceCell;

/// The bytes of a card, or none; and the card once somebody asked.
#[derive(Clone, Debug)]
pub(super) struct KeptCard {
    bytes: Vec<u8>,
    read: OnceCell<Option<Box<Card>>>,
}

impl PartialEq for KeptCard {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for KeptCard {}

impl KeptCard {
    /// No card.
    pub(super) fn none() -> Self {
        Self { bytes: Vec::new(), read: OnceCell::from(None) }
    }

    /// A card that is here.
    pub(super) fn of(card: Card) -> Self {
        Self { bytes: card.encode(), read: OnceCell::from(Some(Box::new(card))) }
    }

    /// What the store kept. A card of a newer layout counts as none: the document is opened in the background instead.
    pub(super) fn stored(bytes: Vec<u8>) -> Self {
        if Card::is_of_this_layout(&bytes) { Self { bytes, read: OnceCell::new() } } else { Self::none() }
    }

    pub(super) fn is_none(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The card; none if there is none, or if what was stored is none.
    pub(super) fn get(&self) -> Option<&Card> {
        self.read.get_or_init(|| Card::decode_kept(&self.bytes).ok().map(Box::new)).as_deref()
    }
}
