//! One field: its label, its value in words, and the editor once somebody presses it.

use super::Desk;
use super::chips::Chips;
use super::editor::{Editor, Written};
use super::versions::Versions;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::platform::page;
use crate::ui::wording::{self, Names};
use api::command::FieldChange;
use api::field::{FieldKind, FieldSchema, FieldState, Place, Value};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) place: Place,
    pub(crate) schema: FieldSchema,
    pub(crate) state: FieldState,
    /// Show it opened for writing.
    #[prop_or_default]
    pub(crate) open: bool,
    /// Show every answer as a chip, without opening anything first.
    #[prop_or_default]
    pub(crate) chips: bool,
    /// The label is known from the surroundings; it is read aloud only.
    #[prop_or_default]
    pub(crate) bare: bool,
}

/// The field.
#[component]
pub(crate) fn FieldView(props: &Props) -> Html {
    let locale = use_locale();
    let is_open = use_state_eq(|| props.open);
    let label = locale.field(&props.schema.id);
    let id = field_id(&props.place, &props.schema.id);
    let open = {
        let is_open = is_open.setter();
        Callback::from(move |_: MouseEvent| is_open.set(true))
    };
    let on_close = {
        let (is_open, id) = (is_open.setter(), id.clone());
        use_callback((), move |gives_focus_back: bool, ()| {
            is_open.set(false);
            if gives_focus_back {
                let id = id.clone();
                gloo_timers::callback::Timeout::new(0, move || page::focus(&id)).forget();
            }
        })
    };
    let on_written = use_undo(props);
    let names = Names { members: props.desk.members.as_deref(), sites: &props.desk.sites };
    let words = wording::value(&locale, Some(&props.schema.kind), &props.state.value, names);
    let nothing = wording::nothing(&locale, &props.schema);
    let writable = props.desk.writable && props.schema.editable;
    let is_running = matches!(props.schema.kind, FieldKind::Text { .. });
    html! {
        <div class="Field" data-field={props.schema.id.clone()} data-kind={is_running.then_some("text")} data-wide={props.chips.then_some("true")} data-bare={props.bare.then_some("true")}>
            <span class="Field-label" id={format!("{id}-label")}>{ label.clone() }</span>
            if props.chips && writable {
                <Chips desk={Rc::clone(&props.desk)} place={props.place.clone()} schema={props.schema.clone()} state={props.state.clone()} />
            } else if *is_open {
                <Editor desk={Rc::clone(&props.desk)} place={props.place.clone()} schema={props.schema.clone()}
                    state={props.state.clone()} {on_close} {on_written} />
            } else if writable {
                <button {id} type="button" class="Field-value" data-empty={words.is_none().then_some("true")} onclick={open}
                    aria-label={format!("{label}: {}", words.clone().unwrap_or_else(|| nothing.clone()))}>
                    <span dir="auto">{ words.unwrap_or(nothing) }</span>
                </button>
            } else {
                <span class="Field-value" data-empty={words.is_none().then_some("true")} dir="auto">
                    { words.unwrap_or(nothing) }
                </span>
            }
            if !props.state.versions.is_empty() {
                <Versions desk={Rc::clone(&props.desk)} place={props.place.clone()} schema={props.schema.clone()} versions={props.state.versions.clone()} />
            }
        </div>
    }
}

/// Offers the way back once the document holds what was written. It starts from that state of the document, so that what a
/// colleague wrote meanwhile stays.
#[hook]
fn use_undo(props: &Props) -> Callback<Written> {
    let act = use_command();
    let written = use_state_eq(|| None::<Written>);
    let desk = Rc::clone(&props.desk);
    let (place, schema) = (props.place.clone(), props.schema.clone());
    let setter = written.setter();
    use_effect_with(((*written).clone(), props.state.value.clone()), move |(written, value)| {
        let is_running = matches!(schema.kind, FieldKind::Text { .. });
        // A line is tidied when it is saved, so it need not come back letter by letter.
        let is_there = |it: &Written| *value == it.after || (!is_running && *value != it.before);
        if let Some(Written { before, .. }) = written.clone().filter(is_there) {
            let is_nothing = is_running && before == Value::NotAsked;
            let change = FieldChange::Set(if is_nothing { Value::Text(String::new()) } else { before });
            act.offer("toast-changed", desk.edit(&place, &schema.id, change, desk.version.clone()));
            setter.set(None);
        }
    });
    let setter = written.setter();
    use_callback((), move |it: Written, ()| setter.set(Some(it)))
}

/// Names a field's element within the page.
fn field_id(place: &Place, field: &str) -> String {
    match place {
        Place::Root => format!("field-{field}"),
        Place::Entry(_, entry) => format!("field-{entry}-{field}"),
    }
}
