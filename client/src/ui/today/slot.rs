//! An appointment of the day, with what is usually done with it.

use super::now::is_over;
use crate::door::use_command;
use crate::locale::{dates::Dates, use_locale};
use crate::route::{CaseTab, Route};
use crate::ui::calendar::marks;
use crate::ui::calendar::status_menu::{StatusMenu, reschedule::Reschedule};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::chip::Chip;
use crate::ui::kit::go::{self, Go};
use crate::ui::kit::name::Name;
use crate::ui::wording;
use api::command::{Command, Done};
use api::field::{Sheet, Value};
use api::view::AppointmentLine;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) line: AppointmentLine,
    pub(crate) is_next: bool,
    pub(crate) with_site: bool,
    /// May whoever looks at it write in the case file?
    pub(crate) with_files: bool,
    /// With which colleague, in words.
    pub(crate) with: Option<AttrValue>,
    /// What has to be settled about it.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The slot.
#[component]
pub(crate) fn Slot(props: &Props) -> Html {
    let locale = use_locale();
    let line = &props.line;
    let title = wording::appointment(&locale, line);
    let about = format!(
        "{} · {}",
        locale.code("appointment_kinds", &line.kind),
        locale.count("minutes", line.minutes)
    );
    html! {
        <li class="Slot" data-now={props.is_next.then_some("true")} data-free={line.case.is_none().then_some("true")} data-over={is_over(&line.status).then_some("true")}>
            <time>{ Dates::time(line.start) }</time>
            <div class="Slot-what">
                if let Some(case) = line.case {
                    <Go to={Route::Case(case, CaseTab::Overview)} class="Slot-name"><Name text={title} /></Go>
                } else {
                    <span class="Slot-name">{ title }</span>
                }
                <span class="muted small">{ about }</span>
                if props.with_site && !line.site_name.is_empty() { <span class="muted small">{ line.site_name.clone() }</span> }
                if let Some(with) = &props.with { <span class="muted small">{ with.clone() }</span> }
                { marks::of(&locale, line) }
            </div>
            <div class="Slot-do">
                if is_over(&line.status) { <Chip text={locale.code("appointment_status", &line.status)} /> }
                if props.with_files { <Begin line={line.clone()} is_next={props.is_next} /> }
                if line.case.is_none() && !is_over(&line.status) { <GiveAway line={line.clone()} /> }
                <StatusMenu line={line.clone()} />
            </div>
            { props.children.clone() }
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct BeginProps {
    line: AppointmentLine,
    is_next: bool,
}

/// Begins the counselling: a contact of today with what the appointment already knows.
#[component]
fn Begin(props: &BeginProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let line = &props.line;
    let Some(case) = line.case.filter(|_| props.is_next) else { return html! {} };
    let mut fields = vec![
        ("contact.date".to_owned(), Value::Day(line.day)),
        ("contact.start".to_owned(), Value::Time(line.start)),
        ("contact.duration_minutes".to_owned(), Value::Number(line.minutes.into())),
    ];
    fields.extend(line.site.map(|site| ("contact.site".to_owned(), Value::Site(site))));
    fields.extend(line.counsellor.map(|member| ("contact.counsellor".to_owned(), Value::Member(member))));
    let (appointment, day) = (line.id, line.day);
    let onclick = Callback::from(move |()| {
        let attended = Command::SetAppointmentStatus { appointment, day, status: "attended".to_owned() };
        let add = Command::AddEntry {
            sheet: Sheet::CaseFile(case),
            list: "contacts".to_owned(),
            fields: fields.clone(),
        };
        let marks = act.clone();
        act.then(
            add,
            Callback::from(move |done| {
                if let Done::Entry(_) = done {
                    marks.run(attended.clone());
                    go::go(Route::Case(case, CaseTab::Contacts));
                }
            }),
        );
    });
    html! { <Button label={locale.text("begin-counselling")} kind={Kind::Primary} {onclick} about={AttrValue::from(line.title.clone())} /> }
}

#[derive(PartialEq, Properties)]
struct GiveProps {
    line: AppointmentLine,
}

/// Gives a free slot to somebody.
#[component]
fn GiveAway(props: &GiveProps) -> Html {
    let locale = use_locale();
    let is_open = use_state_eq(|| false);
    let set = |value: bool| {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(value))
    };
    html! {
        <>
            <Button label={locale.text("slot-give")} onclick={set(true)} />
            if *is_open { <Reschedule line={props.line.clone()} title="slot-give" on_close={set(false)} /> }
        </>
    }
}
