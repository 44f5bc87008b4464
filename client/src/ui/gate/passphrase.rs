//! Chooses a passphrase: five words are proposed, because what people make up themselves is guessed too easily.

use crate::door::use_command;
use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::text_field::{TextField, Write};
use api::command::{Command, Done};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Label of the button at the end.
    pub(crate) action: AttrValue,
    pub(crate) is_working: bool,
    /// A passphrase that was written twice alike.
    pub(crate) on_chosen: Callback<String>,
}

/// The choice.
#[component]
pub(crate) fn Passphrase(props: &Props) -> Html {
    let locale = use_locale();
    let proposal = use_proposal();
    let own = use_state_eq(|| None::<String>);
    let again = use_state_eq(String::new);
    let wanted = (*own).clone().unwrap_or_else(|| proposal.words.clone());
    let is_alike = !wanted.is_empty() && squeezed(&again) == squeezed(&wanted);
    let on_again = {
        let again = again.setter();
        Callback::from(move |typed| again.set(typed))
    };
    let onsubmit = {
        let (wanted, on_chosen) = (squeezed(&wanted), props.on_chosen.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if is_alike {
                on_chosen.emit(wanted.clone());
            }
        })
    };
    let set_own = |value: Option<String>| {
        let (own, again) = (own.setter(), again.setter());
        Callback::from(move |()| {
            own.set(value.clone());
            again.set(String::new());
        })
    };
    let on_own = {
        let own = own.setter();
        Callback::from(move |typed| own.set(Some(typed)))
    };
    html! {
        <form class="Gate-form" {onsubmit} autocomplete="off">
            if let Some(typed) = &*own {
                <TextField label={locale.text("passphrase-own")} hint={locale.text("passphrase-own-hint")} value={typed.clone()} on_input={on_own} write={Write::Secret} />
                <Button label={locale.text("passphrase-words")} kind={Kind::Quiet} onclick={set_own(None)} />
            } else {
                <p class="Words" id="passphrase-proposal" translate="no">{ proposal.words.clone() }</p>
                <div class="Row">
                    <Button label={locale.text("passphrase-other-words")} icon="autorenew" onclick={proposal.on_again.clone()} />
                    <Button label={locale.text("passphrase-choose-own")} kind={Kind::Quiet} onclick={set_own(Some(String::new()))} />
                </div>
            }
            <TextField label={locale.text("passphrase-again")} hint={locale.text("passphrase-again-hint")} value={(*again).clone()} on_input={on_again}
                write={if own.is_some() { Write::Secret } else { Write::Line }} id="passphrase-again" />
            <Button label={if props.is_working { locale.text("working") } else { props.action.clone() }} kind={Kind::Primary} submit=true
                disabled={!is_alike || props.is_working} />
        </form>
    }
}

struct Proposal {
    words: String,
    on_again: Callback<()>,
}

/// Asks the vault for five words, and for five others.
#[hook]
fn use_proposal() -> Proposal {
    let act = use_command();
    let words = use_state_eq(String::new);
    let on_again = {
        let words = words.setter();
        use_callback((), move |(), ()| {
            let words = words.clone();
            act.then(
                Command::SuggestPassphrase,
                Callback::from(move |done| {
                    if let Done::Passphrase(five) = done {
                        words.set(five);
                    }
                }),
            );
        })
    };
    {
        let ask = on_again.clone();
        use_effect_with((), move |()| ask.emit(()));
    }
    Proposal { words: (*words).clone(), on_again }
}

/// Blanks around and between words do not matter.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    #[test]
    fn blanks_do_not_matter() {
        assert_eq!(squeezed("  eins  zwei\tdrei "), "eins zwei drei");
    }
}
