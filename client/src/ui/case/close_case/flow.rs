//! Closing a case needs a reason; this flow collects it. Drawn by `close_case.rs` beside it.

/// Where the person stands in the flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CloseCase {
    reason: Option<String>,
    was_confirmed: bool,
}

/// What the person does.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Chose a code of the list of reasons; empty for none.
    ReasonChosen(String),
    /// Wants it done.
    Confirmed,
    /// Wants it not.
    Cancelled,
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The dialog stays.
    Continue(CloseCase),
    /// The case is closed for this reason.
    Close(String),
    /// Nothing happens.
    Stay,
}

impl CloseCase {
    /// The reason chosen so far.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Was it confirmed without a reason?
    pub(crate) fn misses_reason(&self) -> bool {
        self.was_confirmed && self.reason.is_none()
    }

    /// Takes one step.
    pub(crate) fn update(self, action: Action) -> Step {
        match action {
            Action::ReasonChosen(reason) => {
                let reason = Some(reason).filter(|reason| !reason.is_empty());
                Step::Continue(Self { reason, was_confirmed: false })
            }
            Action::Confirmed => match self.reason {
                Some(reason) => Step::Close(reason),
                None => Step::Continue(Self { reason: None, was_confirmed: true }),
            },
            Action::Cancelled => Step::Stay,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(actions: impl IntoIterator<Item = Action>) -> Step {
        actions.into_iter().fold(Step::Continue(CloseCase::default()), |step, action| match step {
            Step::Continue(flow) => flow.update(action),
            ended @ (Step::Close(_) | Step::Stay) => ended,
        })
    }

    #[test]
    fn a_case_is_closed_with_the_reason_that_was_chosen_last() {
        let chosen = |reason: &str| Action::ReasonChosen(reason.to_owned());
        let step = after([chosen("referred"), chosen("goal_reached"), Action::Confirmed]);
        assert_eq!(step, Step::Close("goal_reached".to_owned()));
    }

    #[test]
    fn without_a_reason_the_dialog_stays_and_says_so() {
        let Step::Continue(flow) = after([Action::Confirmed]) else { panic!("the dialog must stay") };
        assert!(flow.misses_reason());
        assert_eq!(after([Action::ReasonChosen(String::new()), Action::Confirmed]), Step::Continue(flow));
    }

    #[test]
    fn cancelling_leaves_the_case_open() {
        assert_eq!(after([Action::ReasonChosen("other".to_owned()), Action::Cancelled]), Step::Stay);
    }
}
