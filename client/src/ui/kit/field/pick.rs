//! Picks one of a list, or several. What was there before is one press away: for a while, or on the chip itself.

use super::Desk;
use super::chips::Chips;
use super::editor::Props;
use crate::door::use_command;
use crate::locale::{Locale, use_locale};
use crate::ui::kit::button::Button;
use crate::ui::kit::choice::selected;
use crate::ui::wording;
use api::command::FieldChange;
use api::field::{FieldKind, FieldSchema, Value};
use api::ids::{MemberId, SiteId, Version};
use yew::prelude::*;

/// An option: its key in the list, its label, its value.
type Choice = (String, AttrValue, Value);

/// Picks one.
#[component]
pub(crate) fn PickOne(props: &Props) -> Html {
    let locale = use_locale();
    let set = use_set(props);
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            if let Some(element) = node.cast::<web_sys::HtmlElement>() {
                drop(element.focus());
            }
        });
    }
    let choices = choices(&locale, &props.desk, &props.schema);
    let onchange = {
        let (choices, set) = (choices.clone(), set);
        Callback::from(move |event: Event| {
            let key = selected(&event).unwrap_or_default();
            if let Some((_, _, value)) = choices.iter().find(|(known, ..)| *known == key) {
                set.emit(value.clone());
            }
        })
    };
    let onblur = props.on_close.reform(|_: FocusEvent| false);
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Escape" | "Enter") {
                on_close.emit(true);
            }
        })
    };
    html! {
        <select ref={node} class="Input" {onchange} {onblur} {onkeydown} aria-label={locale.field(&props.schema.id)} autocomplete="off">
            { for choices.iter().map(|(key, label, value)| html! {
                <option key={key.clone()} value={key.clone()} selected={*value == props.state.value}>{ label.clone() }</option>
            }) }
        </select>
    }
}

/// Picks several; each tap is saved.
#[component]
pub(crate) fn PickMany(props: &Props) -> Html {
    let locale = use_locale();
    let Props { desk, place, schema, state, .. } = props.clone();
    html! {
        <div class="PickMany">
            <Chips {desk} {place} {schema} {state} />
            <Button label={locale.text("done")} onclick={props.on_close.reform(|()| true)} />
        </div>
    }
}

/// Sets the value and offers the way back.
#[hook]
fn use_set(props: &Props) -> Callback<Value> {
    let act = use_command();
    let props = props.clone();
    Callback::from(move |value: Value| {
        if value == props.state.value {
            return;
        }
        let edit = |value: Value, seen: Version| {
            props.desk.edit(&props.place, &props.schema.id, FieldChange::Set(value), seen)
        };
        // The way back is taken on whatever stands then: it must not make a second version.
        let undo = edit(props.state.value.clone(), Version::default());
        act.undoable(edit(value, props.desk.version.clone()), "toast-changed", undo);
    })
}

fn choices(locale: &Locale, desk: &Desk, schema: &FieldSchema) -> Vec<Choice> {
    let mut choices = vec![(String::new(), wording::nothing(locale, schema), Value::NotAsked)];
    if schema.declinable {
        choices.push(("-".to_owned(), locale.text("value-declined"), Value::Declined));
    }
    match &schema.kind {
        FieldKind::Code { list, codes } => choices.extend(codes_of(locale, list, codes)),
        FieldKind::Flag => {
            choices.push(("1".to_owned(), locale.text("yes"), Value::Flag(true)));
            choices.push(("0".to_owned(), locale.text("no"), Value::Flag(false)));
        }
        FieldKind::Member => {
            let members = desk.members.iter().flat_map(|members| members.members.iter());
            let choice = |id: MemberId| wording::member(locale, desk.members.as_deref(), id);
            choices.extend(
                members.map(|member| (member.id.to_string(), choice(member.id), Value::Member(member.id))),
            );
        }
        FieldKind::Site => {
            let value = |id: SiteId| Value::Site(id);
            choices.extend(
                desk.sites.iter().map(|site| (site.id.to_string(), site.name.clone().into(), value(site.id))),
            );
        }
        // Only appointments hold a case, and their form finds one by its name.
        FieldKind::Case
        | FieldKind::Line { .. }
        | FieldKind::Text { .. }
        | FieldKind::Codes { .. }
        | FieldKind::Day
        | FieldKind::Time
        | FieldKind::Number { .. } => {}
    }
    choices
}

/// Short lists keep the order of the field; long ones are looked up by name behind the first few.
pub(super) fn codes_of(locale: &Locale, list: &str, codes: &[String]) -> Vec<Choice> {
    const LONG: usize = 60;
    let first = match list {
        "languages" => 24,
        "countries" | "nationalities" => 0,
        _ => codes.len(),
    };
    let choice = |code: &String| (code.clone(), locale.code(list, code), Value::Code(code.clone()));
    let mut choices: Vec<Choice> = codes.iter().map(choice).collect();
    let is_long = LONG < choices.len();
    if let Some(rest) = choices.get_mut(first..).filter(|_| is_long) {
        rest.sort_by_cached_key(|(_, label, _)| crate::platform::intl::sort_key(label));
    }
    choices
}
