//! A box with a heading: what belongs together.

use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The heading.
    pub(crate) title: AttrValue,
    /// Stands at the far end of the heading.
    #[prop_or_default]
    pub(crate) aside: Html,
    #[prop_or_default]
    pub(crate) class: Classes,
    pub(crate) children: Html,
}

/// The panel.
#[component]
pub(crate) fn Panel(props: &Props) -> Html {
    html! {
        <section class={classes!("Panel", props.class.clone())}>
            <header class="Panel-head"><h2>{ props.title.clone() }</h2>{ props.aside.clone() }</header>
            { props.children.clone() }
        </section>
    }
}
