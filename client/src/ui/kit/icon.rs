//! An icon of KERN, painted in the colour of the text around it. It never carries meaning alone.

use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// KERN's name of the icon, e.g. `home`.
    pub(crate) name: &'static str,
}

/// The icon.
#[component]
pub(crate) fn Icon(props: &Props) -> Html {
    html! { <span class={classes!("Icon", "kern-icon", "kern-icon--default", format!("kern-icon--{}", props.name))} aria-hidden="true"></span> }
}
