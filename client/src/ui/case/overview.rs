//! *Überblick*: what is to be done, when one meets next, what was said last, and how to reach the person.

use super::OpenCase;
use super::appointments::CaseAppointments;
use super::facts::{Facts, Which};
use super::list::EntryList;
use super::remove::RemoveEntry;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::ui::kit::button::Button;
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::field::{Desk, EntryFields, entries, value_of};
use crate::ui::kit::panel::Panel;
use api::command::{Command, FieldChange};
use api::field::{EntryState, Place, Value};
use api::ids::Version;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) open: OpenCase,
}

/// What one wants to know at a glance.
const KEY_FACTS: [&str; 6] = [
    "case.goal",
    "case.goal_text",
    "case.responsible",
    "case.substitute",
    "background.residence_place",
    "background.residence_status",
];

/// The overview.
#[component]
pub(crate) fn Overview(props: &Props) -> Html {
    let open = &props.open;
    let file = open.file.as_ref().zip(open.view.file.as_ref());
    html! {
        <div class="Overview">
            if let Some((desk, file)) = file {
                <StepList desk={Rc::clone(desk)} steps={entries(file, "steps")} me={open.me} />
            }
            <CaseAppointments case={open.view.line.id} lines={open.view.appointments.clone()} writable={open.view.writable} />
            if let Some((desk, file)) = file {
                <Facts desk={Rc::clone(desk)} states={file.root.clone()} which={Which::These(&KEY_FACTS)} title="panel-key-facts" />
            }
            <EntryList desk={Rc::clone(&open.person)} list="reachability" entries={entries(&open.view.person, "reachability")} />
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct StepsProps {
    desk: Rc<Desk>,
    steps: Vec<EntryState>,
    me: api::ids::MemberId,
}

/// Next steps, the open ones first, by day.
#[component]
fn StepList(props: &StepsProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let mut steps: Vec<&EntryState> = props.steps.iter().collect();
    steps.sort_by_key(|step| {
        let fields = &step.fields;
        (
            value_of(fields, "step.done_on") != &Value::NotAsked,
            value_of(fields, "step.due") == &Value::NotAsked,
            value_of(fields, "step.due").clone(),
        )
    });
    let (sheet, me) = (props.desk.sheet, props.me);
    let onclick = Callback::from(move |()| {
        let fields = vec![("step.responsible".to_owned(), Value::Member(me))];
        act.run(Command::AddEntry { sheet, list: "steps".to_owned(), fields });
    });
    html! {
        <Panel title={locale.text("list-steps")}>
            if steps.is_empty() { <EmptyState text={locale.text("list-steps-empty")} /> }
            <ul>
                { for steps.into_iter().map(|step| html! { <StepRow key={step.id.to_string()} desk={Rc::clone(&props.desk)} step={step.clone()} /> }) }
            </ul>
            if props.desk.writable {
                <div class="Panel-foot no-print"><Button label={locale.text("list-steps-add")} icon="add" {onclick} /></div>
            }
        </Panel>
    }
}

#[derive(PartialEq, Properties)]
struct RowProps {
    desk: Rc<Desk>,
    step: EntryState,
}

/// What a step is about, in sight even if nobody wrote it yet.
const OF_A_STEP: &[&str] = &["step.text", "step.due", "step.responsible"];

#[component]
fn StepRow(props: &RowProps) -> Html {
    let (desk, step) = (&props.desk, &props.step);
    let is_new = value_of(&step.fields, "step.text") == &Value::NotAsked;
    let is_done = value_of(&step.fields, "step.done_on") != &Value::NotAsked;
    html! {
        <li class="StepRow" data-done={is_done.then_some("true")}>
            <EntryFields desk={Rc::clone(desk)} list="steps" entry={step.clone()} always={OF_A_STEP} opens_first={is_new}>
                <RemoveEntry desk={Rc::clone(desk)} list="steps" entry={step.id} bare=true />
                <DoneButton desk={Rc::clone(desk)} step={step.clone()} />
            </EntryFields>
        </li>
    }
}

/// Done today, in one tap.
#[component]
fn DoneButton(props: &RowProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    if value_of(&props.step.fields, "step.done_on") != &Value::NotAsked {
        return html! {};
    }
    let (desk, entry, today) = (Rc::clone(&props.desk), props.step.id, locale.dates().today());
    let onclick = Callback::from(move |()| {
        let place = Place::Entry("steps".to_owned(), entry);
        let set = |value: Value| {
            desk.edit(&place, &"step.done_on".to_owned(), FieldChange::Set(value), Version::default())
        };
        act.undoable(set(Value::Day(today)), "toast-step-done", set(Value::NotAsked));
    });
    html! { <Button label={locale.text("step-done")} icon="check" {onclick} /> }
}
