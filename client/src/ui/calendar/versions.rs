//! What two people said about one appointment at the same time: both stand there, one tap settles it.

use super::marks;
use crate::door::use_view;
use crate::ui::kit::field::{Versions, use_office};
use crate::ui::kit::loaded::known;
use api::field::{Place, Sheet};
use api::ids::EntryId;
use api::query::Query;
use api::view::{AppointmentLine, AppointmentView};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) line: AppointmentLine,
}

/// Is this the first line of its appointment? One that people differ about has several, and is settled at one of them.
pub(crate) fn is_first(lines: &[AppointmentLine], line: &AppointmentLine) -> bool {
    let first = lines.iter().find(|known| known.id == line.id);
    first.is_none_or(|first| marks::key(first) == marks::key(line))
}

/// Every field of the appointment that has several versions; nothing for one that everybody agrees about.
#[component]
pub(crate) fn AppointmentVersions(props: &Props) -> Html {
    if props.line.conflict {
        html! { <Differing line={props.line.clone()} /> }
    } else {
        html! {}
    }
}

#[component]
fn Differing(props: &Props) -> Html {
    let (appointment, day) = (props.line.id, props.line.day);
    let view = use_view::<AppointmentView>(Query::Appointment { appointment, day });
    let office = use_office();
    let (Some(view), Some(office)) = (known(&view), office) else { return html! {} };
    let desk = office.desk(Sheet::Agenda(day), &view.version, view.access);
    let place = Place::Entry("appointments".to_owned(), EntryId(appointment.0));
    let mut differing: Vec<_> = view.fields.iter().filter(|field| !field.versions.is_empty()).collect();
    // On which of two days it is can be settled once nothing else is open: each day may lie in a month of its own.
    differing.sort_by_key(|field| field.id == "appointment.date");
    html! {
        <div class="AppointmentVersions">
            { for differing.into_iter().filter_map(|state| {
                let schema = desk.field(Some("appointments"), &state.id)?.clone();
                Some(html! {
                    <div key={state.id.clone()} data-field={state.id.clone()}>
                        <Versions desk={Rc::clone(&desk)} place={place.clone()} {schema} versions={state.versions.clone()} />
                    </div>
                })
            }) }
        </div>
    }
}
