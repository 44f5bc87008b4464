//! A clock that only moves when it is told to.

use protocol::ids::Timestamp;

/// Virtual time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FakeClock {
    now: Timestamp,
}

impl FakeClock {
    /// Monday, 2 March 2026, 08:00 UTC: an ordinary counselling day.
    #[must_use]
    pub const fn on_a_monday_morning() -> Self {
        Self { now: Timestamp(1_772_438_400_000) }
    }

    /// What it shows.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Moves it on by so many ms.
    pub fn advance_ms(&mut self, ms: u64) {
        self.now = self.now.plus_ms(ms);
    }

    /// Moves it to `to`, never back.
    pub fn advance_to(&mut self, to: Timestamp) {
        self.now = self.now.max(to);
    }
}
