//! The appointments of a case.

use crate::locale::{dates::Dates, use_locale};
use crate::route::Route;
use crate::ui::calendar::marks;
use crate::ui::calendar::status_menu::StatusMenu;
use crate::ui::calendar::versions::{AppointmentVersions, is_first};
use crate::ui::kit::chip::Chip;
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::go::Go;
use crate::ui::kit::icon::Icon;
use crate::ui::kit::panel::Panel;
use crate::ui::wording;
use api::ids::CaseId;
use api::view::AppointmentLine;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) case: CaseId,
    pub(crate) lines: Vec<AppointmentLine>,
    pub(crate) writable: bool,
}

/// The appointments.
#[component]
pub(crate) fn CaseAppointments(props: &Props) -> Html {
    let locale = use_locale();
    html! {
        <Panel title={locale.text("appointments")}>
            if props.lines.is_empty() { <EmptyState text={locale.text("case-appointments-empty")} /> }
            <ul>
                { for props.lines.iter().map(|line| html! {
                    <li key={marks::key(line)} class="AppointmentLine">
                        <div class="AppointmentLine-what">
                            <span><time>{ format!("{}, {}", locale.dates().short(line.day), Dates::time(line.start)) }</time></span>
                            <span class="muted small">{ wording::beside([locale.code("appointment_kinds", &line.kind).as_str(), &line.site_name]) }</span>
                        </div>
                        if line.status != "planned" { <Chip text={locale.code("appointment_status", &line.status)} /> }
                        { marks::of(&locale, line) }
                        <StatusMenu line={line.clone()} />
                        if is_first(&props.lines, line) { <AppointmentVersions line={line.clone()} /> }
                    </li>
                }) }
            </ul>
            if props.writable {
                <div class="Panel-foot no-print">
                    <Go to={Route::NewAppointment(Some(props.case), None)} class="Button"><Icon name="add" /><span>{ locale.text("new-appointment") }</span></Go>
                </div>
            }
        </Panel>
    }
}
