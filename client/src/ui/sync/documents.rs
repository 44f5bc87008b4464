//! The three truthful states: on this device, on the relay, arrived at a colleague's; counted, and by name as long as something
//! has not arrived.

use crate::locale::{Locale, use_locale};
use crate::route::{CaseTab, Route};
use crate::ui::kit::chip::{Chip, Tone};
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::go::Go;
use crate::ui::kit::name::Name;
use crate::ui::kit::panel::Panel;
use crate::ui::wording;
use api::view::DocumentLine;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct CountsProps {
    pub(crate) counts: (u32, u32, u32),
}

/// How many documents are in each state.
#[component]
pub(crate) fn Counts(props: &CountsProps) -> Html {
    let locale = use_locale();
    let (here, relay, arrived) = props.counts;
    html! {
        <dl class="Counts">
            { for [("state-on-this-device", here), ("state-on-the-relay", relay), ("state-arrived", arrived)].into_iter().map(|(key, count)| html! {
                <div {key}><dt>{ locale.text(key) }</dt><dd>{ count }</dd></div>
            }) }
        </dl>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) waiting: Vec<DocumentLine>,
    /// The newest of them.
    pub(crate) on_the_relay: Vec<DocumentLine>,
    /// How many there are.
    pub(crate) n_on_the_relay: u32,
}

/// Document by document, what waits here and what nobody has opened yet.
#[component]
pub(crate) fn OnItsWay(props: &Props) -> Html {
    let locale = use_locale();
    let n_others = i64::from(props.n_on_the_relay) - i64::try_from(props.on_the_relay.len()).unwrap_or(0);
    html! {
        <>
            <Panel title={locale.text("waiting-title")}>
                if props.waiting.is_empty() { <EmptyState text={locale.text("waiting-empty")} /> }
                <ul>
                    { for props.waiting.iter().enumerate().map(|(at, line)| html! {
                        <li key={at} class="Lines-line">
                            { document(&locale, line) }
                            <span class="muted">{ locale.count("changes-count", line.envelopes) }</span>
                            <Chip text={locale.text("state-on-this-device")} tone={Tone::Act} />
                        </li>
                    }) }
                </ul>
            </Panel>
            if !props.on_the_relay.is_empty() {
                <Panel title={locale.text("not-arrived-title")}>
                    <p class="Panel-row muted">{ locale.text("not-arrived-text") }</p>
                    <ul>
                        { for props.on_the_relay.iter().enumerate().map(|(at, line)| html! {
                            <li key={at} class="Lines-line">{ document(&locale, line) }<Chip text={locale.text("state-on-the-relay")} tone={Tone::Good} /></li>
                        }) }
                    </ul>
                    if 0 < n_others { <p class="Panel-row muted">{ locale.count("not-arrived-others", n_others) }</p> }
                </Panel>
            }
        </>
    }
}

fn document(locale: &Locale, line: &DocumentLine) -> Html {
    let kind = locale.text(&format!("document-{}", line.kind));
    match line.case {
        Some(case) => html! {
            <span>
                <Go to={Route::Case(case, CaseTab::Overview)}><Name text={wording::title(locale, &line.title)} /></Go>
                <span class="muted">{ " · " }{ kind }</span>
            </span>
        },
        None => html! { <span>{ kind }</span> },
    }
}
