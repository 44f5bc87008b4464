//! Short messages at the foot of the screen, each with its way back, long enough to be read and used.

use super::button::{Button, Kind};
use crate::door::{Toast, use_command};
use crate::locale::use_locale;
use crate::platform::page;
use crate::ui::wording;
use api::refusal::Refusal;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// At least ten seconds, so that a slow hand reaches the way back.
const SHOWN_MS: u32 = 12_000;
/// More at once would hide the work.
const MOST: usize = 3;

/// What is said: something was done, or it was not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said {
    /// It was done.
    Done(Toast),
    /// It was not.
    Refused(Refusal),
}

/// Everything that is said now, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ToastList {
    next: u32,
    shown: Vec<(u32, Said)>,
}

/// What happens to the list.
pub(crate) enum ToastAction {
    /// Something is said.
    Say(Said),
    /// It was read.
    Dismiss(u32),
}

impl Reducible for ToastList {
    type Action = ToastAction;

    fn reduce(self: Rc<Self>, action: ToastAction) -> Rc<Self> {
        let mut list = (*self).clone();
        match action {
            ToastAction::Say(said) => {
                // The same refusal twice says no more than once.
                list.shown.retain(|(_, shown)| *shown != said);
                list.shown.push((list.next, said));
                list.next = list.next.wrapping_add(1);
                let surplus = list.shown.len().saturating_sub(MOST);
                list.shown.drain(..surplus);
            }
            ToastAction::Dismiss(number) => list.shown.retain(|(shown, _)| *shown != number),
        }
        Rc::new(list)
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) list: UseReducerHandle<ToastList>,
}

/// The messages.
#[component]
pub(crate) fn Toasts(props: &Props) -> Html {
    let on_close = {
        let dispatcher = props.list.dispatcher();
        use_callback((), move |number: u32, ()| dispatcher.dispatch(ToastAction::Dismiss(number)))
    };
    use_undo_key(&props.list);
    html! {
        <div class="Toasts" role="status">
            { for props.list.shown.iter().map(|(number, said)| html! {
                <ToastLine key={*number} number={*number} said={said.clone()} on_close={on_close.clone()} />
            }) }
        </div>
    }
}

/// Ctrl+Z (⌘Z) takes the newest way back, unless somebody writes: there the browser takes letters back.
#[hook]
fn use_undo_key(list: &UseReducerHandle<ToastList>) {
    let act = use_command();
    let newest = list.shown.iter().rev().find_map(|(number, said)| match said {
        Said::Done(Toast { undo: Some(command), .. }) => Some((*number, command.clone())),
        Said::Done(_) | Said::Refused(_) => None,
    });
    let dispatcher = list.dispatcher();
    use_effect_with(newest, move |newest| {
        let newest = newest.clone();
        let listener = page::on_key(move |key| {
            let is_undo = (key.ctrl_key() || key.meta_key()) && key.key() == "z" && !page::is_writing();
            if let Some((number, command)) = newest.clone().filter(|_| is_undo) {
                key.prevent_default();
                dispatcher.dispatch(ToastAction::Dismiss(number));
                act.run(command);
            }
        });
        move || drop(listener)
    });
}

#[derive(PartialEq, Properties)]
struct LineProps {
    number: u32,
    said: Said,
    on_close: Callback<u32>,
}

#[component]
fn ToastLine(props: &LineProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let close = {
        let (number, on_close) = (props.number, props.on_close.clone());
        Callback::from(move |()| on_close.emit(number))
    };
    {
        let close = close.clone();
        use_effect_with(props.number, move |_| {
            let timeout = Timeout::new(SHOWN_MS, move || close.emit(()));
            move || drop(timeout)
        });
    }
    let (text, undo) = match &props.said {
        Said::Done(toast) => (locale.text(toast.text), toast.undo.clone()),
        Said::Refused(refusal) => (wording::refusal(&locale, refusal), None),
    };
    html! {
        <div class="Toast">
            <span class="Toast-text">{ text }</span>
            if let Some(command) = undo {
                <Button label={locale.text("undo")} kind={Kind::Quiet} onclick={
                    let close = close.clone();
                    Callback::from(move |()| { act.run(command.clone()); close.emit(()); })
                } />
            }
            <Button label={locale.text("close")} kind={Kind::Quiet} icon="close" bare=true onclick={close} />
        </div>
    }
}
