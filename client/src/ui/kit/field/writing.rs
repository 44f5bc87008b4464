//! Writes a text, a day, a time or a number: saved on a pause, on leaving the field and when the page is hidden.
//!
//! A field that is left goes back to reading once its words are safe on this device. What was refused stays as it was
//! typed, with the reason beside it; where there was no room, it is tried again by itself.

use super::draft::{Draft, DraftAction, Meeting, Safety};
use super::editor::{Props, Written};
use super::parsed;
use crate::door::{Act, Answer, use_command};
use crate::locale::{Locale, use_locale};
use crate::platform::{page, visibility};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::text_field::written;
use crate::ui::wording;
use api::command::FieldChange;
use api::field::{FieldKind, Value};
use api::refusal::Refusal;
use gloo_timers::callback::Timeout;
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

/// Somebody who pauses this long has finished a thought.
const PAUSE_MS: u32 = 300;
/// A field that is left keeps its place until the tap that left it has landed: closing moves what stands below.
const LANDING_MS: u32 = 200;
/// There may be room again by then.
const RETRY_MS: u32 = 3_000;

/// The writing.
#[component]
pub(crate) fn Writing(props: &Props) -> Html {
    let locale = use_locale();
    let refusal = use_state_eq(|| None::<Refusal>);
    let draft = use_draft(props);
    let flush = use_flush(props, &draft, &refusal);
    use_way_back(props, &draft);
    let leave = use_leave(props, &draft, refusal.is_some());
    let typed = draft.text().to_owned();
    let oninput = {
        let (dispatcher, refusal) = (draft.dispatcher(), refusal.setter());
        Callback::from(move |event: InputEvent| {
            refusal.set(None);
            dispatcher.dispatch(DraftAction::Typed(written(&event)));
        })
    };
    let onblur = {
        let (flush, leave) = (flush.clone(), leave.clone());
        Callback::from(move |event: FocusEvent| {
            flush.emit(());
            let (leave, left) = (leave.clone(), event.target());
            let close = move || {
                if !left.is_some_and(|left| page::has_focus(&left)) {
                    leave.emit(false);
                }
            };
            Timeout::new(LANDING_MS, close).forget();
        })
    };
    let onkeydown = {
        let (on_close, was_refused) = (props.on_close.clone(), refusal.is_some());
        let is_line = !matches!(props.schema.kind, FieldKind::Text { .. });
        Callback::from(move |event: KeyboardEvent| {
            let gives_up = event.key() == "Escape";
            if gives_up || (is_line && event.key() == "Enter") {
                event.prevent_default();
                flush.emit(());
                if gives_up && was_refused { on_close.emit(true) } else { leave.emit(true) }
            }
        })
    };
    let (safety, said) = match &*refusal {
        Some(_) => ("refused", locale.text("safety-not-saved")),
        None => (safety_word(draft.safety()), said(&locale, &draft, props)),
    };
    html! {
        <>
            <TextInput {typed} kind={props.schema.kind.clone()} label={locale.field(&props.schema.id)} {oninput} {onblur} {onkeydown}
                invalid={refusal.is_some()} />
            if let Some(because) = &*refusal { <span class="TextField-error" role="alert">{ wording::refusal(&locale, because) }</span> }
            <span class="Field-state" data-safety={safety} role="status">{ said }</span>
            if props.schema.declinable { <Decline ..props.clone() /> }
        </>
    }
}

/// Closes the field once what stands in it is safe; the focus goes back to the value if it is asked to. A refusal keeps
/// the field open, so that nothing that was typed goes away unseen.
#[hook]
fn use_leave(props: &Props, draft: &UseReducerHandle<Draft>, was_refused: bool) -> Callback<bool> {
    let leaving = use_state_eq(|| None::<bool>);
    let leave = {
        let leaving = leaving.setter();
        use_callback((), move |gives_focus_back: bool, ()| leaving.set(Some(gives_focus_back)))
    };
    let (setter, on_close) = (leaving.setter(), props.on_close.clone());
    use_effect_with((*leaving, draft.safety(), was_refused), move |(leaving, safety, was_refused)| {
        match leaving {
            Some(_) if *was_refused => setter.set(None),
            Some(gives_focus_back) if *safety != Safety::Writing => on_close.emit(*gives_focus_back),
            Some(_) | None => {}
        }
    });
    leave
}

