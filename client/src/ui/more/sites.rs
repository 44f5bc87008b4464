//! The sites where counselling happens: what one wants to know before one travels there.

use crate::door::{Answer, use_command, use_view};
use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::chip::{Chip, Tone};
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::field::{Desk, EntryFields, entries, has_versions, use_office, words_of};
use crate::ui::kit::kept_form::use_kept_lines;
use crate::ui::kit::loaded::loaded;
use crate::ui::kit::name::Name;
use crate::ui::kit::notice::Notice;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::TextField;
use crate::ui::wording;
use api::command::Command;
use api::field::{EntryState, Sheet, Value};
use api::query::Query;
use api::refusal::Refusal;
use api::view::SheetView;
use std::rc::Rc;
use yew::prelude::*;

const SITES: &str = "sites";
/// In sight as soon as one looks at a site.
const USUAL: &[&str] = &["site.name", "site.town", "site.room"];

/// The page.
#[component]
pub(crate) fn SitesPage() -> Html {
    let locale = use_locale();
    let directory = use_view::<SheetView>(Query::Directory);
    let office = use_office();
    loaded(&locale, &directory, |directory| {
        let Some(office) = &office else { return html! {} };
        let desk = office.desk(Sheet::Directory, &directory.version, directory.access);
        let mut sites = entries(directory, SITES);
        sites.sort_by_cached_key(|site| words_of(&site.fields, "site.name").to_lowercase());
        html! {
            <>
                if directory.too_new { <Notice text={locale.text("refusal-read-only")} tone={Tone::Warn} /> }
                <Panel title={locale.text("section-orte")}>
                    if sites.is_empty() { <EmptyState text={locale.text(if desk.writable { "sites-empty" } else { "sites-none" })} /> }
                    <ul>{ for sites.iter().map(|site| html! { <Site key={site.id.to_string()} desk={Rc::clone(&desk)} site={site.clone()} /> }) }</ul>
                </Panel>
                if desk.writable { <NewSite /> } else { <p class="muted">{ locale.text("sites-read-only") }</p> }
            </>
        }
    })
}

#[derive(PartialEq, Properties)]
struct SiteProps {
    desk: Rc<Desk>,
    site: EntryState,
}

/// One site; what it is called, and everything else behind one press.
#[component]
fn Site(props: &SiteProps) -> Html {
    let locale = use_locale();
    let is_open = use_state_eq(|| false);
    let SiteProps { desk, site } = props;
    let words = |id: &str| words_of(&site.fields, id);
    let name = match words("site.name") {
        "" => locale.text("unknown-site"),
        name => AttrValue::from(name.to_owned()),
    };
    let differs = has_versions(&site.fields);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(!*is_open))
    };
    let label = locale.text(if *is_open { "contact-hide-fields" } else { "contact-show-fields" });
    html! {
        <li class="Site">
            <div class="Lines-line">
                <span>
                    <strong><Name text={name.clone()} /></strong><br />
                    <span class="muted">{ wording::beside([words("site.town"), words("site.room")]) }</span>
                </span>
                if differs { <Chip text={locale.text("case-has-versions")} tone={Tone::Warn} /> }
                <Button {label} kind={Kind::Quiet} about={name} expanded={*is_open} onclick={toggle} />
            </div>
            if *is_open { <EntryFields desk={Rc::clone(desk)} list={SITES} entry={site.clone()} always={USUAL} /> }
        </li>
    }
}

/// A site that is not there yet: its name, and the room if that is known.
#[component]
fn NewSite() -> Html {
    let locale = use_locale();
    let act = use_command();
    let name = use_state_eq(String::new);
    let room = use_state_eq(String::new);
    let refusal = use_state_eq(|| None::<Refusal>);
    let set = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |typed| state.set(typed))
    };
    let kept = use_kept_lines("site", [("name", &name), ("room", &room)]);
    let onsubmit = {
        let (name, room, refusal) = (name.clone(), room.clone(), refusal.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (empty_name, empty_room, refusal) = (name.setter(), room.setter(), refusal.clone());
            let sent = kept.clone();
            let text = |field: &str, text: &str| (field.to_owned(), Value::Text(text.trim().to_owned()));
            let fields = vec![text("site.name", &name), text("site.room", &room)];
            let command = Command::AddEntry { sheet: Sheet::Directory, list: SITES.to_owned(), fields };
            let on_answer = Callback::from(move |answer: Answer| {
                if answer.is_ok() {
                    empty_name.set(String::new());
                    empty_room.set(String::new());
                } else {
                    sent.keep_again();
                }
                refusal.set(answer.err());
            });
            act.ask(command, on_answer);
            kept.forget();
        })
    };
    html! {
        <Panel title={locale.text("site-new")}>
            <form class="Form" {onsubmit} autocomplete="off">
                <TextField label={locale.text("field-site-name")} value={(*name).clone()} on_input={set(&name)} error={refusal.as_ref().map(|because| wording::refusal(&locale, because))} id="site-name" />
                <TextField label={locale.text("field-site-room")} value={(*room).clone()} on_input={set(&room)} id="site-room" />
                <div class="Row"><Button label={locale.text("site-add")} kind={Kind::Primary} submit=true disabled={name.trim().is_empty()} /></div>
            </form>
        </Panel>
    }
}
