//! Civil time of the vault's moment: Europe/Berlin, as `casework` reckons it.

use crate::{open::Step, store::Store};
use jiff::civil::{Date, DateTime};
use protocol::ids::Timestamp;
use rand_core::CryptoRng;

/// The civil moment in Berlin.
pub(crate) fn civil(now: Timestamp) -> DateTime {
    casework::calendar::civil_in_berlin(now.0).unwrap_or_default()
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Today.
    pub(crate) fn today(&self) -> Date {
        civil(self.now).date()
    }

    /// Days since 1970, to tell one day from another.
    pub(crate) fn day_number(&self) -> i32 {
        casework::calendar::day_number(self.today())
    }
}
