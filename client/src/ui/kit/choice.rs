//! One of a few: the system's own list, which every thumb, keyboard and screen reader knows.

use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) label: AttrValue,
    /// Values with their labels, in order.
    pub(crate) options: Vec<(AttrValue, AttrValue)>,
    pub(crate) value: AttrValue,
    pub(crate) on_change: Callback<String>,
    #[prop_or_default]
    pub(crate) disabled: bool,
}

/// The choice.
#[component]
pub(crate) fn Choice(props: &Props) -> Html {
    let onchange = props.on_change.reform(|event: Event| selected(&event).unwrap_or_default());
    html! {
        <label class="TextField">
            <span class="TextField-label">{ props.label.clone() }</span>
            <select class="Input" {onchange} disabled={props.disabled} autocomplete="off">
                { for props.options.iter().map(|(value, label)| html! {
                    <option key={value.to_string()} value={value.clone()} selected={*value == props.value}>{ label.clone() }</option>
                }) }
            </select>
        </label>
    }
}

/// The value that a change of a `<select>` chose.
pub(crate) fn selected(event: &Event) -> Option<String> {
    Some(event.target()?.dyn_into::<HtmlSelectElement>().ok()?.value())
}
