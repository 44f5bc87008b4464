//! What belongs here, and how the first one comes about.

use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) text: AttrValue,
    /// One thing to do.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The empty state.
#[component]
pub(crate) fn EmptyState(props: &Props) -> Html {
    html! { <div class="EmptyState"><p>{ props.text.clone() }</p>{ props.children.clone() }</div> }
}
