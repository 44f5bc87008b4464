//! One line or more to write on. The browser keeps nothing of it and sends nothing away to be checked.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Write {
    /// Words in one line.
    #[default]
    Line,
    /// Words in several lines.
    Lines,
    /// Something that nobody may read over the shoulder.
    Secret,
    /// Something to find.
    Search,
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) label: AttrValue,
    pub(crate) value: AttrValue,
    pub(crate) on_input: Callback<String>,
    #[prop_or_default]
    pub(crate) write: Write,
    /// Help under the label.
    #[prop_or_default]
    pub(crate) hint: Option<AttrValue>,
    /// What is wrong with what was written.
    #[prop_or_default]
    pub(crate) error: Option<AttrValue>,
    /// Begin here.
    #[prop_or_default]
    pub(crate) first: bool,
    /// An id, if something has to find it.
    #[prop_or_default]
    pub(crate) id: Option<AttrValue>,
}

/// The field.
#[component]
pub(crate) fn TextField(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let (node, first) = (node.clone(), props.first);
        use_effect_with((), move |()| {
            if let Some(element) = node.cast::<web_sys::HtmlElement>().filter(|_| first) {
                drop(element.focus());
            }
        });
    }
    let oninput = props.on_input.reform(|event: InputEvent| written(&event));
    let invalid = props.error.as_ref().map(|_| "true");
    let input = match props.write {
        Write::Lines => html! {
            <textarea ref={node} class="Input" rows="6" value={props.value.clone()} {oninput} id={props.id.clone()} dir="auto"
                autocomplete="off" spellcheck="false" aria-invalid={invalid} />
        },
        Write::Line | Write::Secret | Write::Search => html! {
            <input ref={node} class="Input" type={input_type(props.write)} value={props.value.clone()} {oninput}
                id={props.id.clone()} dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-invalid={invalid} />
        },
    };
    html! {
        <label class="TextField">
            <span class="TextField-label">{ props.label.clone() }</span>
            if let Some(hint) = &props.hint { <span class="TextField-hint">{ hint.clone() }</span> }
            { input }
            if let Some(error) = &props.error { <span class="TextField-error" role="alert">{ error.clone() }</span> }
        </label>
    }
}

const fn input_type(write: Write) -> &'static str {
    match write {
        Write::Line | Write::Lines => "text",
        Write::Secret => "password",
        Write::Search => "search",
    }
}

/// What stands in the field that an input event came from.
pub(crate) fn written(event: &InputEvent) -> String {
    let Some(target) = event.target() else { return String::new() };
    match target.dyn_into::<HtmlInputElement>() {
        Ok(input) => input.value(),
        Err(other) => other.dyn_into::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default(),
    }
}
