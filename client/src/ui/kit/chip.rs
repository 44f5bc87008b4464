//! A short fact in a rounded box. Its tone is a second signal beside its words.

use yew::prelude::*;

/// What a chip or notice is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// A fact.
    #[default]
    Plain,
    /// Something is going on.
    Act,
    /// It is well.
    Good,
    /// It wants attention.
    Warn,
    /// It is overdue or lost.
    Bad,
}

impl Tone {
    /// Its word in the style sheet.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Act => "act",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) text: AttrValue,
    #[prop_or_default]
    pub(crate) tone: Tone,
}

/// The chip.
#[component]
pub(crate) fn Chip(props: &Props) -> Html {
    html! { <span class="Chip" data-tone={props.tone.word()}>{ props.text.clone() }</span> }
}
