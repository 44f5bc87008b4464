//! What is done with a case as a whole: close, reopen, print, trash.

mod flow;

use super::OpenCase;
use crate::door::{Act, use_command};
use crate::locale::use_locale;
use crate::platform::page;
use crate::route::Route;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::choice::Choice;
use crate::ui::kit::dialog::Dialog;
use crate::ui::kit::field::codes;
use crate::ui::kit::go;
use crate::ui::kit::menu::Menu;
use api::command::Command;
use api::field::Schema;
use api::ids::CaseId;
use flow::{Action, CloseCase, Step};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) open: OpenCase,
}

/// The menu.
#[component]
pub(crate) fn CaseMenu(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let closing = use_state_eq(|| None::<CloseCase>);
    let view = &props.open.view;
    let case = view.line.id;
    let set = |value: Option<CloseCase>| {
        let closing = closing.setter();
        Callback::from(move |()| closing.set(value.clone()))
    };
    let on_step = {
        let (closing, act) = (closing.setter(), act.clone());
        Callback::from(move |step: Step| match step {
            Step::Continue(flow) => closing.set(Some(flow)),
            Step::Close(reason) => {
                closing.set(None);
                act.undoable(
                    Command::CloseCase { case, reason },
                    "toast-case-closed",
                    Command::ReopenCase { case },
                );
            }
            Step::Stay => closing.set(None),
        })
    };
    let acts_on_case = view.file.is_some() && !view.needs_reason;
    html! {
        <>
            <Menu label={locale.text("case-menu")}>
                <Button label={locale.text("print")} kind={Kind::Quiet} onclick={|()| page::print()} />
                if acts_on_case && view.line.open { <Button label={locale.text("case-close")} kind={Kind::Quiet} onclick={set(Some(CloseCase::default()))} /> }
                if acts_on_case && !view.line.open { <Reopen {case} /> }
                if acts_on_case { <Button label={locale.text("case-trash")} kind={Kind::Danger} onclick={move |()| trash(&act, case)} /> }
            </Menu>
            if let Some(flow) = &*closing { <CloseDialog flow={flow.clone()} schema={Rc::clone(&props.open.person.schema)} {on_step} /> }
        </>
    }
}

fn trash(act: &Act, case: CaseId) {
    let undo = Command::TrashCase { case, removed: false };
    act.undoable(Command::TrashCase { case, removed: true }, "toast-case-removed", undo);
    go::go(Route::Cases);
}

#[derive(PartialEq, Properties)]
struct ReopenProps {
    case: CaseId,
}

#[component]
fn Reopen(props: &ReopenProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let case = props.case;
    html! { <Button label={locale.text("case-reopen")} kind={Kind::Quiet} onclick={move |()| act.run(Command::ReopenCase { case })} /> }
}

#[derive(PartialEq, Properties)]
struct DialogProps {
    flow: CloseCase,
    schema: Rc<Schema>,
    on_step: Callback<Step>,
}

/// Asks for the reason.
#[component]
fn CloseDialog(props: &DialogProps) -> Html {
    let locale = use_locale();
    let mut options = vec![(AttrValue::default(), locale.text("please-choose"))];
    options.extend(codes(&props.schema, "case.closing_reason").into_iter().map(|(list, code)| {
        let label = locale.code(&list, &code);
        (AttrValue::from(code), label)
    }));
    let act = |action: Action| {
        let (flow, on_step) = (props.flow.clone(), props.on_step.clone());
        Callback::from(move |()| on_step.emit(flow.clone().update(action.clone())))
    };
    let on_change = {
        let (flow, on_step) = (props.flow.clone(), props.on_step.clone());
        Callback::from(move |reason| on_step.emit(flow.clone().update(Action::ReasonChosen(reason))))
    };
    let value = props.flow.reason().unwrap_or_default().to_owned();
    html! {
        <Dialog title={locale.text("case-close")} on_close={act(Action::Cancelled)}>
            <p>{ locale.text("case-close-text") }</p>
            <Choice label={locale.text("field-case-closing_reason")} {options} {value} {on_change} />
            if props.flow.misses_reason() { <p class="TextField-error" role="alert">{ locale.text("fault-blank") }</p> }
            <div class="Row">
                <Button label={locale.text("case-close")} kind={Kind::Primary} onclick={act(Action::Confirmed)} />
                <Button label={locale.text("cancel")} kind={Kind::Quiet} onclick={act(Action::Cancelled)} />
            </div>
        </Dialog>
    }
}
