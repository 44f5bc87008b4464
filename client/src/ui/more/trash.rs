//! The trash: thirty days in which everything can come back.

use crate::door::{use_command, use_view};
use crate::locale::use_locale;
use crate::route::{CaseTab, Route};
use crate::ui::kit::button::Button;
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::go::Go;
use crate::ui::kit::loaded::{known, loaded};
use crate::ui::kit::name::Name;
use crate::ui::kit::panel::Panel;
use crate::ui::wording;
use api::command::Command;
use api::query::Query;
use api::view::{MembersView, TrashLine};
use std::rc::Rc;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn TrashPage() -> Html {
    let locale = use_locale();
    let trash = use_view::<Vec<TrashLine>>(Query::Trash);
    let members = use_view::<MembersView>(Query::Members);
    html! {
        <Panel title={locale.text("section-papierkorb")}>
            <p class="Panel-row muted">{ locale.text("trash-explained") }</p>
            { loaded(&locale, &trash, |lines| html! {
                <>
                    if lines.is_empty() { <EmptyState text={locale.text("trash-empty")} /> }
                    <ul>{ for lines.iter().enumerate().map(|(at, line)| html! { <Line key={at} line={line.clone()} members={known(&members).cloned()} /> }) }</ul>
                </>
            }) }
        </Panel>
    }
}

#[derive(PartialEq, Properties)]
struct Props {
    line: TrashLine,
    members: Option<Rc<MembersView>>,
}

#[component]
fn Line(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let line = &props.line;
    let what = match &line.entry {
        Some((_, list, _)) => locale.text(&format!("list-{list}")),
        None => locale.text("trash-whole-case"),
    };
    let restore = match line.entry.clone() {
        Some((sheet, list, entry)) => Command::RestoreEntry { sheet, list, entry },
        None => Command::TrashCase { case: line.case, removed: false },
    };
    let when = locale.dates().moment(line.removed_at);
    let who = wording::member(&locale, props.members.as_deref(), line.removed_by);
    let is_me =
        props.members.iter().flat_map(|all| &all.members).any(|one| one.me && one.id == line.removed_by);
    let removed = if is_me {
        locale.with("removed-by-me", &[("at", &when)])
    } else {
        locale.with("removed-by", &[("who", &who), ("at", &when)])
    };
    html! {
        <li class="Lines-line">
            <span>
                <strong><Name text={wording::title(&locale, &line.title)} /></strong>{ " · " }{ what }
                <br /><span class="muted small"><bdi>{ removed }</bdi>{ " · " }{ locale.count("days-left", line.days_left) }</span>
            </span>
            if line.needs_reason {
                <Go to={Route::Case(line.case, CaseTab::Overview)} class="Button">{ locale.text("trash-open-case") }</Go>
            } else {
                <Button label={locale.text("restore")} about={wording::title(&locale, &line.title)} onclick={move |()| act.run(restore.clone())} />
            }
        </li>
    }
}
