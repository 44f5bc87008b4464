//! What is being written in a field, and on which version of the document it was written.
//!
//! Autosave must neither lose a key nor write one twice while answers and colleagues' changes come in between:
//!
//! ```text
//!            type            pause: send            answered           the view that contains it
//!  Resting ───────► Writing ─────────────► Sent ───────────────► Saved ──────────────────────────► Resting
//!     ▲                ▲                    │ refused
//!     └── view ────────┴────────────────────┘
//! ```
//!
//! A view that comes while something is on its way shows the past and is put aside. A running text takes over what
//! colleagues wrote meanwhile; a single value does not, so that both versions appear at the field.

use super::rebase::rebase;
use api::ids::Version;
use std::rc::Rc;
use yew::Reducible;

/// How several people's writing comes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// Running text: both remain, merged.
    Merges,
    /// One value: both remain, side by side.
    Stands,
}

/// What was sent and not yet seen in a view.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Flight {
    None,
    Sent(String),
    Saved(String),
}

/// How safe the writing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Safety {
    /// As it was when the field was opened.
    Untouched,
    /// Not yet on this device.
    Writing,
    /// Durable on this device.
    Saved,
}

/// A text and the version it was written on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Base {
    version: Version,
    text: String,
}

/// The draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    meeting: Meeting,
    text: String,
    base: Base,
    flight: Flight,
    put_aside: Option<Base>,
    was_saved: bool,
}

/// What happens to a draft.
#[derive(Debug)]
pub(crate) enum DraftAction {
    /// Somebody wrote.
    Typed(String),
    /// It was sent.
    Sent,
    /// It is durable on this device.
    Saved,
    /// It was refused; it stays as written.
    Refused,
    /// The document is like this now.
    Shown(Version, String),
}

impl Draft {
    /// A field as it stands.
    pub(crate) fn new(meeting: Meeting, version: Version, text: String) -> Self {
        let base = Base { version, text: text.clone() };
        Self { meeting, text, base, flight: Flight::None, put_aside: None, was_saved: false }
    }

    /// What the field shows.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What has to be sent now, and on which version it was written.
    pub(crate) fn due(&self) -> Option<(&str, &Version)> {
        let known = match &self.flight {
            Flight::None => &self.base.text,
            Flight::Sent(_) => return None,
            // Its view came long before the next pause, unless the change changed nothing.
            Flight::Saved(text) => text,
        };
        (self.text != *known).then_some((self.text.as_str(), &self.base.version))
    }

    /// How safe the writing is.
    pub(crate) fn safety(&self) -> Safety {
        let saved = match &self.flight {
            Flight::None => &self.base.text,
            Flight::Saved(text) => text,
            Flight::Sent(_) => return Safety::Writing,
        };
        match (self.text == *saved, self.was_saved) {
            (false, _) => Safety::Writing,
            (true, true) => Safety::Saved,
            (true, false) => Safety::Untouched,
        }
    }

    fn apply(&mut self, action: DraftAction) {
        match action {
            DraftAction::Typed(text) => self.text = text,
            DraftAction::Sent => self.flight = Flight::Sent(self.text.clone()),
            DraftAction::Saved => self.saved(),
            DraftAction::Refused => {
                self.flight = Flight::None;
                if let Some(aside) = self.put_aside.take() {
                    self.meet(aside);
                }
            }
            DraftAction::Shown(version, text) => self.shown(Base { version, text }),
        }
    }

    fn saved(&mut self) {
        let Flight::Sent(text) = std::mem::replace(&mut self.flight, Flight::None) else { return };
        self.was_saved = true;
        self.flight = Flight::Saved(text);
        // The view may come before the answer.
        if let Some(aside) =
            self.put_aside.take_if(|aside| matches!(&self.flight, Flight::Saved(text) if *text == aside.text))
        {
            self.shown(aside);
        }
    }

    fn shown(&mut self, now: Base) {
        if now.version == self.base.version {
            return;
        }
        match std::mem::replace(&mut self.flight, Flight::None) {
            Flight::Sent(text) => {
                self.flight = Flight::Sent(text);
                self.put_aside = Some(now);
            }
            Flight::Saved(text) => {
                self.put_aside = None;
                self.base.text = text;
                let is_waiting = self.text != self.base.text;
                let version = now.version.clone();
                self.meet(now);
                // A value that was typed on after its first version was saved is written on that version.
                if is_waiting && self.meeting == Meeting::Stands {
                    self.base.version = version;
                }
            }
            Flight::None => self.meet(now),
        }
    }

