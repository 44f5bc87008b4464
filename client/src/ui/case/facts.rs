//! Facts that stand together: each read as words and written where it stands.

use crate::locale::use_locale;
use crate::ui::kit::field::{Desk, FieldView};
use crate::ui::kit::panel::Panel;
use api::field::{FieldState, Place};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) states: Vec<FieldState>,
    /// The fields whose ids begin like this.
    pub(crate) prefix: &'static str,
    /// Key of the heading.
    pub(crate) title: &'static str,
}

/// The facts.
#[component]
pub(crate) fn Facts(props: &Props) -> Html {
    let locale = use_locale();
    let begins = format!("{}.", props.prefix);
    let Some(section) = props.desk.section(None) else { return html! {} };
    let fields = section.fields.iter().filter(|field| field.id.starts_with(&begins));
    html! {
        <Panel title={locale.text(props.title)}>
            <div class="Fields">
                { for fields.map(|schema| {
                    let state = props.states.iter().find(|state| state.id == schema.id);
                    let state = state.cloned().unwrap_or_else(|| empty(&schema.id));
                    html! { <FieldView key={schema.id.clone()} desk={Rc::clone(&props.desk)} place={Place::Root} schema={schema.clone()} {state} /> }
                }) }
            </div>
        </Panel>
    }
}

/// A field of which nothing is known yet.
pub(crate) fn empty(id: &str) -> FieldState {
    FieldState { id: id.to_owned(), value: api::field::Value::NotAsked, versions: Vec::new() }
}
