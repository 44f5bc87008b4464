//! What can be done beside the one thing: a list behind three dots. It closes when something was chosen, when somebody
//! presses elsewhere and with Escape, and gives the focus back to the dots.

use super::icon::Icon;
use crate::platform::page;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the menu is about, read aloud.
    pub(crate) label: AttrValue,
    pub(crate) children: Html,
}

/// The menu.
#[component]
pub(crate) fn Menu(props: &Props) -> Html {
    let node = use_node_ref();
    let dots = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let menu = node.cast::<HtmlElement>();
            let listening = menu.and_then(|menu| {
                let closed = menu.clone();
                page::on_press_outside(menu.into(), move || close(&closed))
            });
            move || drop(listening)
        });
    }
    let close_and_return = {
        let (node, dots) = (node.clone(), dots.clone());
        Callback::from(move |()| {
            if let (Some(menu), Some(dots)) = (node.cast::<HtmlElement>(), dots.cast::<HtmlElement>()) {
                close(&menu);
                // Fails only where there is nothing to focus.
                drop(dots.focus());
            }
        })
    };
    let onclick = close_and_return.reform(|_: MouseEvent| ());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close_and_return.emit(());
        }
    });
    html! {
        <details ref={node} class="Menu no-print" {onkeydown}>
            <summary ref={dots} class="Button" aria-label={props.label.clone()}><Icon name="more-vert" /></summary>
            <div class="Menu-items" {onclick}>{ props.children.clone() }</div>
        </details>
    }
}

fn close(menu: &HtmlElement) {
    // Fails only for a name that is none.
    drop(menu.remove_attribute("open"));
}