    /// The draft and the newest state of the document come together.
    fn meet(&mut self, now: Base) {
        if self.text == self.base.text {
            self.text.clone_from(&now.text);
        } else if self.meeting == Meeting::Merges {
            self.text = rebase(&self.base.text, &self.text, &now.text);
        } else {
            return;
        }
        self.base = now;
    }
}

impl Reducible for Draft {
    type Action = DraftAction;

    fn reduce(self: Rc<Self>, action: DraftAction) -> Rc<Self> {
        let mut next = (*self).clone();
        next.apply(action);
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(n: u8) -> Version {
        Version(vec![n])
    }

    fn after(meeting: Meeting, actions: impl IntoIterator<Item = DraftAction>) -> Draft {
        let mut draft = Draft::new(meeting, version(0), "Termin".to_owned());
        for action in actions {
            draft.apply(action);
        }
        draft
    }

    fn typed(text: &str) -> DraftAction {
        DraftAction::Typed(text.to_owned())
    }

    fn shown(n: u8, text: &str) -> DraftAction {
        DraftAction::Shown(version(n), text.to_owned())
    }

    #[test]
    fn what_was_typed_is_due_once_and_on_the_version_it_was_typed_on() {
        let draft = after(Meeting::Merges, [typed("Termin am")]);
        assert_eq!(draft.due(), Some(("Termin am", &version(0))));
        let draft = after(Meeting::Merges, [typed("Termin am"), DraftAction::Sent]);
        assert_eq!((draft.due(), draft.safety()), (None, Safety::Writing));
    }

    #[test]
    fn typing_on_while_it_is_saved_waits_for_the_view_and_then_builds_on_it() {
        let steps = [typed("Termin am"), DraftAction::Sent, typed("Termin am 3."), DraftAction::Saved];
        let mut draft = after(Meeting::Merges, steps);
        draft.apply(shown(1, "Termin am"));
        assert_eq!(draft.due(), Some(("Termin am 3.", &version(1))));
    }

    #[test]
    fn a_change_that_changed_nothing_does_not_hold_back_the_next_one() {
        let steps = [typed("Termin "), DraftAction::Sent, DraftAction::Saved, typed("Termin am")];
        assert_eq!(after(Meeting::Stands, steps).due(), Some(("Termin am", &version(0))));
    }

    #[test]
    fn a_view_before_the_answer_is_as_good_as_one_after_it() {
        let steps = [
            typed("Termin am"),
            DraftAction::Sent,
            shown(1, "Termin am"),
            DraftAction::Saved,
            typed("Termin am 3."),
        ];
        assert_eq!(after(Meeting::Merges, steps).due(), Some(("Termin am 3.", &version(1))));
    }

    #[test]
    fn a_colleagues_words_join_the_text_under_the_cursor() {
        let draft = after(Meeting::Merges, [typed("Termin am 3."), shown(1, "Neuer Termin")]);
        assert_eq!(draft.due(), Some(("Neuer Termin am 3.", &version(1))));
    }

    #[test]
    fn an_old_view_on_its_way_does_not_double_what_was_sent() {
        let steps = [
            typed("Termin X"),
            DraftAction::Sent,
            shown(1, "Neuer Termin"),
            DraftAction::Saved,
            shown(2, "Neuer Termin X"),
        ];
        let draft = after(Meeting::Merges, steps);
        assert_eq!((draft.text(), draft.due(), draft.safety()), ("Neuer Termin X", None, Safety::Saved));
    }

    #[test]
    fn a_value_typed_on_an_old_version_says_so_and_makes_two_versions() {
        let draft = after(Meeting::Stands, [typed("C1"), shown(1, "B2")]);
        assert_eq!(draft.due(), Some(("C1", &version(0))));
    }

    #[test]
    fn a_value_that_follows_its_own_first_version_is_no_conflict() {
        let steps = [typed("H"), DraftAction::Sent, typed("Halle"), DraftAction::Saved, shown(1, "H")];
        assert_eq!(after(Meeting::Stands, steps).due(), Some(("Halle", &version(1))));
    }

    #[test]
    fn a_refused_text_stays_as_written() {
        let draft = after(Meeting::Merges, [typed("zu lang"), DraftAction::Sent, DraftAction::Refused]);
        assert_eq!((draft.text(), draft.safety()), ("zu lang", Safety::Writing));
    }

    #[test]
    fn an_untouched_field_follows_the_document() {
        let draft = after(Meeting::Stands, [shown(1, "Neuer Termin")]);
        assert_eq!((draft.text(), draft.safety()), ("Neuer Termin", Safety::Untouched));
    }
}
