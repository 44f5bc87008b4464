//! *Fall*: a page to read, written where the values stand.

mod accesses;
mod appointments;
mod close_case;
mod contacts;
mod facts;
mod foreign;
mod head;
mod history;
mod list;
mod overview;
mod remove;

use super::kit::chip::Tone;
use super::kit::field::{Desk, entries, use_office};
use super::kit::loaded::loaded;
use super::kit::notice::Notice;
use super::kit::tabs::Tabs;
use crate::door::use_view;
use crate::locale::{Locale, use_locale};
use crate::route::{CaseTab, Route};
use accesses::Accesses;
use api::field::Sheet;
use api::ids::{CaseId, MemberId};
use api::query::Query;
use api::view::{CaseView, SheetView};
use contacts::Contacts;
use facts::{Facts, Which};
use foreign::AskReason;
use head::Head;
use history::History;
use list::EntryList;
use overview::Overview;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) case: CaseId,
    pub(crate) tab: CaseTab,
    pub(crate) me: MemberId,
}

/// A case on screen: what is known of it, and the desk each of its documents is written on.
#[derive(Clone, PartialEq)]
pub(crate) struct OpenCase {
    /// What is known.
    pub(crate) view: Rc<CaseView>,
    /// The person sheet's desk.
    pub(crate) person: Rc<Desk>,
    /// The case file's desk, with the document, if this device may read it.
    pub(crate) file: Option<Rc<Desk>>,
    /// Who looks at it.
    pub(crate) me: MemberId,
}

impl OpenCase {
    /// Did a newer version of the program write in it?
    fn is_too_new(&self) -> bool {
        self.view.person.too_new || self.view.file.as_ref().is_some_and(|file| file.too_new)
    }
}

/// The screen.
#[component]
pub(crate) fn CaseScreen(props: &Props) -> Html {
    let locale = use_locale();
    let case = use_view::<CaseView>(Query::Case(props.case));
    let Some(office) = use_office() else { return html! { <div class="Case"></div> } };
    loaded(&locale, &case, |view| {
        let desk =
            |sheet: Sheet, document: &SheetView| office.desk(sheet, &document.version, document.access);
        let open = OpenCase {
            view: Rc::clone(view),
            person: desk(Sheet::Person(props.case), &view.person),
            file: view.file.as_ref().map(|file| desk(Sheet::CaseFile(props.case), file)),
            me: props.me,
        };
        html! { <Opened {open} tab={props.tab} /> }
    })
}

#[derive(PartialEq, Properties)]
struct OpenedProps {
    open: OpenCase,
    tab: CaseTab,
}

#[component]
fn Opened(props: &OpenedProps) -> Html {
    let locale = use_locale();
    let open = &props.open;
    let case = open.view.line.id;
    if open.view.needs_reason {
        return html! { <article class="Case"><Head open={open.clone()} /><AskReason {case} schema={Rc::clone(&open.person.schema)} /></article> };
    }
    let tabs = tabs(&locale, case, open.file.is_some());
    html! {
        <article class="Case">
            <Head open={open.clone()} />
            if open.is_too_new() { <Notice text={locale.text("refusal-read-only")} tone={Tone::Warn} /> }
            <Tabs label={locale.text("case-tabs")} {tabs} current={Route::Case(case, props.tab)} />
            { content(open, props.tab) }
        </article>
    }
}

fn tabs(locale: &Locale, case: CaseId, with_file: bool) -> Vec<(Route, AttrValue)> {
    // Reception holds the person sheet only.
    let shown = CaseTab::ALL
        .into_iter()
        .filter(|tab| with_file || matches!(tab, CaseTab::Overview | CaseTab::Person | CaseTab::History));
    shown.map(|tab| (Route::Case(case, tab), locale.text(&format!("tab-{}", tab.word())))).collect()
}

fn content(open: &OpenCase, tab: CaseTab) -> Html {
    let file = open.file.as_ref().zip(open.view.file.as_ref());
    match (tab, file) {
        (CaseTab::Overview, _) => html! { <Overview open={open.clone()} /> },
        (CaseTab::Person, _) => html! {
            <>
                <Facts desk={Rc::clone(&open.person)} states={open.view.person.root.clone()} which={Which::Group("person")} title="panel-person" />
                { for ["reachability", "languages", "name_parts", "previous_names"].into_iter().map(|list| html! {
                    <EntryList key={list} desk={Rc::clone(&open.person)} {list} entries={entries(&open.view.person, list)} />
                }) }
            </>
        },
        (CaseTab::History, _) => html! {
            <>
                if let Some((desk, file)) = file { <Accesses desk={Rc::clone(desk)} entries={entries(file, "accesses")} /> }
                <History case={open.view.line.id} desk={Rc::clone(open.file.as_ref().unwrap_or(&open.person))} />
            </>
        },
        (CaseTab::Contacts, Some((desk, file))) => {
            html! { <Contacts desk={Rc::clone(desk)} entries={entries(file, "contacts")} me={open.me} /> }
        }
        (CaseTab::Background, Some((desk, file))) => html! {
            <>
                <Facts desk={Rc::clone(desk)} states={file.root.clone()} which={Which::Group("background")} title="panel-background" />
                <Facts desk={Rc::clone(desk)} states={file.root.clone()} which={Which::Group("german")} title="panel-german" />
                <Facts desk={Rc::clone(desk)} states={file.root.clone()} which={Which::Group("case")} title="panel-case" />
            </>
        },
        (CaseTab::Qualifications, Some((desk, file))) => {
            html! { <EntryList desk={Rc::clone(desk)} list="qualifications" entries={entries(file, "qualifications")} /> }
        }
        (CaseTab::Contacts | CaseTab::Background | CaseTab::Qualifications, None) => html! {},
    }
}
