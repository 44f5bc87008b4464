//! A choice laid out: every answer is one tap, large enough for a thumb, and another tap takes it back. For fields that are
//! answered in every conversation, where opening a list first is one tap too many.

use super::Desk;
use super::pick::codes_of;
use super::taps::Taps;
use crate::door::{Answer, use_command};
use crate::locale::use_locale;
use crate::ui::kit::choice::selected;
use api::command::FieldChange;
use api::field::{FieldKind, FieldSchema, FieldState, Place, Value};
use std::rc::Rc;
use yew::prelude::*;

/// As many answers as one takes in at a glance; of longer lists the first few are laid out, the others stand in a list.
const AT_A_GLANCE: usize = 16;
const OF_A_LONG_LIST: usize = 6;
/// The chip of whoever does not want to answer; no code of a list.
const DECLINES: &str = "-";

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) place: Place,
    pub(crate) schema: FieldSchema,
    pub(crate) state: FieldState,
}

/// The chips; nothing for a field that is not chosen from a list of codes.
#[component]
pub(crate) fn Chips(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let (FieldKind::Code { list, codes } | FieldKind::Codes { list, codes }) = &props.schema.kind else {
        return html! {};
    };
    let taps = use_mut_ref(|| Taps::new(props.state.value.clone()));
    let redraw = use_force_update();
    let value = taps.borrow_mut().hear(&props.state.value);
    let (laid_out, others) = split(codes, &value);
    let declines = AttrValue::from(DECLINES);
    let taps = {
        let (desk, place, schema) = (Rc::clone(&props.desk), props.place.clone(), props.schema.clone());
        Callback::from(move |code: AttrValue| {
            let value = tap(&schema.kind, taps.borrow().value(), &code);
            taps.borrow_mut().leave(value.clone());
            redraw.force_update();
            let (taps, redraw, says) = (Rc::clone(&taps), redraw.clone(), act.clone());
            let on_answer = Callback::from(move |answer: Answer| {
                taps.borrow_mut().answered(answer.is_ok());
                redraw.force_update();
                answer.err().into_iter().for_each(|because| says.show_refusal(because));
            });
            act.ask(desk.edit(&place, &schema.id, FieldChange::Set(value), desk.version.clone()), on_answer);
        })
    };
    let chip = |label: AttrValue, code: AttrValue, is_on: bool| {
        let key = code.to_string();
        let onclick = taps.reform(move |_: MouseEvent| code.clone());
        html! { <button {key} type="button" class="Pick" aria-pressed={if is_on { "true" } else { "false" }} {onclick}>{ label }</button> }
    };
    let onchange = {
        let taps = taps.clone();
        Callback::from(move |event: Event| {
            let code = selected(&event).filter(|code| !code.is_empty());
            code.into_iter().for_each(|code| taps.emit(code.into()));
        })
    };
    html! {
        <div class="Picks" role="group" aria-label={locale.field(&props.schema.id)}>
            { for laid_out.iter().map(|code| chip(locale.code(list, code), code.clone().into(), is_chosen(&value, code))) }
            if !others.is_empty() {
                <select class="Input Picks-others" autocomplete="off" aria-label={format!("{}: {}", locale.field(&props.schema.id), locale.text("picks-others"))} {onchange}>
                    <option value="" selected=true>{ locale.text("picks-others") }</option>
                    { for codes_of(&locale, list, &others).into_iter().map(|(code, label, _)| html! { <option key={code.clone()} value={code}>{ label }</option> }) }
                </select>
            }
            if props.schema.declinable {
                { chip(locale.text("value-declined"), declines, value == Value::Declined) }
            }
        </div>
    }
}

/// The answers that are laid out, among them whatever is chosen, and those that are not.
fn split(codes: &[String], value: &Value) -> (Vec<String>, Vec<String>) {
    if codes.len() <= AT_A_GLANCE {
        return (codes.to_vec(), Vec::new());
    }
    let known = codes.iter().cloned().enumerate();
    let (near, far): (Vec<_>, Vec<_>) =
        known.partition(|(at, code)| *at < OF_A_LONG_LIST || is_chosen(value, code));
    let only_codes = |pairs: Vec<(usize, String)>| pairs.into_iter().map(|(_, code)| code).collect();
    (only_codes(near), only_codes(far))
}

fn is_chosen(value: &Value, code: &str) -> bool {
    matches!(value, Value::Code(chosen) if chosen == code)
        || matches!(value, Value::Codes(chosen) if chosen.iter().any(|known| known == code))
}

/// What the field holds once `code` was tapped.
fn tap(kind: &FieldKind, value: &Value, code: &str) -> Value {
    if code == DECLINES {
        return if *value == Value::Declined { Value::NotAsked } else { Value::Declined };
    }
    if matches!(kind, FieldKind::Code { .. }) {
        return if is_chosen(value, code) { Value::NotAsked } else { Value::Code(code.to_owned()) };
    }
    let chosen = if let Value::Codes(chosen) = value { chosen.as_slice() } else { &[] };
    let mut codes: Vec<String> = chosen.iter().filter(|known| *known != code).cloned().collect();
    if codes.len() == chosen.len() {
        codes.push(code.to_owned());
    }
    codes.sort();
    if codes.is_empty() { Value::NotAsked } else { Value::Codes(codes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &[&str]) -> Vec<String> {
        list.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn one_of_several_takes_the_place_of_another_and_is_taken_back() {
        let kind = FieldKind::Code { list: "contact_modes".to_owned(), codes: of(&["phone", "email"]) };
        let phone = Value::Code("phone".to_owned());
        assert_eq!(tap(&kind, &Value::NotAsked, "phone"), phone);
        assert_eq!(tap(&kind, &phone, "email"), Value::Code("email".to_owned()));
        assert_eq!(tap(&kind, &phone, "phone"), Value::NotAsked);
        assert_eq!(tap(&kind, &phone, DECLINES), Value::Declined);
        assert_eq!(tap(&kind, &Value::Declined, DECLINES), Value::NotAsked);
    }

    #[test]
    fn several_stand_together_and_each_is_taken_back() {
        let kind = FieldKind::Codes { list: "topics".to_owned(), codes: of(&["costs", "language"]) };
        let one = tap(&kind, &Value::NotAsked, "language");
        assert_eq!(one, Value::Codes(of(&["language"])));
        assert_eq!(tap(&kind, &one, "costs"), Value::Codes(of(&["costs", "language"])));
        assert_eq!(tap(&kind, &one, "language"), Value::NotAsked);
    }

    #[test]
    fn of_a_long_list_the_first_few_and_the_chosen_one_are_laid_out() {
        let codes: Vec<String> = (0..40).map(|n| format!("c{n:02}")).collect();
        let (laid_out, others) = split(&codes, &Value::Code("c30".to_owned()));
        assert_eq!(laid_out, of(&["c00", "c01", "c02", "c03", "c04", "c05", "c30"]));
        assert_eq!((others.len(), others.contains(&"c30".to_owned())), (33, false));
        let few = of(&["a", "b"]);
        assert_eq!(split(&few, &Value::NotAsked), (few, Vec::new()));
    }
}
