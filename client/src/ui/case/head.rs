//! The head of a case: the name in its scripts, how to address the person, whether it is safe, and what comes next.

use super::OpenCase;
use super::close_case::CaseMenu;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::platform::page;
use crate::route::{CaseTab, Route};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::chip::{Chip, Tone};
use crate::ui::kit::field::{value_of, words_of};
use crate::ui::kit::go::{self, Go};
use crate::ui::kit::icon::Icon;
use crate::ui::kit::name::Name;
use crate::ui::wording;
use api::command::{Command, Done};
use api::field::{Sheet, Value};
use api::view::DocumentSync;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) open: OpenCase,
}

/// The head.
#[component]
pub(crate) fn Head(props: &Props) -> Html {
    let locale = use_locale();
    let open = &props.open;
    let line = &open.view.line;
    {
        let heading = line.id;
        use_effect_with(heading, |_| page::focus("heading"));
    }
    let writes = open.file.as_ref().is_some_and(|file| file.writable);
    html! {
        <header class="Case-head">
            <div class="Case-back"><Go to={Route::Cases} class="Button" kind="quiet"><Icon name="arrow-back" /><span>{ locale.text("cases") }</span></Go></div>
            <div class="Case-who">
                <h1 id="heading" tabindex="-1">
                    if line.pseudonym { { locale.with("pseudonym-called", &[("name", &line.title)]) } } else { <Name text={wording::title(&locale, &line.title)} /> }
                </h1>
                if !line.original_script.is_empty() { <p class="Case-script"><Name text={line.original_script.clone()} /></p> }
                <p class="muted">{ about(&locale, open) }</p>
                <p class="Case-chips">
                    if !line.open { <Chip text={locale.text("case-closed")} /> }
                    <Chip text={locale.text(wording::document_sync(line.sync))} tone={sync_tone(line.sync)} />
                    if line.conflict { <Chip text={locale.text("case-has-versions")} tone={Tone::Warn} /> }
                </p>
            </div>
            <div class="Case-do">
                if writes { <RecordContact open={open.clone()} /> }
                <CaseMenu open={open.clone()} />
            </div>
        </header>
    }
}

fn about(locale: &crate::locale::Locale, open: &OpenCase) -> String {
    let person = &open.view.person.root;
    let address = words_of(person, "person.address_form");
    let mut parts = Vec::new();
    if !address.is_empty() {
        parts.push(locale.with("addressed-as", &[("form", address)]).to_string());
    }
    if let Value::Code(language) = value_of(person, "person.counselling_language") {
        parts.push(locale.code("languages", language).to_string());
    }
    if *value_of(person, "person.interpreter_needed") == Value::Flag(true) {
        parts.push(locale.text("interpreter-needed").to_string());
    }
    let file = open.view.file.as_ref();
    if let Some(Value::Code(level)) = file.map(|file| value_of(&file.root, "german.level")) {
        parts.push(locale.with("german-at", &[("level", &locale.code("german_levels", level))]).to_string());
    }
    if !open.view.line.number.is_empty() {
        parts.push(open.view.line.number.clone());
    }
    parts.join(" · ")
}

const fn sync_tone(sync: DocumentSync) -> Tone {
    match sync {
        DocumentSync::OnThisDevice => Tone::Act,
        DocumentSync::OnTheRelay | DocumentSync::Arrived => Tone::Good,
    }
}

/// A new contact, today, by the one who presses.
#[component]
fn RecordContact(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let case = props.open.view.line.id;
    let fields = vec![
        ("contact.date".to_owned(), Value::Day(locale.dates().today())),
        ("contact.counsellor".to_owned(), Value::Member(props.open.me)),
    ];
    let onclick = Callback::from(move |()| {
        let add = Command::AddEntry {
            sheet: Sheet::CaseFile(case),
            list: "contacts".to_owned(),
            fields: fields.clone(),
        };
        let on_done = Callback::from(move |done| {
            if let Done::Entry(_) = done {
                go::go(Route::Case(case, CaseTab::Contacts));
            }
        });
        act.then(add, on_done);
    });
    html! { <Button label={locale.text("record-contact")} kind={Kind::Primary} {onclick} /> }
}
