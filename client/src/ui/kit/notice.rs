//! Says what happened, what is safe and what to do.

use super::chip::Tone;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) text: AttrValue,
    #[prop_or_default]
    pub(crate) tone: Tone,
    /// Read it aloud as soon as it appears.
    #[prop_or_default]
    pub(crate) urgent: bool,
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The notice.
#[component]
pub(crate) fn Notice(props: &Props) -> Html {
    html! {
        <div class="Notice" data-tone={props.tone.word()} role={props.urgent.then_some("alert")}>
            <p>{ props.text.clone() }</p>
            { props.children.clone() }
        </div>
    }
}
