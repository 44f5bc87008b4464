//! Taps that are on their way to the vault: the next one builds on them and not on what the screen last heard, so that none is lost
//! however fast the finger and however slow the device.

use api::field::Value;

/// The taps of one field.
#[derive(Debug)]
pub(super) struct Taps {
    /// What the vault said last.
    heard: Value,
    /// What was tapped, until the vault says it too.
    tapped: Option<Value>,
    n_under_way: u32,
}

impl Taps {
    pub(super) const fn new(heard: Value) -> Self {
        Self { heard, tapped: None, n_under_way: 0 }
    }

    /// Takes note of what the vault says now; returns what the field holds.
    pub(super) fn hear(&mut self, heard: &Value) -> Value {
        if self.heard != *heard {
            self.heard = heard.clone();
            if self.n_under_way == 0 {
                self.tapped = None;
            }
        }
        self.value().clone()
    }

    /// What the field holds.
    pub(super) fn value(&self) -> &Value {
        self.tapped.as_ref().unwrap_or(&self.heard)
    }

    /// A tap leaves, and makes it this.
    pub(super) fn leave(&mut self, value: Value) {
        self.tapped = Some(value);
        self.n_under_way += 1;
    }

    /// A tap was answered. One that was refused changes nothing.
    pub(super) fn answered(&mut self, was_taken: bool) {
        self.n_under_way = self.n_under_way.saturating_sub(1);
        let is_said = self.n_under_way == 0 && self.tapped.as_ref() == Some(&self.heard);
        if !was_taken || is_said {
            self.tapped = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> Value {
        Value::Codes(codes.iter().map(|code| (*code).to_owned()).collect())
    }

    #[test]
    fn a_second_tap_builds_on_the_first_before_anybody_answered() {
        let mut taps = Taps::new(Value::NotAsked);
        taps.leave(codes(&["costs"]));
        assert_eq!(taps.value(), &codes(&["costs"]));
        taps.leave(codes(&["costs", "language"]));
        taps.answered(true);
        assert_eq!(taps.hear(&codes(&["costs"])), codes(&["costs", "language"]), "half of it is said");
        taps.answered(true);
        assert_eq!(taps.hear(&codes(&["costs"])), codes(&["costs", "language"]));
        assert_eq!(taps.hear(&codes(&["costs", "language"])), codes(&["costs", "language"]));
        assert_eq!(taps.hear(&codes(&["language"])), codes(&["language"]), "a colleague's");
    }

    #[test]
    fn a_tap_that_was_refused_or_taken_back_leaves_what_is_there() {
        let mut taps = Taps::new(codes(&["costs"]));
        taps.leave(codes(&["costs", "language"]));
        taps.answered(false);
        assert_eq!(taps.value(), &codes(&["costs"]));
        taps.leave(Value::NotAsked);
        taps.leave(codes(&["costs"]));
        taps.answered(true);
        taps.answered(true);
        assert_eq!(taps.hear(&Value::NotAsked), Value::NotAsked, "nothing is held back any more");
    }
}
