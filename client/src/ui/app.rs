//! The app's root: opens the door, provides door and locale, and shows the gate or the work behind it.

use super::gate::GateScreen;
use super::kit::toasts::{Said, ToastAction, ToastList, Toasts};
use super::shell::Shell;
use crate::door::Door;
use crate::locale::{Language, Locale};
use crate::platform::{install, page, preferences, storage, visibility};
use api::FromPage;
use api::command::Command;
use api::query::Query;
use api::view::{Gate, Loaded, View};
use std::rc::Rc;
use yew::prelude::*;

/// How this browser shows the app; the same for everybody who uses it.
#[derive(Clone, PartialEq)]
pub(crate) struct Display {
    /// The language of the screen.
    pub(crate) language: Language,
    /// `light`, `dark`, or the system's choice.
    pub(crate) theme: Option<AttrValue>,
    /// Is the left hand the one that writes notes?
    pub(crate) left_hand: bool,
    /// Do single keys lead to places?
    pub(crate) keys: bool,
}

impl Display {
    fn kept() -> Self {
        let wanted = preferences::get("language").into_iter().chain(preferences::languages());
        Self {
            language: Language::best_of(wanted),
            theme: preferences::get("theme").filter(|theme| theme != "system").map(AttrValue::from),
            left_hand: preferences::get("hand").as_deref() == Some("left"),
            keys: preferences::get("keys").as_deref() != Some("off"),
        }
    }

    fn keep(&self) {
        preferences::set("language", self.language.tag());
        preferences::set("theme", self.theme.as_deref().unwrap_or("system"));
        preferences::set("hand", if self.left_hand { "left" } else { "right" });
        preferences::set("keys", if self.keys { "on" } else { "off" });
    }

    fn show(&self) {
        page::set_root("lang", Some(self.language.tag()));
        page::set_root("data-kern-theme", self.theme.as_deref());
        page::set_root("data-hand", self.left_hand.then_some("left"));
    }
}

/// The app.
#[component]
pub(crate) fn App() -> Html {
    let display = use_state_eq(Display::kept);
    let toasts = use_reducer_eq(ToastList::default);
    let door = use_opened_door(&toasts);
    let gate = use_gate(&door);
    let kit_later = use_state_eq(|| false);
    let locale = use_memo(display.language, |language| Locale::new(*language));
    use_effect_with((*display).clone(), |display| display.show());
    let on_display = {
        let display = display.clone();
        use_callback((), move |wanted: Display, ()| {
            wanted.keep();
            display.set(wanted);
        })
    };
    html! {
        <ContextProvider<Locale> context={(*locale).clone()}>
            <ContextProvider<Door> context={door}>
                { behind(&gate, &display, &on_display, &kit_later) }
                <Toasts list={toasts} />
            </ContextProvider<Door>>
        </ContextProvider<Locale>>
    }
}

fn behind(
    gate: &Loaded<Rc<Gate>>,
    display: &Display,
    on_display: &Callback<Display>,
    kit_later: &UseStateHandle<bool>,
) -> Html {
    match gate {
        Loaded::Waiting => html! {},
        Loaded::Failed(because) => {
            html! { <GateScreen gate={Gate::Locked(Vec::new())} because={Some(because.clone())} /> }
        }
        Loaded::Ready(gate) | Loaded::Stale { last: gate, .. } => {
            if let Gate::Open { me, role, kit_due, .. } = &**gate
                && (!kit_due || **kit_later)
            {
                html! { <Shell me={*me} role={*role} display={display.clone()} on_display={on_display.clone()} /> }
            } else {
                let later = kit_later.setter();
                html! { <GateScreen gate={(**gate).clone()} on_kit_later={move |()| later.set(true)} /> }
            }
        }
    }
}

/// Opens the door once and tells the worker what only the page can see.
#[hook]
fn use_opened_door(toasts: &UseReducerHandle<ToastList>) -> Door {
    let (done, refused) = (toasts.dispatcher(), toasts.dispatcher());
    let door = use_state(move || {
        let door = Door::open(
            Callback::from(move |toast| done.dispatch(ToastAction::Say(Said::Done(toast)))),
            Callback::from(move |refusal| refused.dispatch(ToastAction::Say(Said::Refused(refusal)))),
        );
        let (seen, active) = (door.clone(), door.clone());
        visibility::listen(move |visible| seen.tell(&FromPage::Visible(visible)));
        visibility::listen_to_activity(move || active.tell(&FromPage::Active));
        install::listen(|| {});
        door
    });
    (*door).clone()
}

/// What stands between the person and the work. Asked with the door itself, because it decides who may use it.
#[hook]
fn use_gate(door: &Door) -> Loaded<Rc<Gate>> {
    let gate = use_state_eq(|| Loaded::Waiting);
    let setter = gate.setter();
    use_effect_with(door.clone(), move |door| {
        let teller = door.clone();
        let on_view = Callback::from(move |answer: Loaded<View>| {
            if let Loaded::Ready(View::Gate(view)) = answer {
                if matches!(view, Gate::Open { .. }) {
                    report_storage(teller.clone());
                }
                setter.set(Loaded::Ready(Rc::new(view)));
            }
        });
        let watch = door.watch(Query::Gate, on_view);
        let door = door.clone();
        move || door.unwatch(watch)
    });
    (*gate).clone()
}

/// Tells the vault what the browser says of its storage.
fn report_storage(door: Door) {
    wasm_bindgen_futures::spawn_local(async move {
        let storage = storage::estimate().await;
        door.command(Command::ReportStorage(storage), Callback::noop());
    });
}
