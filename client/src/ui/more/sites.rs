//! The sites where counselling happens.

use crate::door::{Answer, use_command, use_view};
use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::kept_form::use_kept_lines;
use crate::ui::kit::loaded::{known, loaded};
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::TextField;
use crate::ui::wording;
use api::command::Command;
use api::query::Query;
use api::refusal::Refusal;
use api::view::{SettingsView, SiteView};
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn SitesPage() -> Html {
    let locale = use_locale();
    let sites = use_view::<Vec<SiteView>>(Query::Sites);
    let settings = use_view::<SettingsView>(Query::Settings);
    let may_write = known(&settings).is_some_and(|settings| settings.may_write);
    let edited = use_state_eq(|| None::<SiteView>);
    let close = {
        let edited = edited.setter();
        Callback::from(move |()| edited.set(None))
    };
    html! {
        <>
            <Panel title={locale.text("section-orte")}>
                { loaded(&locale, &sites, |sites| html! {
                    <>
                        if sites.is_empty() { <EmptyState text={locale.text(if may_write { "sites-empty" } else { "sites-none" })} /> }
                        <ul>
                            { for sites.iter().map(|site| {
                                let (edited, copy) = (edited.setter(), site.clone());
                                html! {
                                    <li key={site.id.to_string()} class="Lines-line">
                                        <span><strong>{ site.name.clone() }</strong><br /><span class="muted">{ site.room.clone() }</span></span>
                                        if may_write { <Button label={locale.text("edit")} kind={Kind::Quiet} about={AttrValue::from(site.name.clone())} onclick={move |()| edited.set(Some(copy.clone()))} /> }
                                    </li>
                                }
                            }) }
                        </ul>
                    </>
                }) }
            </Panel>
            if may_write { <SiteForm key={edited.as_ref().map(|site| site.id.to_string()).unwrap_or_default()} site={(*edited).clone()} on_done={close} /> }
            else if known(&settings).is_some() { <p class="muted">{ locale.text("sites-read-only") }</p> }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct FormProps {
    site: Option<SiteView>,
    on_done: Callback<()>,
}

#[component]
fn SiteForm(props: &FormProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let name = use_state_eq(|| props.site.as_ref().map(|site| site.name.clone()).unwrap_or_default());
    let room = use_state_eq(|| props.site.as_ref().map(|site| site.room.clone()).unwrap_or_default());
    let refusal = use_state_eq(|| None::<Refusal>);
    let on_name = {
        let name = name.setter();
        Callback::from(move |typed| name.set(typed))
    };
    let on_room = {
        let room = room.setter();
        Callback::from(move |typed| room.set(typed))
    };
    let kept = {
        let form = props.site.as_ref().map_or_else(|| "site".to_owned(), |site| format!("site:{}", site.id));
        use_kept_lines(&form, [("name", &name), ("room", &room)])
    };
    let cancel = {
        let (on_done, kept) = (props.on_done.clone(), kept.clone());
        Callback::from(move |()| {
            kept.forget();
            on_done.emit(());
        })
    };
    let onsubmit = {
        let (name, room, refusal, on_done) =
            (name.clone(), room.clone(), refusal.setter(), props.on_done.clone());
        let site = props.site.as_ref().map(|site| site.id);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (empty_name, empty_room, refusal, on_done) =
                (name.setter(), room.setter(), refusal.clone(), on_done.clone());
            let sent = kept.clone();
            let command =
                Command::PutSite { site, name: name.trim().to_owned(), room: room.trim().to_owned() };
            let on_answer = Callback::from(move |answer: Answer| {
                if answer.is_ok() {
                    empty_name.set(String::new());
                    empty_room.set(String::new());
                    on_done.emit(());
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
        <Panel title={locale.text(if props.site.is_some() { "site-edit" } else { "site-new" })}>
            <form class="Form" {onsubmit} autocomplete="off">
                <TextField label={locale.text("field-site-name")} value={(*name).clone()} on_input={on_name} error={refusal.as_ref().map(|because| wording::refusal(&locale, because))} id="site-name" />
                <TextField label={locale.text("field-site-room")} value={(*room).clone()} on_input={on_room} id="site-room" />
                <div class="Row">
                    <Button label={locale.text(if props.site.is_some() { "site-change" } else { "site-add" })} kind={Kind::Primary} submit=true disabled={name.trim().is_empty()} />
                    if props.site.is_some() { <Button label={locale.text("cancel")} kind={Kind::Quiet} onclick={cancel} /> }
                </div>
            </form>
        </Panel>
    }
}
