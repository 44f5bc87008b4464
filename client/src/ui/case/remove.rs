//! The way of an entry into the trash.

use crate::door::use_command;
use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::field::Desk;
use api::command::Command;
use api::ids::EntryId;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) list: AttrValue,
    pub(crate) entry: EntryId,
    /// Show the icon of the trash without its words.
    #[prop_or_default]
    pub(crate) bare: bool,
}

/// Puts the entry into the trash; one tap takes it back.
#[component]
pub(crate) fn RemoveEntry(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let (sheet, list, entry) = (props.desk.sheet, props.list.to_string(), props.entry);
    let onclick = Callback::from(move |()| {
        let remove = Command::RemoveEntry { sheet, list: list.clone(), entry };
        let restore = Command::RestoreEntry { sheet, list: list.clone(), entry };
        act.undoable(remove, "toast-removed", restore);
    });
    html! { <Button label={locale.text("remove")} kind={Kind::Quiet} icon="delete" bare={props.bare} {onclick} /> }
}
