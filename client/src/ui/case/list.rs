//! A list of a case: qualifications, ways to reach somebody, languages, names.

use super::remove::RemoveEntry;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::ui::kit::button::Button;
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::field::{Desk, EntryFields};
use crate::ui::kit::panel::Panel;
use api::command::Command;
use api::field::EntryState;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) list: &'static str,
    pub(crate) entries: Vec<EntryState>,
}

/// The list.
#[component]
pub(crate) fn EntryList(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let (sheet, list) = (props.desk.sheet, props.list);
    let onclick = Callback::from(move |()| {
        act.run(Command::AddEntry { sheet, list: list.to_owned(), fields: Vec::new() });
    });
    html! {
        <Panel title={locale.text(&format!("list-{list}"))}>
            if props.entries.is_empty() { <EmptyState text={locale.text(&format!("list-{list}-empty"))} /> }
            { for props.entries.iter().map(|entry| html! {
                <div class="Entry" key={entry.id.to_string()}>
                    <EntryFields desk={Rc::clone(&props.desk)} {list} entry={entry.clone()}>
                        <RemoveEntry desk={Rc::clone(&props.desk)} {list} entry={entry.id} bare=true />
                    </EntryFields>
                </div>
            }) }
            if props.desk.writable {
                <div class="Panel-foot no-print"><Button label={locale.text(&format!("list-{list}-add"))} icon="add" {onclick} /></div>
            }
        </Panel>
    }
}
