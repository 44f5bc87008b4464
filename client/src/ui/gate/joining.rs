//! Waiting to be let in: six words that a colleague compares, because only people can tell that nobody stands between.

use super::relay_wait::RelayWait;
use crate::locale::use_locale;
use api::refusal::RelayFault;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) words: Vec<String>,
    pub(crate) refused: Option<RelayFault>,
    pub(crate) connected: bool,
}

/// The six words.
#[component]
pub(crate) fn Joining(props: &Props) -> Html {
    let locale = use_locale();
    html! {
        <section class="Gate-card">
            <h1>{ locale.text("joining-title") }</h1>
            <p>{ locale.text("joining-text") }</p>
            <SixWords words={props.words.clone()} />
            <RelayWait refused={props.refused} connected={props.connected} waiting="joining-waiting" />
        </section>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct WordsProps {
    pub(crate) words: Vec<String>,
}

/// Six words to read out to each other.
#[component]
pub(crate) fn SixWords(props: &WordsProps) -> Html {
    html! {
        <ol class="SixWords" translate="no">
            { for props.words.iter().enumerate().map(|(at, word)| html! { <li key={at}>{ word.clone() }</li> }) }
        </ol>
    }
}
