//! Which documents a build writes and reads. (A7)

use casework::{MIN_READER, SCHEMA};

/// The versions of documents that one build of the program speaks. The runtime gives it, so that builds of different age can be
/// set side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// The schema that it knows; what needs a newer reader is kept and not opened.
    pub schema: u16,
    /// The oldest schema that may show what it writes.
    pub min_reader: u16,
}

impl Format {
    /// What this build speaks.
    pub const CURRENT: Self = Self { schema: SCHEMA, min_reader: MIN_READER };

    /// Can it read what is marked with this `min_reader`?
    pub(crate) const fn reads(self, min_reader: u16) -> bool {
        min_reader <= self.schema
    }
}
