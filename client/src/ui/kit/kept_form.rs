//! A form that is half typed outlives a lock, a reload and a look at another screen: sealed on this device until it is sent or
//! cancelled. Nothing says so and nothing asks; it simply stands there again.

use super::loaded::known;
use crate::door::{Act, use_command, use_view};
use crate::platform::visibility;
use api::command::Command;
use api::query::Query;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// As for a field that is saved as it is typed.
const PAUSE_MS: u32 = 300;

/// Fields by name, as typed.
pub(crate) type Fields = Vec<(String, String)>;

/// What is known of the form beside what stands in it.
struct Keeper {
    name: String,
    act: Act,
    /// What stood in it before anybody typed: nothing to keep.
    blank: Fields,
    now: Fields,
    /// What the device keeps, once it said so.
    kept: Option<Fields>,
    /// It was sent or cancelled; true until it is refused or stands there blank again.
    is_over: bool,
}

/// What a form tells its keeper. Outlives the form: an answer may come when somebody looks at another screen.
#[derive(Clone)]
pub(crate) struct KeptForm(Rc<RefCell<Keeper>>);

impl KeptForm {
    /// It was sent, behind which this goes on the same way, or cancelled: whoever comes back finds it blank.
    pub(crate) fn forget(&self) {
        let mut keeper = self.0.borrow_mut();
        keeper.is_over = true;
        keeper.keep();
    }

    /// What was sent was refused: it stands there again.
    pub(crate) fn keep_again(&self) {
        let mut keeper = self.0.borrow_mut();
        keeper.is_over = false;
        keeper.keep();
    }
}

impl Keeper {
    fn keep(&mut self) {
        let fields = if self.is_over || self.now == self.blank { Vec::new() } else { self.now.clone() };
        if self.kept.as_ref().is_some_and(|kept| *kept != fields) {
            self.kept = Some(fields.clone());
            // Where there is no room nothing was promised; whoever sends the form is told.
            self.act.ask(Command::KeepDraft { form: self.name.clone(), fields }, Callback::noop());
        }
    }
}

/// Keeps `fields` under the name of the form and calls `restore` once, if something was kept and nobody typed yet.
#[hook]
pub(crate) fn use_kept_form(name: &str, fields: Fields, restore: Callback<Fields>) -> KeptForm {
    let act = use_command();
    let answer = use_view::<Fields>(Query::Draft(name.to_owned()));
    let keeper = {
        let (name, fields) = (name.to_owned(), fields.clone());
        use_mut_ref(|| Keeper { name, act, blank: fields.clone(), now: fields, kept: None, is_over: false })
    };
    {
        let mut keeper = keeper.borrow_mut();
        keeper.is_over &= fields != keeper.blank;
        keeper.now.clone_from(&fields);
    }
    {
        let keeper = Rc::clone(&keeper);
        use_effect_with(known(&answer).cloned(), move |answer| {
            let mut keeper = keeper.borrow_mut();
            if let (Some(answer), None) = (answer, &keeper.kept) {
                keeper.kept = Some((**answer).clone());
                if !answer.is_empty() && keeper.now == keeper.blank {
                    restore.emit((**answer).clone());
                }
            }
        });
    }
    {
        let keeper = Rc::clone(&keeper);
        use_effect_with(fields, move |_| {
            let pause = Timeout::new(PAUSE_MS, move || keeper.borrow_mut().keep());
            move || drop(pause)
        });
    }
    {
        let keeper = Rc::clone(&keeper);
        use_effect_with((), move |()| {
            let hidden = Rc::clone(&keeper);
            let listening = visibility::listen_while(move |visible| {
                if !visible {
                    hidden.borrow_mut().keep();
                }
            });
            move || {
                drop(listening);
                keeper.borrow_mut().keep();
            }
        });
    }
    KeptForm(keeper)
}

/// The same for a form of lines, each with its name.
#[hook]
pub(crate) fn use_kept_lines<const N: usize>(
    name: &str,
    lines: [(&'static str, &UseStateHandle<String>); N],
) -> KeptForm {
    let fields = lines.map(|(name, line)| (name.to_owned(), (**line).clone())).to_vec();
    let setters = lines.map(|(name, line)| (name, line.setter()));
    let restore = Callback::from(move |fields: Fields| {
        for (name, typed) in fields {
            setters.iter().filter(|(of, _)| *of == name).for_each(|(_, setter)| setter.set(typed.clone()));
        }
    });
    use_kept_form(name, fields, restore)
}
