//! Another name for a member. Reception reads the directory and does not write it, so a colleague who does changes the name
//! for her when she marries or when it was mistyped.

use crate::door::{Answer, use_command};
use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::text_field::TextField;
use crate::ui::wording;
use api::command::Command;
use api::ids::MemberId;
use api::refusal::Refusal;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) member: MemberId,
    /// What they are called now.
    pub(crate) name: String,
}

/// The button, and the form behind it.
#[component]
pub(crate) fn Rename(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let typed = use_state_eq(|| None::<String>);
    let refusal = use_state_eq(|| None::<Refusal>);
    let set = |to: Option<String>| {
        let (typed, refusal) = (typed.setter(), refusal.setter());
        Callback::from(move |()| {
            typed.set(to.clone());
            refusal.set(None);
        })
    };
    let Some(name) = (*typed).clone() else {
        let about = AttrValue::from(props.name.clone());
        return html! { <Button label={locale.text("rename")} {about} kind={Kind::Quiet} onclick={set(Some(props.name.clone()))} /> };
    };
    let on_input = {
        let typed = typed.setter();
        Callback::from(move |name| typed.set(Some(name)))
    };
    let onsubmit = {
        let (member, name, refusal, close) = (props.member, name.clone(), refusal.setter(), set(None));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (refusal, close, says) = (refusal.clone(), close.clone(), act.clone());
            let on_answer = Callback::from(move |answer: Answer| match answer {
                Ok(_) => {
                    says.say("toast-changed");
                    close.emit(());
                }
                Err(because) => refusal.set(Some(because)),
            });
            act.ask(Command::PutName { member, name: name.trim().to_owned() }, on_answer);
        })
    };
    let is_same = name.trim() == props.name;
    html! {
        <form class="Rename" {onsubmit} autocomplete="off">
            <TextField label={locale.text("rename-to")} value={name.clone()} {on_input} first=true error={refusal.as_ref().map(|because| wording::refusal(&locale, because))} />
            <div class="Row">
                <Button label={locale.text("take-over-name")} submit=true disabled={is_same || name.trim().is_empty()} />
                <Button label={locale.text("cancel")} kind={Kind::Quiet} onclick={set(None)} />
            </div>
        </form>
    }
}
