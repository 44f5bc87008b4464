//! The two hooks: one shows, one acts.

use super::shown::{Shown, shown};
use super::{Answer, Door, Toast};
use api::command::Command;
use api::query::Query;
use api::view::Loaded;
use std::rc::Rc;
use yew::prelude::*;

/// Asks `query` for as long as the component lives, and holds the newest answer. Another query takes the place of the
/// first one; what was known stays on screen until its answer comes.
#[hook]
pub(crate) fn use_view<T: Shown>(query: Query) -> Loaded<Rc<T>> {
    let door = use_door();
    let state = use_state_eq(|| Loaded::Waiting);
    let setter = state.setter();
    use_effect_with((door, query), move |(door, query)| {
        let on_view = Callback::from(move |view| {
            if let Some(view) = shown::<T>(view) {
                setter.set(view);
            }
        });
        let watch = door.watch(query.clone(), on_view);
        let door = door.clone();
        move || door.unwatch(watch)
    });
    (*state).clone()
}

/// Gives commands.
#[derive(Clone, PartialEq)]
pub(crate) struct Act(Door);

impl Act {
    /// Does it; a refusal is shown as a message.
    pub(crate) fn run(&self, command: Command) {
        self.then(command, Callback::noop());
    }

    /// Does it and calls `on_done` if it was done; a refusal is shown as a message.
    pub(crate) fn then(&self, command: Command, on_done: Callback<api::command::Done>) {
        let door = self.0.clone();
        self.ask(
            command,
            Callback::from(move |answer: Answer| match answer {
                Ok(done) => on_done.emit(done),
                Err(refusal) => door.show_refusal(refusal),
            }),
        );
    }

    /// Does it and says so with a way back.
    pub(crate) fn undoable(&self, command: Command, text: &'static str, undo: Command) {
        let door = self.0.clone();
        self.then(command, Callback::from(move |_| door.toast(Toast { text, undo: Some(undo.clone()) })));
    }

    /// Says that something was done, with a way back.
    pub(crate) fn offer(&self, text: &'static str, undo: Command) {
        self.0.toast(Toast { text, undo: Some(undo) });
    }

    /// Does it; the caller shows what became of it.
    pub(crate) fn ask(&self, command: Command, on_answer: Callback<Answer>) {
        self.0.command(command, on_answer);
    }

    /// Calls `told` as soon as every command that was given is answered.
    pub(crate) fn when_at_rest(&self, told: Callback<()>) {
        self.0.when_at_rest(told);
    }

    /// Shows a refusal that has no place of its own.
    pub(crate) fn show_refusal(&self, because: api::refusal::Refusal) {
        self.0.show_refusal(because);
    }

    /// Shows a short message.
    pub(crate) fn say(&self, text: &'static str) {
        self.0.toast(Toast { text, undo: None });
    }
}

/// The way to act.
#[hook]
pub(crate) fn use_command() -> Act {
    Act(use_door())
}

#[hook]
#[expect(clippy::expect_used, reason = "the app provides the door around everything that uses it")]
fn use_door() -> Door {
    use_context::<Door>().expect("the app provides the door")
}
