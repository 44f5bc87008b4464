//! A person's name: keeps its own direction, whatever stands around it.

use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) text: AttrValue,
}

/// The name.
#[component]
pub(crate) fn Name(props: &Props) -> Html {
    html! { <bdi class="Name" dir="auto">{ props.text.clone() }</bdi> }
}
