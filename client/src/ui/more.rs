//! *Mehr*: everything that is set, looked up or looked after, beside the work itself.

mod about;
mod display;
mod install;
pub(crate) mod kit_words;
mod legal;
mod licences;
mod security;
mod shortcuts;
mod sites;
mod staff;
mod team;
mod trash;
mod unit;

use super::app::Display;
use super::kit::go::Go;
use super::kit::icon::Icon;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::route::{Route, Section};
use crate::ui::kit::button::Button;
use crate::ui::shell::places::has_cases;
use api::command::{Command, Role};
use api::ids::MemberId;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) me: MemberId,
    pub(crate) section: Option<Section>,
    pub(crate) role: Role,
    pub(crate) display: Display,
    pub(crate) on_display: Callback<Display>,
}

/// The screen: the list of pages, and beside it the page that is open.
#[component]
pub(crate) fn MoreScreen(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    html! {
        <div class="Split More" data-open={props.section.map(|_| "true")}>
            <nav class="CaseList" aria-label={locale.text("more")}>
                <ul>
                    { for sections(props.role).map(|section| html! {
                        <li key={section.word()} class="CaseLine">
                            <Go to={Route::Settings(section)} class="CaseLine-link" current={props.section == Some(section)}>
                                <span class="CaseLine-title">{ locale.text(&format!("section-{}", section.word())) }</span>
                                <span class="muted small">{ locale.text(&format!("section-{}-about", section.word())) }</span>
                            </Go>
                        </li>
                    }) }
                </ul>
                <div class="CaseList-foot"><Button label={locale.text("lock-now")} icon="logout" onclick={move |()| act.run(Command::Lock)} /></div>
            </nav>
            <div class="Page">
                if props.section.is_some() {
                    <div class="Case-back"><Go to={Route::More} class="Button" kind="quiet"><Icon name="arrow-back" /><span>{ locale.text("more") }</span></Go></div>
                }
                { props.section.map(|section| page(props, section)).unwrap_or_default() }
            </div>
        </div>
    }
}

/// Which pages somebody needs.
fn sections(role: Role) -> impl Iterator<Item = Section> {
    let for_cases_only = |section: &Section| matches!(section, Section::Trash | Section::Shortcuts);
    Section::ALL.into_iter().filter(move |section| has_cases(role) || !for_cases_only(section))
}

fn page(props: &Props, section: Section) -> Html {
    match section {
        Section::Display => {
            html! { <display::DisplayPage display={props.display.clone()} on_display={props.on_display.clone()} /> }
        }
        Section::Security => html! { <security::SecurityPage /> },
        Section::Team => html! { <team::TeamPage /> },
        Section::Sites => html! { <sites::SitesPage /> },
        Section::Unit => html! { <unit::UnitPage me={props.me} /> },
        Section::Trash => html! { <trash::TrashPage /> },
        Section::Install => html! { <install::InstallPage /> },
        Section::Legal => html! { <legal::LegalPage /> },
        Section::About => html! { <about::AboutPage /> },
        Section::Licences => html! { <licences::LicencesPage /> },
        Section::Shortcuts => {
            html! { <shortcuts::ShortcutsPage display={props.display.clone()} on_display={props.on_display.clone()} /> }
        }
    }
}
