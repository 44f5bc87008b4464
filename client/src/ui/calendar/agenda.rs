//! What comes, day by day.

use super::marks;
use super::status_menu::StatusMenu;
use super::versions::{AppointmentVersions, is_first};
use crate::locale::{dates::Dates, use_locale};
use crate::route::{CaseTab, Route};
use crate::ui::kit::chip::{Chip, Tone};
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::go::Go;
use crate::ui::kit::name::Name;
use crate::ui::kit::panel::Panel;
use crate::ui::wording;
use api::ids::Day;
use api::view::{AppointmentLine, CalendarView};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) calendar: Rc<CalendarView>,
}

/// The list.
#[component]
pub(crate) fn Agenda(props: &Props) -> Html {
    let locale = use_locale();
    let calendar = &props.calendar;
    let mut days: Vec<Day> = calendar.appointments.iter().map(|line| line.day).collect();
    days.extend(calendar.holidays.iter().map(|(day, _)| *day));
    days.sort();
    days.dedup();
    if days.is_empty() {
        return html! { <EmptyState text={locale.text("calendar-empty")} /> };
    }
    html! {
        <div class="Agenda">
            { for days.into_iter().map(|day| {
                let holiday = calendar.holidays.iter().find(|(on, _)| *on == day).map(|(_, code)| locale.code("holidays", code));
                let title = if day == calendar.today { format!("{} · {}", locale.text("today-word"), locale.dates().short(day)) } else { locale.dates().short(day) };
                let aside = holiday.map(|text| html! { <Chip {text} tone={Tone::Warn} /> }).unwrap_or_default();
                html! {
                    <Panel key={locale.dates().long(day)} {title} {aside}>
                        <ul>
                            { for calendar.appointments.iter().filter(|line| line.day == day).map(|line| html! {
                                <Line key={marks::key(line)} line={line.clone()} is_first={is_first(&calendar.appointments, line)} />
                            }) }
                        </ul>
                    </Panel>
                }
            }) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct LineProps {
    line: AppointmentLine,
    /// Is it the first line of its appointment?
    is_first: bool,
}

#[component]
fn Line(props: &LineProps) -> Html {
    let locale = use_locale();
    let line = &props.line;
    let title = wording::appointment(&locale, line);
    html! {
        <li class="AppointmentLine">
            <time>{ Dates::time(line.start) }</time>
            <div class="AppointmentLine-what">
                if let Some(case) = line.case {
                    <Go to={Route::Case(case, CaseTab::Overview)} class="Slot-name"><Name text={title} /></Go>
                } else {
                    <span class="Slot-name">{ title }</span>
                }
                <span class="muted small">{ wording::beside([locale.code("appointment_kinds", &line.kind).as_str(), &locale.count("minutes", line.minutes), &line.site_name]) }</span>
            </div>
            if line.status != "planned" { <Chip text={locale.code("appointment_status", &line.status)} /> }
            { marks::of(&locale, line) }
            <StatusMenu line={line.clone()} />
            if props.is_first { <AppointmentVersions line={line.clone()} /> }
        </li>
    }
}
