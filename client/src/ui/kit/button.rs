//! A button: says what it does, is large enough for a thumb, and cannot be pressed twice while it works.

use super::icon::Icon;
use yew::prelude::*;

/// How much weight a button has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The one thing to do next; at most one in sight.
    Primary,
    /// Something that can be done.
    #[default]
    Plain,
    /// Something beside the matter: no box around it.
    Quiet,
    /// Takes something away.
    Danger,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Plain => "plain",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What it does.
    pub(crate) label: AttrValue,
    #[prop_or_default]
    pub(crate) kind: Kind,
    /// KERN's name of an icon before the label.
    #[prop_or_default]
    pub(crate) icon: Option<&'static str>,
    /// Show the icon only; the label is read aloud.
    #[prop_or_default]
    pub(crate) bare: bool,
    /// It cannot be pressed now.
    #[prop_or_default]
    pub(crate) disabled: bool,
    /// Pressed or not, if it switches something.
    #[prop_or_default]
    pub(crate) pressed: Option<bool>,
    /// Open or not, if it unfolds something.
    #[prop_or_default]
    pub(crate) expanded: Option<bool>,
    #[prop_or_default]
    pub(crate) onclick: Callback<()>,
    /// It sends the form it stands in.
    #[prop_or_default]
    pub(crate) submit: bool,
    /// What it is about, for people who hear the button without its surroundings.
    #[prop_or_default]
    pub(crate) about: Option<AttrValue>,
}

/// The button.
#[component]
pub(crate) fn Button(props: &Props) -> Html {
    let onclick = props.onclick.reform(|_: MouseEvent| ());
    let label = match &props.about {
        Some(about) => Some(AttrValue::from(format!("{}: {about}", props.label))),
        None => props.bare.then(|| props.label.clone()),
    };
    html! {
        <button class="Button" type={if props.submit { "submit" } else { "button" }} data-kind={props.kind.word()}
            data-bare={props.bare.then_some("true")} disabled={props.disabled} {onclick} aria-label={label}
            aria-pressed={props.pressed.map(word)} aria-expanded={props.expanded.map(word)}>
            if let Some(name) = props.icon { <Icon {name} /> }
            if !props.bare { <span>{ props.label.clone() }</span> }
        </button>
    }
}

const fn word(is_so: bool) -> &'static str {
    if is_so { "true" } else { "false" }
}
