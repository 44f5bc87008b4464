//! Facts that stand together: each read as words and written where it stands.

use crate::locale::use_locale;
use crate::ui::kit::field::Desk;
use crate::ui::kit::field::folded::{Folded, standing};
use crate::ui::kit::panel::Panel;
use api::field::{FieldSchema, FieldState, Place};
use std::rc::Rc;
use yew::prelude::*;

/// Which facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// The fields whose names begin like this, before the dot.
    Group(&'static str),
    /// These, in this order.
    These(&'static [&'static str]),
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) states: Vec<FieldState>,
    pub(crate) which: Which,
    /// Key of the heading.
    pub(crate) title: &'static str,
}

/// The facts.
#[component]
pub(crate) fn Facts(props: &Props) -> Html {
    let locale = use_locale();
    let chosen: Vec<&FieldSchema> = match props.which {
        Which::Group(group) => {
            let is_of =
                |field: &&FieldSchema| field.id.split_once('.').is_some_and(|(known, _)| known == group);
            props.desk.section(None).into_iter().flat_map(|section| &section.fields).filter(is_of).collect()
        }
        Which::These(ids) => ids.iter().filter_map(|id| props.desk.field(None, id)).collect(),
    };
    let fields: Vec<_> = chosen.into_iter().map(|schema| standing(schema, &props.states)).collect();
    html! {
        <Panel title={locale.text(props.title)}>
            <Folded desk={Rc::clone(&props.desk)} place={Place::Root} {fields} />
        </Panel>
    }
}
