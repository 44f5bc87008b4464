//! Days side by side with their hours. Positions are attributes of the elements; the style sheet knows what they mean,
//! because the page allows no styles in its markup.

use super::layout::{Place, columns, hours};
use super::marks;
use super::sheet::Sheet;
use crate::civil::calendar::{days_between, plus_days};
use crate::locale::{dates::Dates, use_locale};
use crate::platform::page;
use crate::route::{Route, Span};
use crate::ui::kit::chip::{Chip, Tone};
use crate::ui::kit::go::Go;
use crate::ui::kit::name::Name;
use crate::ui::wording;
use api::ids::{Day, TimeOfDay};
use api::view::{AppointmentLine, CalendarView};
use std::rc::Rc;
use yew::prelude::*;

/// The finest step of the grid, in minutes.
const STEP: u16 = 15;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) calendar: Rc<CalendarView>,
}

/// The grid.
#[component]
pub(crate) fn Grid(props: &Props) -> Html {
    let calendar = &props.calendar;
    let slots: Vec<(TimeOfDay, u16)> =
        calendar.appointments.iter().map(|line| (line.start, line.minutes)).collect();
    let (first, last) = hours(&slots);
    let n_days = days_between(calendar.from, calendar.to) + 1;
    let node = use_node_ref();
    {
        let node = node.clone();
        // A week is wider than a phone: today comes into sight by itself.
        use_effect_with(calendar.from, move |_| {
            if let Some(grid) = node.cast::<web_sys::HtmlElement>() {
                page::bring_to_the_middle(&grid, "[data-today]");
            }
        });
    }
    html! {
        <div ref={node} class="Grid" data-days={n_days.to_string()}>
            <ol class="Grid-hours" aria-hidden="true">
                { for (first..last).map(|hour| html! { <li key={hour}>{ Dates::time(TimeOfDay(hour * 60)) }</li> }) }
            </ol>
            { for (0..n_days).map(|n| {
                let day = plus_days(calendar.from, n);
                html! { <DayColumn key={n} calendar={Rc::clone(calendar)} {day} first_hour={first} {last} /> }
            }) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct DayProps {
    calendar: Rc<CalendarView>,
    day: Day,
    first_hour: u16,
    last: u16,
}

#[component]
fn DayColumn(props: &DayProps) -> Html {
    let locale = use_locale();
    let (calendar, day) = (&props.calendar, props.day);
    let mut lines: Vec<&AppointmentLine> =
        calendar.appointments.iter().filter(|line| line.day == day).collect();
    lines.sort_by_key(|line| line.start);
    let slots: Vec<(TimeOfDay, u16)> = lines.iter().map(|line| (line.start, line.minutes)).collect();
    let holiday =
        calendar.holidays.iter().find(|(on, _)| *on == day).map(|(_, code)| locale.code("holidays", code));
    let rows = (props.last - props.first_hour) * 60 / STEP;
    let places = columns(&slots);
    let node = use_node_ref();
    {
        // A day with many appointments side by side is wider, so that each can be pressed.
        let side_by_side = places.iter().map(|place| place.columns).max().unwrap_or(1);
        let node = node.clone();
        use_effect_with(side_by_side, move |side_by_side| {
            if let Some(element) = node.cast::<web_sys::HtmlElement>() {
                drop(element.style().set_property("--side-by-side", &side_by_side.to_string()));
            }
        });
    }
    html! {
        <section ref={node} class="Grid-day" data-today={(day == calendar.today).then_some("true")}>
            <h3><Go to={Route::Calendar(Span::Day, Some(day))}>{ locale.dates().short(day) }</Go></h3>
            if let Some(text) = holiday { <Chip {text} tone={Tone::Warn} /> }
            <ol class="Grid-slots" data-rows={rows.to_string()}>
                { for lines.iter().zip(places).map(|(line, place)| html! {
                    <Block key={marks::key(line)} line={(*line).clone()} {place} first_hour={props.first_hour} />
                }) }
            </ol>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct BlockProps {
    line: AppointmentLine,
    place: Place,
    first_hour: u16,
}

#[component]
fn Block(props: &BlockProps) -> Html {
    let locale = use_locale();
    let line = &props.line;
    let node = use_node_ref();
    {
        let row = (line.start.0.saturating_sub(props.first_hour * 60)) / STEP + 1;
        let rows = line.minutes.div_ceil(STEP).max(2);
        let place = props.place;
        let node = node.clone();
        // CSSOM, because the page allows no style attributes and a table of every position would be longer than this.
        use_effect_with((row, rows, place), move |(row, rows, place)| {
            if let Some(element) = node.cast::<web_sys::HtmlElement>() {
                let style = element.style();
                drop(style.set_property("grid-row", &format!("{row} / span {rows}")));
                drop(style.set_property("--column", &place.column.to_string()));
                drop(style.set_property("--columns", &place.columns.to_string()));
            }
        });
    }
    let is_open = use_state_eq(|| false);
    let onclick = {
        let is_open = is_open.setter();
        Callback::from(move |_: MouseEvent| is_open.set(true))
    };
    let on_close = {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(false))
    };
    let title = wording::appointment(&locale, line);
    let inside = html! { <><span><time>{ Dates::time(line.start) }</time>{ " " }<Name text={title} /></span><span class="muted">{ line.site_name.clone() }</span></> };
    html! {
        <li ref={node} class="Grid-slot" data-free={line.case.is_none().then_some("true")} data-overlaps={line.overlaps.then_some("true")} data-status={line.status.clone()}>
            <button type="button" aria-haspopup="dialog" {onclick}>{ inside }</button>
            if *is_open { <Sheet line={line.clone()} {on_close} /> }
        </li>
    }
}
