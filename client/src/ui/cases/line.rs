//! A case in the list: what one needs to recognise it, and what waits.

use crate::locale::use_locale;
use crate::route::{CaseTab, Route};
use crate::ui::kit::chip::{Chip, Tone};
use crate::ui::kit::go::Go;
use crate::ui::kit::name::Name;
use crate::ui::wording;
use api::ids::Day;
use api::view::{CaseLine, DocumentSync};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) line: Rc<CaseLine>,
    pub(crate) is_open: bool,
}

/// The line.
#[component]
pub(crate) fn Line(props: &Props) -> Html {
    let locale = use_locale();
    let line = &props.line;
    let title = wording::title(&locale, &line.title);
    let about: Vec<&str> = [line.occupation.as_str(), line.residence.as_str(), line.number.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    html! {
        <li class="CaseLine" data-sync={matches!(line.sync, DocumentSync::OnThisDevice).then_some("waiting")}>
            <Go to={Route::Case(line.id, CaseTab::Overview)} class="CaseLine-link" current={props.is_open}>
                <span class="CaseLine-title">
                    if line.pseudonym {
                        <span>{ locale.with("pseudonym-called", &[("name", &line.title)]) }</span>
                    } else {
                        <Name text={title} />
                    }
                    if !line.original_script.is_empty() { <span class="muted"><Name text={line.original_script.clone()} /></span> }
                </span>
                <span class="muted small">{ about.join(" · ") }</span>
                <span class="CaseLine-chips">
                    if !line.open { <Chip text={locale.text("case-closed")} /> }
                    if line.conflict { <Chip text={locale.count("versions", 2)} tone={Tone::Warn} /> }
                    if let Some(day) = line.next_due { <Due {day} /> }
                    if line.sync == DocumentSync::OnThisDevice { <Chip text={locale.text("waits")} tone={Tone::Warn} /> }
                </span>
            </Go>
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct DueProps {
    day: Day,
}

/// Until when the next step is to be done, or since when it is overdue.
#[component]
fn Due(props: &DueProps) -> Html {
    let locale = use_locale();
    let is_late = props.day < locale.dates().today();
    let text = locale
        .with(if is_late { "overdue-since" } else { "due-on" }, &[("day", &locale.dates().short(props.day))]);
    html! { <Chip {text} tone={if is_late { Tone::Bad } else { Tone::Plain }} /> }
}
