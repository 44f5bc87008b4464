//! *Kalender*: list, day, week and month; Monday first, ISO weeks, holidays of the unit's Land.

mod agenda;
mod grid;
pub(crate) mod layout;
pub(crate) mod marks;
mod month;
pub(crate) mod new_appointment;
mod sheet;
pub(crate) mod status_menu;
pub(crate) mod versions;

use super::kit::go::Go;
use super::kit::icon::Icon;
use super::kit::loaded::loaded;
use super::kit::tabs::Tabs;
use crate::civil::calendar::{iso_week, monday_of, plus_days, plus_months};
use crate::door::use_view;
use crate::locale::{Locale, use_locale};
use crate::route::{Route, Span};
use agenda::Agenda;
use api::ids::Day;
use api::query::Query;
use api::view::CalendarView;
use grid::Grid;
use month::Month;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) span: Span,
    pub(crate) day: Option<Day>,
}

/// The screen.
#[component]
pub(crate) fn CalendarScreen(props: &Props) -> Html {
    let locale = use_locale();
    let day = props.day.unwrap_or_else(|| locale.dates().today());
    let (from, to) = range(props.span, day);
    let calendar = use_view::<CalendarView>(Query::Calendar { from, to });
    let tabs = Span::ALL
        .map(|span| (Route::Calendar(span, props.day), locale.text(&format!("span-{}", span.word()))));
    html! {
        <div class="Calendar">
            <div class="Calendar-head">
                <Tabs label={locale.text("calendar-spans")} tabs={tabs.to_vec()} current={Route::Calendar(props.span, props.day)} />
                <div class="Row">
                    <Turn to={turned(props.span, day, -1)} icon="chevron-left" label={locale.text("earlier")} />
                    <Go to={Route::Calendar(props.span, None)} class="Button">{ locale.text("today-word") }</Go>
                    <Turn to={turned(props.span, day, 1)} icon="chevron-right" label={locale.text("later")} />
                    <Go to={Route::NewAppointment(None, props.day)} class="Button Calendar-new" kind="primary"><Icon name="add" /><span>{ locale.text("new-appointment") }</span></Go>
                </div>
            </div>
            <h2 class="Calendar-title">{ heading(&locale, props.span, day) }</h2>
            { loaded(&locale, &calendar, |view| {
                let calendar = Rc::clone(view);
                match props.span {
                    Span::Agenda => html! { <Agenda {calendar} /> },
                    Span::Day | Span::Week => html! { <Grid {calendar} /> },
                    Span::Month => html! { <Month {calendar} {day} /> },
                }
            }) }
        </div>
    }
}

/// First and last day on screen.
fn range(span: Span, day: Day) -> (Day, Day) {
    match span {
        Span::Agenda => (day, plus_days(day, 27)),
        Span::Day => (day, day),
        Span::Week => (monday_of(day), plus_days(monday_of(day), 6)),
        Span::Month => layout::month_range(day),
    }
}

fn turned(span: Span, day: Day, by: i32) -> Route {
    let day = match span {
        Span::Agenda => plus_days(day, 28 * by),
        Span::Day => plus_days(day, by),
        Span::Week => plus_days(day, 7 * by),
        Span::Month => plus_months(day, by),
    };
    Route::Calendar(span, Some(day))
}

fn heading(locale: &Locale, span: Span, day: Day) -> String {
    let dates = locale.dates();
    match span {
        Span::Agenda => locale.with("agenda-from", &[("day", &dates.long(day))]).to_string(),
        Span::Day => format!("{}, {}", dates.weekday(day), dates.long(day)),
        Span::Week => {
            format!("{} · {}", locale.count("calendar-week", iso_week(day)), dates.month(monday_of(day)))
        }
        Span::Month => dates.month(day),
    }
}

#[derive(PartialEq, Properties)]
struct TurnProps {
    to: Route,
    icon: &'static str,
    label: AttrValue,
}

/// One page on or back.
#[component]
fn Turn(props: &TurnProps) -> Html {
    html! { <Go to={props.to} class="Button Button-bare"><Icon name={props.icon} /><span class="sr-only">{ props.label.clone() }</span></Go> }
}
