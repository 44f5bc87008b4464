//! The recovery kit: words on paper that open everything if all devices are lost. Shown once, and proven at once.

use super::team::qr::QrCode;
use crate::door::{Answer, use_command, use_view};
use crate::locale::use_locale;
use crate::platform::page;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::chip::{Chip, Tone};
use crate::ui::kit::loaded::known;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::{TextField, Write};
use crate::ui::wording;
use api::command::{Command, Done};
use api::query::Query;
use api::refusal::Refusal;
use api::view::MembersView;
use yew::prelude::*;

/// The panel.
#[component]
pub(crate) fn RecoveryKit() -> Html {
    let locale = use_locale();
    let members = use_view::<MembersView>(Query::Members);
    let aside = match known(&members).and_then(|members| members.recovery_kit) {
        Some(true) => html! { <Chip text={locale.text("kit-checked")} tone={Tone::Good} /> },
        Some(false) => html! { <Chip text={locale.text("kit-unchecked")} tone={Tone::Warn} /> },
        None => html! { <Chip text={locale.text("kit-missing")} tone={Tone::Warn} /> },
    };
    html! {
        <Panel title={locale.text("kit")} {aside} class="RecoveryKit">
            <KitSteps />
        </Panel>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Why no kit could be made.
    #[prop_or_default]
    pub(crate) on_refused: Callback<Refusal>,
}

/// Make it, print it, prove it: the words go away only for their test.
#[component]
pub(crate) fn KitSteps(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let members = use_view::<MembersView>(Query::Members);
    let words = use_state_eq(|| None::<String>);
    let state = known(&members).and_then(|members| members.recovery_kit);
    let make = {
        let (words, on_refused) = (words.setter(), props.on_refused.clone());
        Callback::from(move |()| {
            let (words, on_refused, says) = (words.clone(), on_refused.clone(), act.clone());
            let on_answer = Callback::from(move |answer: Answer| match answer {
                Ok(Done::RecoveryKit(made)) => words.set(Some(made)),
                Ok(_) => {}
                Err(because) => {
                    on_refused.emit(because.clone());
                    says.show_refusal(because);
                }
            });
            act.ask(Command::MakeRecoveryKit, on_answer);
        })
    };
    let hide = {
        let words = words.setter();
        Callback::from(move |()| words.set(None))
    };
    html! {
        <div class="Form">
            <p>{ locale.text("kit-explained") }</p>
            if let Some(words) = &*words {
                <p class="Words" translate="no">{ words.clone() }</p>
                <QrCode text={words.clone()} label={locale.text("kit-qr")} />
                <div class="Row no-print">
                    <Button label={locale.text("kit-print")} kind={Kind::Primary} onclick={|()| page::print()} />
                    <Button label={locale.text("kit-hide")} onclick={hide} />
                </div>
            } else {
                if state == Some(false) { <CheckKit /> }
                <Button label={locale.text(if state.is_some() { "kit-make-again" } else { "kit-make" })}
                    kind={if state.is_some() { Kind::Quiet } else { Kind::Plain }} onclick={make} />
                if state == Some(true) { <CheckKit /> }
            }
        </div>
    }
}

/// Types the words from paper, so that a wrong print is found now and not when everything is lost.
#[component]
fn CheckKit() -> Html {
    let locale = use_locale();
    let act = use_command();
    let typed = use_state_eq(String::new);
    let refusal = use_state_eq(|| None::<Refusal>);
    let on_input = {
        let typed = typed.setter();
        Callback::from(move |words| typed.set(words))
    };
    let onsubmit = {
        let (typed, refusal) = (typed.clone(), refusal.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (refusal, says, clear) = (refusal.clone(), act.clone(), typed.setter());
            let on_answer = Callback::from(move |answer: Answer| {
                if answer.is_ok() {
                    clear.set(String::new());
                    says.say("toast-kit-right");
                }
                refusal.set(answer.err());
            });
            act.ask(Command::CheckRecoveryKit { words: typed.trim().to_owned() }, on_answer);
        })
    };
    html! {
        <form {onsubmit} class="Form no-print" autocomplete="off">
            <TextField label={locale.text("kit-words")} value={(*typed).clone()} {on_input} write={Write::Lines} error={refusal.as_ref().map(|because| wording::refusal(&locale, because))} />
            <Button label={locale.text("kit-check")} submit=true disabled={typed.trim().is_empty()} />
        </form>
    }
}
