//! What has to be looked at in an appointment: it overlaps another one, or two people said different things about it.

use crate::locale::Locale;
use crate::ui::kit::chip::{Chip, Tone};
use api::ids::Day;
use api::view::AppointmentLine;
use yew::prelude::*;

/// The chips.
pub(crate) fn of(locale: &Locale, line: &AppointmentLine) -> Html {
    html! {
        <>
            if line.overlaps { <Chip text={locale.text("overlaps")} tone={Tone::Warn} /> }
            if line.conflict { <Chip text={locale.count("versions", 2)} tone={Tone::Warn} /> }
        </>
    }
}

/// Tells the lines of a list apart: an appointment of several versions has one for each of them.
pub(crate) fn key(line: &AppointmentLine) -> String {
    let case = line.case.map(|case| case.to_string()).unwrap_or_default();
    let Day { year, month, day } = line.day;
    format!("{} {year}-{month}-{day} {} {case}", line.id, line.start.0)
}