#[hook]
fn use_draft(props: &Props) -> UseReducerHandle<Draft> {
    let meeting =
        if matches!(props.schema.kind, FieldKind::Text { .. }) { Meeting::Merges } else { Meeting::Stands };
    let text = parsed::typed(&props.state.value, use_locale().language());
    let draft = {
        let (version, text) = (props.desk.version.clone(), text.clone());
        use_reducer_eq(move || Draft::new(meeting, version, text))
    };
    let dispatcher = draft.dispatcher();
    use_effect_with((props.desk.version.clone(), text), move |(version, text)| {
        dispatcher.dispatch(DraftAction::Shown(version.clone(), text.clone()));
    });
    draft
}

/// Sends what is due: at once when asked, after a pause, when the page is hidden and when the field goes away.
#[hook]
fn use_flush(
    props: &Props,
    draft: &UseReducerHandle<Draft>,
    refusal: &UseStateHandle<Option<Refusal>>,
) -> Callback<()> {
    let act = use_command();
    let locale = use_locale();
    let latest = use_mut_ref(|| (props.clone(), draft.clone()));
    *latest.borrow_mut() = (props.clone(), draft.clone());
    let is_shown = use_memo((), |()| Cell::new(true));
    let flush = {
        let (latest, is_shown, refusal) = (Rc::clone(&latest), Rc::clone(&is_shown), refusal.setter());
        use_callback((), move |(), ()| {
            let (props, draft) = latest.borrow().clone();
            let (teller, is_shown, refusal) = (act.clone(), Rc::clone(&is_shown), refusal.clone());
            // Where the field is gone there is no place beside it.
            let on_refusal = Callback::from(move |because: Option<Refusal>| match because {
                Some(because) if !is_shown.get() => teller.show_refusal(because),
                because => refusal.set(because),
            });
            send(&act, &locale, &props, &draft, on_refusal);
        })
    };
    {
        let flush = flush.clone();
        let due = draft.due().map(|(text, _)| text.to_owned());
        use_effect_with((due, pause_after(refusal.as_ref())), move |(due, pause)| {
            let pause = pause.filter(|_| due.is_some());
            let timeout = pause.map(|pause| Timeout::new(pause, move || flush.emit(())));
            move || drop(timeout)
        });
    }
    {
        let flush = flush.clone();
        use_effect_with((), move |()| {
            let hidden = flush.clone();
            let listening = visibility::listen_while(move |visible| {
                if !visible {
                    hidden.emit(());
                }
            });
            move || {
                drop(listening);
                is_shown.set(false);
                flush.emit(());
            }
        });
    }
    flush
}

/// Tells, once the field is left, what was written in it.
#[hook]
fn use_way_back(props: &Props, draft: &UseReducerHandle<Draft>) {
    let before = use_mut_ref(|| props.state.value.clone());
    let latest = use_mut_ref(|| draft.clone());
    *latest.borrow_mut() = draft.clone();
    let (kind, on_written) = (props.schema.kind.clone(), props.on_written.clone());
    let locale = use_locale();
    use_effect_with((), move |()| {
        move || {
            let (before, draft) = (before.borrow().clone(), latest.borrow().clone());
            let after = parsed::value(&kind, draft.text(), locale.dates().today());
            let typed = |value: &Value| parsed::typed(value, locale.language());
            if let Some(after) = after.ok().filter(|after| typed(after) != typed(&before)) {
                on_written.emit(Written { before, after });
            }
        }
    });
}

/// How long to wait with what is due; never by itself after a fault that only the writer can mend.
const fn pause_after(refusal: Option<&Refusal>) -> Option<u32> {
    match refusal {
        None => Some(PAUSE_MS),
        Some(Refusal::StorageFull | Refusal::StorageFailed) => Some(RETRY_MS),
        Some(_) => None,
    }
}

