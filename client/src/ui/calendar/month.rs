//! A month at a glance: how full each day is, and where to look closer.

use super::layout::month_range;
use super::marks;
use crate::civil::calendar::{days_between, iso_week, plus_days};
use crate::locale::{dates::Dates, use_locale};
use crate::route::{Route, Span};
use crate::ui::kit::go::Go;
use api::ids::Day;
use api::view::CalendarView;
use std::rc::Rc;
use yew::prelude::*;

/// More than this would make the days of different height.
const SHOWN: usize = 3;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) calendar: Rc<CalendarView>,
    pub(crate) day: Day,
}

/// The month.
#[component]
pub(crate) fn Month(props: &Props) -> Html {
    let locale = use_locale();
    let (first, last) = month_range(props.day);
    let n_weeks = (days_between(first, last) + 1) / 7;
    html! {
        <table class="Month">
            <thead>
                <tr>
                    <th scope="col"><abbr title={locale.text("calendar-week-long")}>{ locale.text("calendar-week-short") }</abbr></th>
                    { for (0..7).map(|n| html! { <th key={n} scope="col">{ locale.dates().weekday(plus_days(first, n)).chars().take(2).collect::<String>() }</th> }) }
                </tr>
            </thead>
            <tbody>
                { for (0..n_weeks).map(|week| {
                    let monday = plus_days(first, 7 * week);
                    html! {
                        <tr key={week}>
                            <th scope="row"><Go to={Route::Calendar(Span::Week, Some(monday))}>{ iso_week(monday) }</Go></th>
                            { for (0..7).map(|n| html! { <MonthDay key={n} calendar={Rc::clone(&props.calendar)} day={plus_days(monday, n)} month={props.day.month} /> }) }
                        </tr>
                    }
                }) }
            </tbody>
        </table>
    }
}

#[derive(PartialEq, Properties)]
struct DayProps {
    calendar: Rc<CalendarView>,
    day: Day,
    month: u8,
}

#[component]
fn MonthDay(props: &DayProps) -> Html {
    let locale = use_locale();
    let (calendar, day) = (&props.calendar, props.day);
    let lines: Vec<_> = calendar.appointments.iter().filter(|line| line.day == day).collect();
    let holiday =
        calendar.holidays.iter().find(|(on, _)| *on == day).map(|(_, code)| locale.code("holidays", code));
    let n_more = lines.len().saturating_sub(SHOWN);
    let count = locale.count("appointments-count", i64::try_from(lines.len()).unwrap_or(0));
    html! {
        <td class="Month-day" data-today={(day == calendar.today).then_some("true")} data-other={(day.month != props.month).then_some("true")}>
            <Go to={Route::Calendar(Span::Day, Some(day))} class="Month-number">
                <span aria-hidden="true">{ day.day }</span><span class="sr-only">{ format!("{}, {count}", locale.dates().long(day)) }</span>
            </Go>
            if let Some(holiday) = holiday { <span class="Month-holiday small">{ holiday }</span> }
            <ul class="Month-lines">
                { for lines.iter().take(SHOWN).map(|line| html! {
                    <li key={marks::key(line)} class="small"><time>{ Dates::time(line.start) }</time>{ " " }<bdi dir="auto">{ line.title.clone() }</bdi></li>
                }) }
            </ul>
            if 0 < n_more { <span class="muted small">{ locale.count("more-count", i64::try_from(n_more).unwrap_or(0)) }</span> }
            if !lines.is_empty() { <span class="Month-count small" aria-hidden="true">{ lines.len() }</span> }
        </td>
    }
}
