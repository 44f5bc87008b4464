//! A question that must be answered before anything else. The browser holds the focus in it and gives it back.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) title: AttrValue,
    /// Escape, or a press beside it.
    pub(crate) on_close: Callback<()>,
    pub(crate) children: Html,
}

/// The dialog; open for as long as it is drawn.
#[component]
pub(crate) fn Dialog(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // Fails only where it is open already.
                drop(dialog.show_modal());
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    html! {
        <dialog ref={node} class="Dialog" {oncancel} aria-labelledby="dialog-title">
            <h2 id="dialog-title">{ props.title.clone() }</h2>
            { props.children.clone() }
        </dialog>
    }
}
