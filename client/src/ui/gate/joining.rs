//! Waiting to be let in: six words that a colleague compares, because only people can tell that nobody stands between.

use crate::locale::use_locale;
use crate::ui::kit::chip::Tone;
use crate::ui::kit::notice::Notice;
use crate::ui::wording;
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
            if props.words.is_empty() {
                // The words on paper already proved who this is: nobody has to compare anything.
                <h1>{ locale.text("recovering-title") }</h1>
                <p>{ locale.text("recovering-text") }</p>
            } else {
                <h1>{ locale.text("joining-title") }</h1>
                <p>{ locale.text("joining-text") }</p>
                <SixWords words={props.words.clone()} />
            }
            if let Some(fault) = props.refused {
                <Notice tone={Tone::Warn} urgent=true text={wording::relay_fault(&locale, fault)} />
            } else {
                <p class="muted" role="status">{ locale.text(waiting(props)) }</p>
            }
        </section>
    }
}

fn waiting(props: &Props) -> &'static str {
    match (props.connected, props.words.is_empty()) {
        (false, _) => "joining-offline",
        (true, true) => "recovering-waiting",
        (true, false) => "joining-waiting",
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
