//! *Schnellnotiz*: two taps from anywhere to a note. The first chooses the screen, the second the person; from the first
//! key on everything is saved in the case, so that no loose slip of paper can get lost.

use crate::door::use_command;
use crate::locale::use_locale;
use crate::route::{CaseTab, Route};
use crate::ui::case_picker::CasePicker;
use crate::ui::kit::go::{self, Go};
use crate::ui::kit::icon::Icon;
use crate::ui::kit::panel::Panel;
use api::command::{Command, Done};
use api::field::{Sheet, Value};
use api::ids::{CaseId, MemberId};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Who writes.
    pub(crate) me: MemberId,
}

/// The screen.
#[component]
pub(crate) fn QuickNote(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let (me, day) = (props.me, locale.dates().today());
    let on_choose = Callback::from(move |case: CaseId| {
        let fields = vec![
            ("contact.date".to_owned(), Value::Day(day)),
            ("contact.counsellor".to_owned(), Value::Member(me)),
        ];
        let add = Command::AddEntry { sheet: Sheet::CaseFile(case), list: "contacts".to_owned(), fields };
        let on_done = Callback::from(move |done| {
            if let Done::Entry(_) = done {
                go::go_on(Route::QuickNote, Route::Case(case, CaseTab::Contacts));
            }
        });
        act.then(add, on_done);
    });
    html! {
        <div class="Page">
            <Panel title={locale.text("quick-note-for-whom")}>
                <CasePicker {on_choose} />
                <div class="Panel-foot">
                    <Go to={Route::NewCase} class="Button"><Icon name="add" /><span>{ locale.text("quick-note-new-case") }</span></Go>
                </div>
            </Panel>
        </div>
    }
}
