//! Days and times of the civil calendar: plain arithmetic and the reading of what people type.
//!
//! No clock: today comes from the vault with every view that needs it, or from the locale's civil day in Berlin.

pub(crate) mod calendar;
pub(crate) mod parse;