fn send(
    act: &Act,
    locale: &Locale,
    props: &Props,
    draft: &UseReducerHandle<Draft>,
    on_refusal: Callback<Option<Refusal>>,
) {
    let Some((text, seen)) = draft.due() else { return };
    let value = match parsed::value(&props.schema.kind, text, locale.dates().today()) {
        Ok(value) => value,
        Err(fault) => return on_refusal.emit(Some(Refusal::Field(fault))),
    };
    let command = props.desk.edit(&props.place, &props.schema.id, FieldChange::Set(value), seen.clone());
    let dispatcher = draft.dispatcher();
    draft.dispatch(DraftAction::Sent);
    act.ask(
        command,
        Callback::from(move |answer: Answer| {
            dispatcher.dispatch(if answer.is_ok() { DraftAction::Saved } else { DraftAction::Refused });
            on_refusal.emit(answer.err());
        }),
    );
}

const fn safety_word(safety: Safety) -> &'static str {
    match safety {
        Safety::Untouched => "untouched",
        Safety::Writing => "writing",
        Safety::Saved => "saved",
    }
}

/// "Do., 26. Nov. 2026" while a day is typed; else how safe the writing is.
fn said(locale: &Locale, draft: &Draft, props: &Props) -> AttrValue {
    if matches!(props.schema.kind, FieldKind::Day) && draft.safety() == Safety::Writing {
        let read = parsed::value(&props.schema.kind, draft.text(), locale.dates().today());
        if let Ok(Value::Day(day)) = read {
            return format!("{}, {}", locale.dates().weekday(day), locale.dates().long(day)).into();
        }
    }
    match draft.safety() {
        Safety::Untouched => AttrValue::default(),
        Safety::Writing => locale.text("safety-writing"),
        Safety::Saved => locale.text("safety-saved"),
    }
}

#[derive(PartialEq, Properties)]
struct InputProps {
    typed: String,
    kind: FieldKind,
    label: AttrValue,
    oninput: Callback<InputEvent>,
    onblur: Callback<FocusEvent>,
    onkeydown: Callback<KeyboardEvent>,
    invalid: bool,
}

#[component]
fn TextInput(props: &InputProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            if let Some(element) = node.cast::<web_sys::HtmlElement>() {
                drop(element.focus());
            }
        });
    }
    let InputProps { typed, label, oninput, onblur, onkeydown, invalid, .. } = props;
    let invalid = invalid.then_some("true");
    if matches!(props.kind, FieldKind::Text { .. }) {
        let rows = typed.chars().count() / 60 + typed.matches('\n').count() + 3;
        return html! {
            <textarea ref={node} class="Input" rows={rows.min(20).to_string()} value={typed.clone()} {oninput} {onblur} {onkeydown} dir="auto"
                autocomplete="off" spellcheck="false" aria-label={label.clone()} aria-invalid={invalid} />
        };
    }
    let mode = if matches!(props.kind, FieldKind::Number { .. }) { "numeric" } else { "text" };
    html! {
        <input ref={node} class="Input" type="text" inputmode={mode} value={typed.clone()} {oninput} {onblur} {onkeydown} dir="auto"
            autocomplete="off" autocapitalize="off" spellcheck="false" aria-label={label.clone()} aria-invalid={invalid} />
    }
}

/// Records that somebody was asked and did not want to answer. Pressed before the field loses the focus.
#[component]
fn Decline(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let onclick = {
        let props = props.clone();
        Callback::from(move |()| {
            let change = FieldChange::Set(Value::Declined);
            act.run(props.desk.edit(&props.place, &props.schema.id, change, props.desk.version.clone()));
            props.on_close.emit(true);
        })
    };
    html! {
        <span onmousedown={|event: MouseEvent| event.prevent_default()}>
            <Button label={locale.text("value-declined")} kind={Kind::Quiet} {onclick} />
        </span>
    }
}
