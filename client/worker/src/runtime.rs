//! The loop: takes one event at a time from the queue, gives it to the vault, carries out what comes back.

use std::collections::BTreeMap;

use api::{
    FromPage, ToPage, WatchId,
    command::Command,
    query::Query,
    refusal::{Fault, Refusal},
    view::{Gate, Loaded, View},
};
use futures::{
    StreamExt,
    channel::mpsc::{self, UnboundedReceiver, UnboundedSender},
};

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use vault::{Format, Input, LinkEvent, Output, Settings, Timestamp, Vault};

use crate::{
    alarm::Alarm,
    indexed_db::IndexedDb,
    link::{Attempt, Link},
    page, panic_report,
    tab::{Tab, Turn},
};

/// The one database. A person's data in it is sealed; several vaults live side by side.
const DATABASE: &str = "sprechtag";

/// What the loop hears.
pub(crate) enum Event {
    /// The page says something.
    Page(FromPage),
    /// The link does; of which socket, if it came to one.
    Link(Option<Attempt>, LinkEvent),
    /// The turn among the tabs changes.
    Turn(Turn),
    /// The browser says that there is a network again.
    Online,
    /// The alarm rings.
    Tick,
}

/// Starts the worker. Listens before it returns, so that nothing the page sends is missed.
pub fn start() {
    panic_report::install();
    let (queue, events) = mpsc::unbounded();
    page::listen(queue.clone());
    page::listen_to_network(queue.clone());
    wasm_bindgen_futures::spawn_local(run(queue, events));
}

/// Milliseconds since 1970, by the device's clock.
pub(crate) fn now() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of this era")]
    Timestamp(js_sys::Date::now() as u64)
}

async fn run(queue: UnboundedSender<Event>, mut events: UnboundedReceiver<Event>) {
    page::send(&ToPage::Ready);
    let mut tab = Tab::wait(queue.clone());
    let Some(said) = wait_for_turn(&mut tab, &mut events).await else { return };
    let Some(vault) = open_vault().await else {
        return page::end(&ToPage::Fatal(Fault::StoreDoesNotOpen));
    };
    let mut desk = Desk { vault, link: Link::new(queue.clone()), alarm: Alarm::new(queue), tab };
    for message in said {
        desk.handle(Input::Page(message)).await;
    }
    while let Some(event) = events.next().await {
        match event {
            Event::Page(message) => desk.handle(Input::Page(message)).await,
            Event::Link(Some(attempt), _) if !desk.link.is_current(attempt) => (),
            Event::Link(_, event) => desk.handle(Input::Link(event)).await,
            Event::Online => desk.handle(Input::Online).await,
            Event::Tick => desk.handle(Input::Tick).await,
            // Everything said before is durable now.
            Event::Turn(Turn::Wanted) => return page::end(&ToPage::Fatal(Fault::TakenOver)),
            Event::Turn(Turn::Granted | Turn::Elsewhere | Turn::Locked) => (),
        }
    }
}

async fn open_vault() -> Option<Vault<IndexedDb, ChaCha20Rng>> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).ok()?;
    let store = IndexedDb::open(DATABASE).await.ok()?;
    let settings = Settings {
        origin: page::scope().location().origin(),
        stopwatch: page::stopwatch,
        format: Format::CURRENT,
    };
    Vault::open(store, ChaCha20Rng::from_seed(seed), settings).await.ok()
}

/// Answers the page until this tab may open the store; returns what the vault has to hear afterwards, or nothing if this worker
/// has ended because the tab at work was locked.
async fn wait_for_turn(tab: &mut Tab, events: &mut UnboundedReceiver<Event>) -> Option<Vec<FromPage>> {
    let mut waiting = WaitingRoom::default();
    while let Some(event) = events.next().await {
        match event {
            Event::Turn(Turn::Granted) => break,
            Event::Turn(Turn::Elsewhere) => waiting.say_elsewhere(),
            Event::Turn(Turn::Locked) => {
                page::end(&ToPage::Locked);
                return None;
            }
            Event::Page(FromPage::Command(_, Command::TakeOver)) => tab.take_over(),
            Event::Page(message) => waiting.hear(message),
            Event::Turn(Turn::Wanted) | Event::Link(..) | Event::Online | Event::Tick => (),
        }
    }
    tab.begin();
    Some(waiting.into_messages())
}

/// What the page wants to see while another tab is at work.
#[derive(Default)]
struct WaitingRoom {
    watches: BTreeMap<WatchId, Query>,
    is_elsewhere: bool,
}

impl WaitingRoom {
    fn hear(&mut self, message: FromPage) {
        match message {
            FromPage::Watch(id, query) => {
                self.watches.insert(id, query);
                self.answer_gate(id);
            }
            FromPage::Unwatch(id) => drop(self.watches.remove(&id)),
            FromPage::Command(id, _) => page::send(&ToPage::Answer(id, Err(Refusal::Locked))),
            FromPage::Visible(_) | FromPage::Active => (),
        }
    }

    fn say_elsewhere(&mut self) {
        self.is_elsewhere = true;
        for id in self.watches.keys() {
            self.answer_gate(*id);
        }
    }

    fn answer_gate(&self, id: WatchId) {
        if self.is_elsewhere && self.watches.get(&id) == Some(&Query::Gate) {
            page::send(&ToPage::View(id, Loaded::Ready(View::Gate(Gate::OtherTab))));
        }
    }

    fn into_messages(self) -> Vec<FromPage> {
        self.watches.into_iter().map(|(id, query)| FromPage::Watch(id, query)).collect()
    }
}

/// The vault and what carries out its wishes.
struct Desk {
    vault: Vault<IndexedDb, ChaCha20Rng>,
    link: Link,
    alarm: Alarm,
    tab: Tab,
}

impl Desk {
    async fn handle(&mut self, input: Input) {
        let outputs = self.vault.handle(input, now()).await;
        self.carry_out(outputs);
        let outputs = self.vault.follow_up(now()).await;
        self.carry_out(outputs);
    }

    fn carry_out(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                // The keys are gone; the page reloads and starts a new worker.
                Output::Page(ToPage::Locked) => {
                    self.tab.tell_locked();
                    page::end(&ToPage::Locked);
                }
                Output::Page(message) => page::send(&message),
                Output::Link(command) => self.link.perform(command),
                Output::WakeAt(at) => self.alarm.set(at),
            }
        }
    }
}
