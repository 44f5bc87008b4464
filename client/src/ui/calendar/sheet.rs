//! One appointment looked at closely, from the grid: what it is, the way to the case, and what can be done with it.

use super::marks;
use super::status_menu::{Doings, reschedule::Reschedule};
use super::versions::AppointmentVersions;
use crate::locale::{Locale, dates::Dates, use_locale};
use crate::route::{CaseTab, Route};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::chip::Chip;
use crate::ui::kit::dialog::Dialog;
use crate::ui::kit::go::Go;
use crate::ui::wording;
use api::view::AppointmentLine;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) line: AppointmentLine,
    pub(crate) on_close: Callback<()>,
}

/// The sheet; what was chosen in it closes it.
#[component]
pub(crate) fn Sheet(props: &Props) -> Html {
    let locale = use_locale();
    let moves = use_state_eq(|| false);
    let line = &props.line;
    if *moves {
        let title = if line.case.is_none() { "slot-give" } else { "appointment-move" };
        return html! { <Reschedule line={line.clone()} {title} on_close={props.on_close.clone()} /> };
    }
    let onclick = props.on_close.reform(|_: MouseEvent| ());
    let on_move = Callback::from(move |()| moves.set(true));
    let move_label = locale.text(if line.case.is_none() { "slot-give" } else { "appointment-move" });
    html! {
        <Dialog title={wording::appointment(&locale, line)} on_close={props.on_close.clone()}>
            <p>{ about(&locale, line) }</p>
            <p class="Row">
                <Chip text={locale.code("appointment_status", &line.status)} />
                { marks::of(&locale, line) }
            </p>
            <AppointmentVersions line={line.clone()} />
            <div class="Sheet-do">
                if let Some(case) = line.case {
                    <Go to={Route::Case(case, CaseTab::Overview)} class="Button" kind="primary">{ locale.text("appointment-to-case") }</Go>
                }
                <Button label={move_label} onclick={on_move} />
                <div class="Sheet-more" {onclick}>
                    <Doings line={line.clone()} />
                </div>
                <Button label={locale.text("close")} kind={Kind::Quiet} onclick={props.on_close.clone()} />
            </div>
        </Dialog>
    }
}

/// "Dienstag, 24. November 2026, 10:00 · 45 Min. · Folgeberatung · Rathaus".
fn about(locale: &Locale, line: &AppointmentLine) -> String {
    let dates = locale.dates();
    let when = format!("{}, {}, {}", dates.weekday(line.day), dates.long(line.day), Dates::time(line.start));
    let minutes = locale.count("minutes", line.minutes);
    let kind = locale.code("appointment_kinds", &line.kind);
    wording::beside([when.as_str(), &minutes, &kind, &line.site_name])
}
