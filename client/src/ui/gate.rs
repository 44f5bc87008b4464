//! Everything before the work: the first start, the lock, joining, another tab, a device that is no longer a member.

mod begin;
mod entry;
mod first_kit;
pub(crate) mod joining;
pub(crate) mod passphrase;
mod relay_wait;
mod unlock;

use super::kit::button::{Button, Kind};
use super::kit::chip::Tone;
use super::kit::notice::Notice;
use super::shell::{demo::DemoNotice, update::UpdateNotice};
use super::wording;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::platform::page;
use api::command::Command;
use api::refusal::{Refusal, RelayFault};
use api::view::{Gate, Underway};
use begin::Begin;
use first_kit::FirstKit;
use joining::Joining;
use relay_wait::RelayWait;
use unlock::Unlock;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) gate: Gate,
    /// Why nothing better can be shown.
    #[prop_or_default]
    pub(crate) because: Option<Refusal>,
    /// The recovery kit has to wait, because there is no network.
    #[prop_or_default]
    pub(crate) on_kit_later: Callback<()>,
}

/// The gate.
#[component]
pub(crate) fn GateScreen(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    {
        let title = format!("{} – Sprechtag", locale.text("gate-title"));
        use_effect_with(title, |title| page::set_title(title));
    }
    let content = match &props.gate {
        Gate::OtherTab => {
            html! { <OtherTab on_take_over={move |()| act.run(Command::TakeOver)} /> }
        }
        Gate::Empty => html! { <Begin others=false /> },
        Gate::Locked(vaults) => html! { <Unlock vaults={vaults.clone()} /> },
        Gate::Underway { what, refused, connected } => {
            html! { <GoesOn what={*what} refused={*refused} connected={*connected} /> }
        }
        Gate::Joining { words, refused, connected } => {
            html! { <Joining words={words.clone()} refused={*refused} connected={*connected} /> }
        }
        Gate::Revoked => html! { <Revoked /> },
        Gate::Open { .. } => html! { <FirstKit on_later={props.on_kit_later.clone()} /> },
    };
    html! {
        <main class="Gate">
            <UpdateNotice />
            <DemoNotice />
            <p class="Gate-brand">{ "Sprechtag" }</p>
            if let Some(because) = &props.because { <Notice tone={Tone::Warn} text={wording::refusal(&locale, because)} /> }
            { content }
        </main>
    }
}

#[derive(PartialEq, Properties)]
struct GoesOnProps {
    what: Underway,
    refused: Option<RelayFault>,
    connected: bool,
}

/// Something that goes on by itself, unless the relay does not take it.
#[component]
fn GoesOn(props: &GoesOnProps) -> Html {
    let locale = use_locale();
    let (title, text, waiting) = match props.what {
        Underway::Founding => ("founding-title", "founding-text", "founding-waiting"),
        Underway::Admitted => ("admitted-title", "admitted-text", "admitted-waiting"),
        Underway::Recovering => ("recovering-title", "recovering-text", "recovering-waiting"),
    };
    html! {
        <section class="Gate-card">
            <h1>{ locale.text(title) }</h1>
            if props.refused.is_none() { <p>{ locale.text(text) }</p> }
            <RelayWait refused={props.refused} connected={props.connected} {waiting} />
        </section>
    }
}

/// This device belongs to nobody any more.
#[component]
fn Revoked() -> Html {
    let locale = use_locale();
    html! {
        <section class="Gate-card">
            <h1>{ locale.text("revoked-title") }</h1>
            <Notice tone={Tone::Warn} text={locale.text("gate-revoked")} />
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct OtherTabProps {
    on_take_over: Callback<()>,
}

/// Another tab works with this device's vaults.
#[component]
fn OtherTab(props: &OtherTabProps) -> Html {
    let locale = use_locale();
    html! {
        <section class="Gate-card">
            <h1>{ locale.text("other-tab-title") }</h1>
            <p>{ locale.text("other-tab-text") }</p>
            <Button label={locale.text("other-tab-take-over")} kind={Kind::Primary} onclick={props.on_take_over.clone()} />
        </section>
    }
}
