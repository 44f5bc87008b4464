//! Next steps: what was promised to whom, and since when it waits. Done is one tap, and one more takes it back.

use crate::door::use_command;
use crate::locale::{Locale, use_locale};
use crate::route::{CaseTab, Route};
use crate::ui::kit::button::Button;
use crate::ui::kit::chip::{Chip, Tone};
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::go::Go;
use crate::ui::kit::name::Name;
use crate::ui::kit::panel::Panel;
use api::command::{Command, FieldChange};
use api::field::{Place, Sheet, Value};
use api::ids::Version;
use api::view::StepLine;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) title: AttrValue,
    pub(crate) steps: Vec<StepLine>,
    pub(crate) empty: AttrValue,
}

/// As many rows as one takes in at a glance; the others come when asked for.
const ROWS: usize = 20;

/// The steps.
#[component]
pub(crate) fn Steps(props: &Props) -> Html {
    let locale = use_locale();
    let rows = use_state_eq(|| ROWS);
    let on_more = {
        let rows = rows.clone();
        Callback::from(move |()| rows.set(*rows + 5 * ROWS))
    };
    let n_overdue = props.steps.iter().filter(|step| 0 < step.overdue_days).count();
    let aside = match i64::try_from(n_overdue) {
        Ok(n) if 0 < n => html! { <Chip text={locale.count("steps-overdue", n)} tone={Tone::Bad} /> },
        _ => html! {},
    };
    html! {
        <Panel title={props.title.clone()} {aside}>
            if props.steps.is_empty() {
                <EmptyState text={props.empty.clone()} />
            } else {
                <ul>
                    { for props.steps.iter().take(*rows).map(|step| html! { <Step key={step.entry.to_string()} step={step.clone()} /> }) }
                </ul>
                if *rows < props.steps.len() { <div class="Panel-foot no-print"><Button label={locale.text("show-more")} onclick={on_more} /></div> }
            }
        </Panel>
    }
}

#[derive(PartialEq, Properties)]
struct StepProps {
    step: StepLine,
}

#[component]
fn Step(props: &StepProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let step = &props.step;
    let onchange = {
        let (case, entry) = (step.case, step.entry);
        let today = locale.dates().today();
        Callback::from(move |_: Event| {
            let done = |value: Value| Command::Edit {
                sheet: Sheet::CaseFile(case),
                place: Place::Entry("steps".to_owned(), entry),
                field: "step.done_on".to_owned(),
                change: FieldChange::Set(value),
                seen: Version::default(),
            };
            act.undoable(done(Value::Day(today)), "toast-step-done", done(Value::NotAsked));
        })
    };
    let tone = if 0 < step.overdue_days { Tone::Bad } else { Tone::Plain };
    html! {
        <li class="Step">
            <label class="Step-check">
                <input type="checkbox" checked=false {onchange} autocomplete="off" aria-label={format!("{}: {}", locale.text("step-done"), step.text)} />
            </label>
            <div class="Step-what">
                <span dir="auto">{ step.text.clone() }</span>
                <Go to={Route::Case(step.case, CaseTab::Overview)} class="Step-case"><Name text={step.title.clone()} /></Go>
            </div>
            <Chip text={due(&locale, step)} {tone} />
        </li>
    }
}

fn due(locale: &Locale, step: &StepLine) -> AttrValue {
    match step.overdue_days {
        0 => locale.text("due-today"),
        1 => locale.text("due-since-yesterday"),
        days if 1 < days => locale.count("due-since", days),
        -1 => locale.text("due-tomorrow"),
        _ => step.due.map(|day| locale.dates().short(day).into()).unwrap_or_default(),
    }
}
