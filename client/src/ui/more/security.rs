//! Passphrase, automatic lock, recovery kit.

use super::kit_words::RecoveryKit;
use crate::door::{Answer, use_command, use_view};
use crate::locale::use_locale;
use crate::ui::gate::passphrase::Passphrase;
use crate::ui::kit::button::Button;
use crate::ui::kit::chip::Tone;
use crate::ui::kit::choice::Choice;
use crate::ui::kit::loaded::loaded;
use crate::ui::kit::notice::Notice;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::{TextField, Write};
use crate::ui::wording;
use api::command::Command;
use api::query::Query;
use api::refusal::Refusal;
use api::view::SettingsView;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn SecurityPage() -> Html {
    html! {
        <>
            <LockPanel />
            <ChangePassphrase />
            <RecoveryKit />
        </>
    }
}

#[component]
fn LockPanel() -> Html {
    let locale = use_locale();
    let act = use_command();
    let settings = use_view::<SettingsView>(Query::Settings);
    let lock = {
        let act = act.clone();
        Callback::from(move |()| act.run(Command::Lock))
    };
    let on_change = Callback::from(move |minutes: String| {
        if let Ok(minutes) = minutes.parse() {
            act.run(Command::SetAutoLock(minutes));
        }
    });
    let options: Vec<(AttrValue, AttrValue)> = (1..=5)
        .map(|minutes: u8| (AttrValue::from(minutes.to_string()), locale.count("minutes-long", minutes)))
        .collect();
    html! {
        <Panel title={locale.text("lock")}>
            <div class="Form">
                <p>{ locale.text("lock-explained") }</p>
                { loaded(&locale, &settings, |settings| html! {
                    <Choice label={locale.text("auto-lock")} {options} value={settings.auto_lock_minutes.to_string()} {on_change} />
                }) }
                <Button label={locale.text("lock-now")} icon="logout" onclick={lock} />
            </div>
        </Panel>
    }
}

#[component]
fn ChangePassphrase() -> Html {
    let locale = use_locale();
    let act = use_command();
    let old = use_state_eq(String::new);
    let is_open = use_state_eq(|| false);
    let refusal = use_state_eq(|| None::<Refusal>);
    let is_working = use_state_eq(|| false);
    let on_old = {
        let old = old.setter();
        Callback::from(move |typed| old.set(typed))
    };
    let on_chosen = {
        let (old, is_open) = (old.clone(), is_open.setter());
        let (refusal, is_working) = (refusal.setter(), is_working.setter());
        Callback::from(move |new: String| {
            is_working.set(true);
            let (is_open, refusal, is_working, says) =
                (is_open.clone(), refusal.clone(), is_working.clone(), act.clone());
            let old = old.split_whitespace().collect::<Vec<_>>().join(" ");
            let on_answer = Callback::from(move |answer: Answer| {
                is_working.set(false);
                if answer.is_ok() {
                    is_open.set(false);
                    says.say("toast-passphrase-changed");
                }
                refusal.set(answer.err());
            });
            act.ask(Command::ChangePassphrase { old, new }, on_answer);
        })
    };
    let open = {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(true))
    };
    html! {
        <Panel title={locale.text("passphrase")}>
            <div class="Form">
                if *is_open {
                    <TextField label={locale.text("passphrase-old")} value={(*old).clone()} on_input={on_old} write={Write::Secret} first=true />
                    if let Some(because) = &*refusal { <Notice tone={Tone::Warn} urgent=true text={wording::refusal(&locale, because)} /> }
                    <Passphrase {on_chosen} is_working={*is_working} action={locale.text("passphrase-change")} />
                } else {
                    <p>{ locale.text("passphrase-explained") }</p>
                    <Button label={locale.text("passphrase-change")} onclick={open} />
                }
            </div>
        </Panel>
    }
}
