//! *Abgleich*: is the work safe, what waits, what happened, how much room is left.

mod documents;
mod log;
mod storage;

use super::kit::button::{Button, Kind};
use super::kit::go::Go;
use super::kit::loaded::{known, loaded};
use super::kit::name::Name;
use super::kit::panel::Panel;
use super::kit::sync_badge;
use crate::door::{use_command, use_view};
use crate::locale::{Locale, use_locale};
use crate::route::{CaseTab, Route};
use api::command::Command;
use api::query::Query;
use api::view::{MembersView, QuarantineLine, SyncView};
use documents::{Counts, OnItsWay};
use log::Log;
use std::rc::Rc;
use storage::StoragePanel;
use yew::prelude::*;

/// The screen.
#[component]
pub(crate) fn SyncScreen() -> Html {
    let locale = use_locale();
    let sync = use_view::<SyncView>(Query::Sync);
    loaded(&locale, &sync, |sync| {
        html! {
            <div class="Page">
                <Summary sync={Rc::clone(sync)} />
                <OnItsWay waiting={sync.waiting.clone()} on_the_relay={sync.on_the_relay.clone()} n_on_the_relay={sync.documents.1} />
                if 0 < sync.waiting_for_keys { <WaitingForKeys n={sync.waiting_for_keys} /> }
                if !sync.quarantine.is_empty() { <Quarantine lines={sync.quarantine.clone()} /> }
                <StoragePanel storage={sync.storage} />
                <Log log={sync.log.clone()} />
            </div>
        }
    })
}

#[derive(PartialEq, Properties)]
struct WaitingForKeysProps {
    n: u32,
}

/// What came before the keys that open it: nothing is wrong, a colleague's device hands them over.
#[component]
fn WaitingForKeys(props: &WaitingForKeysProps) -> Html {
    let locale = use_locale();
    html! {
        <Panel title={locale.text("waiting-for-keys-title")}>
            <p class="Panel-row">{ locale.count("waiting-for-keys", props.n) }</p>
        </Panel>
    }
}

#[derive(PartialEq, Properties)]
struct Props {
    sync: Rc<SyncView>,
}

#[component]
fn Summary(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let badge = &props.sync.badge;
    let contact = match badge.last_contact {
        Some(at) => locale.with("last-contact-at", &[("at", &locale.dates().moment(at))]),
        None => locale.text("no-contact-yet"),
    };
    html! {
        <Panel title={sync_badge::words(&locale, badge)}>
            <div class="Panel-row">
                if let Some(why_not) = sync_badge::why_not(&locale, badge.link) { <p>{ why_not }</p> }
                <p>{ locale.text("sync-explained") }</p>
                <p class="muted">{ contact }</p>
                <Counts counts={props.sync.documents} />
                <Button label={locale.text("sync-now")} kind={Kind::Primary} icon="autorenew" onclick={move |()| act.run(Command::SyncNow)} />
            </div>
        </Panel>
    }
}

#[derive(PartialEq, Properties)]
struct QuarantineProps {
    lines: Vec<QuarantineLine>,
}

/// What could not be opened: nothing of it is lost, and nothing of it holds up the rest.
#[component]
fn Quarantine(props: &QuarantineProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let members = use_view::<MembersView>(Query::Members);
    html! {
        <Panel title={locale.text("quarantine-title")}>
            <p class="Panel-row">{ locale.text("quarantine-text") }</p>
            <ul>
                { for props.lines.iter().enumerate().map(|(at, line)| html! {
                    <li key={at} class="Lines-line">
                        <span>{ locale.text(&format!("quarantine-{}", line.code)) }</span>
                        if let Some(case) = line.case {
                            <Go to={Route::Case(case, CaseTab::Overview)}><Name text={super::wording::title(&locale, &line.title)} /></Go>
                        }
                        <span class="muted">{ from_whom_and_when(&locale, known(&members).map(|members| &**members), line) }</span>
                    </li>
                }) }
            </ul>
            <div class="Panel-foot"><Button label={locale.text("quarantine-retry")} onclick={move |()| act.run(Command::RetryQuarantine)} /></div>
        </Panel>
    }
}

fn from_whom_and_when(locale: &Locale, members: Option<&MembersView>, line: &QuarantineLine) -> String {
    let who = match line.by {
        Some(id) => super::wording::member(locale, members, id),
        None => locale.text("somebody"),
    };
    format!("{who}, {}", locale.dates().moment(line.at))
}
