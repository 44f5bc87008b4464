//! Fields that stand together: what is known is read at once, what nobody asked stays behind one press. A case is a page
//! to read, and a wall of empty boxes reads like an interrogation.

use super::{Desk, FieldView};
use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use api::field::{FieldSchema, FieldState, Place, Value};
use std::rc::Rc;
use yew::prelude::*;

/// A field and how it stands.
pub(crate) type Standing = (FieldSchema, FieldState);

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) place: Place,
    /// In order of display.
    pub(crate) fields: Vec<Standing>,
    /// Fields that are in sight even if nobody asked yet, because one writes them every time.
    #[prop_or_default]
    pub(crate) always: &'static [&'static str],
    /// Those among `always` whose answers are laid out as chips.
    #[prop_or_default]
    pub(crate) chips: &'static [&'static str],
    /// Begin with everything in sight.
    #[prop_or_default]
    pub(crate) unfolded: bool,
    /// Begin with the first field opened for writing.
    #[prop_or_default]
    pub(crate) opens_first: bool,
    /// What else can be done, beside the button that unfolds.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The fields.
#[component]
pub(crate) fn Folded(props: &Props) -> Html {
    let locale = use_locale();
    let is_unfolded = use_state_eq(|| props.unfolded);
    let writable = props.desk.writable;
    let is_shown = |(schema, state): &&Standing| {
        (writable && schema.editable && (*is_unfolded || props.always.contains(&schema.id.as_str())))
            || is_known(state)
    };
    let mut shown: Vec<&Standing> = props.fields.iter().filter(is_shown).collect();
    // What is answered by one tap comes first: one does it while the person still sits there.
    shown.sort_by_key(|(schema, _)| !props.chips.contains(&schema.id.as_str()));
    let can_fold = |(schema, state): &&Standing| {
        schema.editable && !is_known(state) && !props.always.contains(&schema.id.as_str())
    };
    let n_foldable = props.fields.iter().filter(can_fold).count();
    let toggle = {
        let is_unfolded = is_unfolded.clone();
        Callback::from(move |()| is_unfolded.set(!*is_unfolded))
    };
    let label = if *is_unfolded {
        locale.text("show-less")
    } else {
        locale.count("more-fields", i64::try_from(n_foldable).unwrap_or(0))
    };
    html! {
        <>
            if shown.is_empty() {
                <p class="Fields-none muted">{ locale.text("fields-none") }</p>
            } else {
                <div class="Fields">
                    { for shown.into_iter().enumerate().map(|(at, (schema, state))| html! {
                        <FieldView key={schema.id.clone()} desk={Rc::clone(&props.desk)} place={props.place.clone()} schema={schema.clone()} state={state.clone()} open={at == 0 && props.opens_first && writable} chips={props.chips.contains(&schema.id.as_str())} />
                    }) }
                </div>
            }
            if writable {
                <div class="Fields-foot no-print">
                    if 0 < n_foldable { <Button {label} kind={Kind::Quiet} expanded={*is_unfolded} onclick={toggle} /> }
                    { props.children.clone() }
                </div>
            }
        </>
    }
}

/// Is there anything to read?
pub(crate) fn is_known(state: &FieldState) -> bool {
    state.value != Value::NotAsked || !state.versions.is_empty()
}

/// The field with this name among `states`; nothing is known of one that is not there.
pub(crate) fn standing(schema: &FieldSchema, states: &[FieldState]) -> Standing {
    let nothing = || FieldState { id: schema.id.clone(), value: Value::NotAsked, versions: Vec::new() };
    let found = states.iter().find(|state| state.id == schema.id);
    (schema.clone(), found.cloned().unwrap_or_else(nothing))
}
