//! A link to another screen: a real link, so that it can be opened in a new tab and read out as one.

use crate::platform::page;
use crate::route::Route;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Where to.
    pub(crate) to: Route,
    #[prop_or_default]
    pub(crate) class: Classes,
    /// It leads where one already is.
    #[prop_or_default]
    pub(crate) current: bool,
    #[prop_or_default]
    pub(crate) kind: Option<&'static str>,
    pub(crate) children: Html,
}

/// The link.
#[component]
pub(crate) fn Go(props: &Props) -> Html {
    let path = props.to.path();
    let onclick = {
        let path = path.clone();
        Callback::from(move |event: MouseEvent| {
            if event.ctrl_key() || event.meta_key() || event.shift_key() {
                return;
            }
            event.prevent_default();
            page::push(&path);
        })
    };
    html! {
        <a class={props.class.clone()} href={path} data-kind={props.kind} {onclick}
            aria-current={props.current.then_some("page")}>{ props.children.clone() }</a>
    }
}

/// Goes to another screen after something was done.
pub(crate) fn go(to: Route) {
    page::push(&to.path());
}

/// Goes from a screen to what was made there; the screen is not kept for the way back. Who has left it meanwhile stays where they
/// are.
pub(crate) fn go_on(from: Route, to: Route) {
    if is_at(from) {
        page::replace(&to.path());
    }
}

/// Leaves a screen the way one came, or for `otherwise` if one came in there. Who has left it meanwhile stays where they are.
pub(crate) fn leave(from: Route, otherwise: Route) {
    if is_at(from) {
        page::back(&otherwise.path());
    }
}

fn is_at(route: Route) -> bool {
    Route::parse(&page::path()) == route
}
