//! What can be done with an appointment: what became of it, another time, a file for another calendar.

pub(crate) mod reschedule;

use super::super::today::now::is_over;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::platform::download;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::menu::Menu;
use crate::ui::wording;
use api::command::{Command, Done};
use api::view::AppointmentLine;
use reschedule::Reschedule;
use yew::prelude::*;

/// What usually becomes of an appointment; codes of the list `appointment_status`.
const OUTCOMES: [&str; 4] = ["attended", "no_show", "cancelled_by_counselee", "cancelled_by_unit"];

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) line: AppointmentLine,
}

/// The menu.
#[component]
pub(crate) fn StatusMenu(props: &Props) -> Html {
    let locale = use_locale();
    let moves = use_state_eq(|| false);
    let line = &props.line;
    let set_moves = |value: bool| {
        let moves = moves.setter();
        Callback::from(move |()| moves.set(value))
    };
    let name = wording::appointment(&locale, line);
    html! {
        <>
            <Menu label={format!("{}: {name}", locale.text("appointment-menu"))}>
                <Button label={locale.text("appointment-move")} kind={Kind::Quiet} onclick={set_moves(true)} />
                <Doings line={line.clone()} />
            </Menu>
            if *moves { <Reschedule line={line.clone()} on_close={set_moves(false)} /> }
        </>
    }
}

/// What can be done with an appointment beside moving it; the menu and the sheet list the same.
#[component]
pub(crate) fn Doings(props: &Props) -> Html {
    let line = &props.line;
    html! {
        <>
            { for outcomes(line).iter().map(|status| html! { <Outcome key={*status} line={line.clone()} {status} /> }) }
            <Export line={line.clone()} with_name=false />
            if !line.title.is_empty() { <Export line={line.clone()} with_name=true /> }
        </>
    }
}

/// What can become of it now.
fn outcomes(line: &AppointmentLine) -> &'static [&'static str] {
    if is_over(&line.status) { &["planned"] } else { &OUTCOMES }
}

#[derive(PartialEq, Properties)]
struct OutcomeProps {
    line: AppointmentLine,
    status: &'static str,
}

/// Says what became of it; one tap takes it back.
#[component]
fn Outcome(props: &OutcomeProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let (appointment, day) = (props.line.id, props.line.day);
    let set = move |status: String| Command::SetAppointmentStatus { appointment, day, status };
    let (status, before) = (props.status, props.line.status.clone());
    let label = locale.code("appointment_status", status);
    let onclick = Callback::from(move |()| {
        act.undoable(set(status.to_owned()), "toast-appointment-changed", set(before.clone()))
    });
    html! { <Button {label} kind={Kind::Quiet} {onclick} /> }
}

#[derive(PartialEq, Properties)]
struct ExportProps {
    line: AppointmentLine,
    with_name: bool,
}

/// A calendar file; with the name only if asked for, because other calendars are read by others.
#[component]
fn Export(props: &ExportProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let (appointment, case, day) = (props.line.id, props.line.case, props.line.day);
    let with_name = props.with_name;
    let onclick = Callback::from(move |()| {
        let on_done = Callback::from(|done| {
            if let Done::CalendarFile(text) = done {
                // A browser that takes no files says so itself.
                let _was_taken = download::offer("termin.ics", "text/calendar", &text);
            }
        });
        act.then(Command::ExportAppointment { appointment, case, day, with_name }, on_done);
    });
    let key = if with_name { "appointment-export-name" } else { "appointment-export" };
    html! { <Button label={locale.text(key)} kind={Kind::Quiet} {onclick} /> }
}
