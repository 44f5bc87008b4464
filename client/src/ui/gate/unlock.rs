//! The lock: whose vault, and its passphrase. Nothing of what is inside is known here.

use super::begin::Begin;
use super::entry::link;
use crate::door::{Answer, use_command};
use crate::locale::use_locale;
use crate::platform::page;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::name::Name;
use crate::ui::kit::text_field::{TextField, Write};
use crate::ui::wording;
use api::command::Command;
use api::ids::VaultId;
use api::refusal::Refusal;
use api::view::VaultLine;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) vaults: Vec<VaultLine>,
}

/// The lock screen.
#[component]
pub(crate) fn Unlock(props: &Props) -> Html {
    let locale = use_locale();
    let chosen = use_state_eq(|| None::<VaultId>);
    // Somebody came with a link although there are vaults here: a second person on this tablet.
    let is_new = use_state_eq(|| link(&page::fragment()).is_some());
    let vault = props.vaults.iter().find(|line| chosen.map_or(props.vaults.len() == 1, |id| id == line.id));
    let set_new = |value: bool| {
        let is_new = is_new.setter();
        Callback::from(move |()| is_new.set(value))
    };
    if *is_new {
        return html! { <Begin others=true on_back={set_new(false)} /> };
    }
    html! {
        <section class="Gate-card">
            <h1>{ locale.text("unlock-title") }</h1>
            if 1 < props.vaults.len() {
                <ul class="Gate-vaults" aria-label={locale.text("unlock-whose")}>
                    { for props.vaults.iter().map(|line| {
                        let (id, chosen) = (line.id, chosen.setter());
                        html! {
                            <li key={id.to_string()}>
                                <Button label={line.label.clone()} icon="account-circle" pressed={vault.is_some_and(|vault| vault.id == id)}
                                    onclick={move |()| chosen.set(Some(id))} />
                            </li>
                        }
                    }) }
                </ul>
            } else if let Some(line) = vault {
                <p><Name text={line.label.clone()} /></p>
            }
            if let Some(line) = vault { <OpenVault key={line.id.to_string()} vault={line.id} /> }
            <Button label={locale.text("unlock-another")} kind={Kind::Quiet} onclick={set_new(true)} />
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct OpenProps {
    vault: VaultId,
}

#[component]
fn OpenVault(props: &OpenProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let passphrase = use_state_eq(String::new);
    let refusal = use_state_eq(|| None::<Refusal>);
    let is_working = use_state_eq(|| false);
    let on_input = {
        let (passphrase, refusal) = (passphrase.setter(), refusal.setter());
        Callback::from(move |typed| {
            // What was wrong belongs to what was typed before.
            refusal.set(None);
            passphrase.set(typed);
        })
    };
    let onsubmit = {
        let (vault, passphrase) = (props.vault, passphrase.clone());
        let (refusal, is_working) = (refusal.setter(), is_working.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_working || passphrase.is_empty() {
                return;
            }
            is_working.set(true);
            let (refusal, is_working) = (refusal.clone(), is_working.setter());
            let typed = passphrase.split_whitespace().collect::<Vec<_>>().join(" ");
            let command = Command::Unlock { vault, passphrase: typed };
            let on_answer = Callback::from(move |answer: Answer| {
                is_working.set(false);
                refusal.set(answer.err());
            });
            act.ask(command, on_answer);
        })
    };
    html! {
        <form class="Gate-form" {onsubmit} autocomplete="off">
            <TextField label={locale.text("passphrase")} value={(*passphrase).clone()} {on_input} write={Write::Secret} first=true id="passphrase"
                error={refusal.as_ref().map(|because| wording::refusal(&locale, because))} />
            <Button label={locale.text(if *is_working { "unlock-working" } else { "unlock" })} kind={Kind::Primary} submit=true
                disabled={*is_working || passphrase.is_empty()} />
        </form>
    }
}
