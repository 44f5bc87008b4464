//! The editor of an opened field: writing for what is written, picking for what is chosen.

use super::Desk;
use super::pick::{PickMany, PickOne};
use super::writing::Writing;
use api::field::{FieldKind, FieldSchema, FieldState, Place, Value};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) place: Place,
    pub(crate) schema: FieldSchema,
    pub(crate) state: FieldState,
    /// Back to reading; `true` gives the focus back to the value.
    pub(crate) on_close: Callback<bool>,
    /// It was written: before and since.
    pub(crate) on_written: Callback<Written>,
}

/// What a field held before somebody wrote in it, and since.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written {
    /// Before.
    pub(crate) before: Value,
    /// Since.
    pub(crate) after: Value,
}

/// The editor.
#[component]
pub(crate) fn Editor(props: &Props) -> Html {
    let Props { desk, place, schema, state, on_close, on_written } = props.clone();
    match &props.schema.kind {
        FieldKind::Line { .. }
        | FieldKind::Text { .. }
        | FieldKind::Day
        | FieldKind::Time
        | FieldKind::Number { .. } => {
            html! { <Writing {desk} {place} {schema} {state} {on_close} {on_written} /> }
        }
        FieldKind::Code { .. } | FieldKind::Flag | FieldKind::Member | FieldKind::Site | FieldKind::Case => {
            html! { <PickOne {desk} {place} {schema} {state} {on_close} {on_written} /> }
        }
        FieldKind::Codes { .. } => {
            html! { <PickMany {desk} {place} {schema} {state} {on_close} {on_written} /> }
        }
    }
}
