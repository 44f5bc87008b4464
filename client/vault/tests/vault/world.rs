//! Devices around one simulated relay: each is a vault on a memory store, driven as a runtime drives it.

use api::{
    FromPage, RequestId, ToPage, WatchId,
    command::{Command, Done, Entry, Invitee, Role},
    ids::{CaseId, VaultId},
    query::{CaseFilter, Query, StatusFilter},
    refusal::Refusal,
    view::{
        CaseListView, CaseView, Gate, JoiningLine, Loaded, MembersView, SheetView, SyncView, TrashLine, View,
    },
};
use protocol::ids::Timestamp;
use rand_chacha::ChaCha20Rng;
use std::{
    collections::BTreeMap,
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll, Waker},
};
use test_support::{EndpointId, LinkId, SETUP_TOKEN, SimulatedNetwork, SimulatedRelay, What, seeded};
use vault::{
    Format, Input, LinkCommand, LinkEvent, Output, Settings, Stopwatch, Vault, store::memory::MemoryStore,
};

pub(crate) const ORIGIN: &str = "https://relay.example";
pub(crate) const PASSPHRASE: &str = "morgen regnet es kaum";

/// Head and mask of a frame that a browser sends, of up to 64 KiB.
const MASKED_FRAME: usize = 8;
/// What every device of every world has measured, in ms: never less than the time that passed in its own.
static MEASURED: AtomicU64 = AtomicU64::new(0);

/// A device that needs a second for whatever it measures, so that passphrases are stretched no longer than they must.
fn unhurried() -> u64 {
    MEASURED.fetch_add(1_000, Ordering::Relaxed)
}

/// Memory never waits, so one poll is a whole run.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory waited for something"),
    }
}

/// What the next device draws its randomness from, if the one before drew it from `seed`, or it is the first of a world of it.
pub(crate) const fn seed_after(seed: u64) -> u64 {
    seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1)
}

/// One device.
pub(crate) struct Device {
    pub(crate) store: MemoryStore,
    vault: Vault<MemoryStore, ChaCha20Rng>,
    link: Option<LinkId>,
    wake_at: Option<Timestamp>,
    answers: BTreeMap<RequestId, Result<Done, Refusal>>,
    views: BTreeMap<WatchId, Loaded<View>>,
    next: u32,
    pub(crate) locked: bool,
    /// What it sent, in bytes with the frame of the socket around each.
    pub(crate) bytes_up: usize,
}

/// Everything.
pub(crate) struct World {
    pub(crate) net: SimulatedNetwork,
    devices: Vec<Device>,
    seed: u64,
    /// What devices made from now on measure themselves with.
    pub(crate) stopwatch: Stopwatch,
    /// Which documents the build writes and reads that devices are started with from now on.
    pub(crate) format: Format,
}

impl World {
    pub(crate) fn seeded(seed: u64) -> Self {
        let relay = SimulatedRelay::new(ORIGIN, seeded(seed ^ 0x52));
        Self {
            net: SimulatedNetwork::new(relay, seeded(seed ^ 0x4e)),
            devices: Vec::new(),
            seed,
            stopwatch: unhurried,
            format: Format::CURRENT,
        }
    }

    /// A founded workspace whose first member is Vera.
    pub(crate) fn founded(seed: u64) -> (Self, usize) {
        let mut world = Self::seeded(seed);
        let vera = world.add_device();
        let token = SETUP_TOKEN.iter().map(|byte| format!("{byte:02x}")).collect();
        let entry = Entry::Setup { token, name: "Vera".into(), unit: "Beratung Nord".into() };
        let created = world.command(vera, create(entry));
        assert_eq!(created, Ok(Done::Unlocked));
        world.settle();
        assert!(matches!(world.gate(vera), Gate::Open { .. }), "{:?}", world.gate(vera));
        (world, vera)
    }

    pub(crate) fn add_device(&mut self) -> usize {
        let store = MemoryStore::default();
        let device = self.fresh_device(store);
        self.devices.push(device);
        self.devices.len() - 1
    }

    fn fresh_device(&mut self, store: MemoryStore) -> Device {
        self.seed = seed_after(self.seed);
        let settings = Settings { origin: ORIGIN.into(), stopwatch: self.stopwatch, format: self.format };
        let vault = run(Vault::open(store.clone(), seeded(self.seed), settings)).unwrap();
        Device {
            store,
            vault,
            link: None,
            wake_at: None,
            answers: BTreeMap::new(),
            views: BTreeMap::new(),
            next: 0,
            locked: false,
            bytes_up: 0,
        }
    }

    pub(crate) fn n_devices(&self) -> usize {
        self.devices.len()
    }

    pub(crate) fn device(&self, device: usize) -> &Device {
        &self.devices[device]
    }

    pub(crate) fn n_documents_loaded(&self, device: usize) -> u64 {
        self.devices[device].vault.n_documents_loaded()
    }

    /// Kills the process of a device and starts it again on what its store holds; it stays locked.
    pub(crate) fn restart(&mut self, device: usize) {
        if let Some(link) = self.devices[device].link.take() {
            self.net.close(link);
        }
        let store = self.devices[device].store.clone();
        store.cut_after(None);
        self.devices[device] = self.fresh_device(store);
    }

    pub(crate) fn unlock(&mut self, device: usize) {
        let vault = self.vault_of(device);
        let unlocked = self.command(device, Command::Unlock { vault, passphrase: PASSPHRASE.into() });
        assert_eq!(unlocked, Ok(Done::Unlocked));
    }

    pub(crate) fn vault_of(&mut self, device: usize) -> VaultId {
        match self.gate(device) {
            Gate::Locked(vaults) => vaults[0].id,
            other => panic!("not locked: {other:?}"),
        }
    }

    /// Joins a new device by an invitation of `inviter`, words compared; it may begin.
    pub(crate) fn join(&mut self, inviter: usize, invitee: Invitee) -> usize {
        let joiner = self.admit(inviter, invitee);
        assert!(matches!(self.gate(joiner), Gate::Open { .. }), "{:?}", self.gate(joiner));
        joiner
    }

    /// Lets a new device into the chain, words compared; whether it may begin is another question.
    pub(crate) fn admit(&mut self, inviter: usize, invitee: Invitee) -> usize {
        let joiner = self.accept(inviter, invitee);
        self.settle();
        let words = match self.gate(joiner) {
            Gate::Joining { words, .. } => words,
            other => panic!("not joining: {other:?}"),
        };
        let line =
            self.joining(inviter).into_iter().find(|line| line.words == words).expect("the words agree");
        let admitted =
            self.command(inviter, Command::Admit { invitation: line.invitation, device: line.device });
        assert_eq!(admitted, Ok(Done::Saved));
        self.settle();
        joiner
    }

    pub(crate) fn accept(&mut self, inviter: usize, invitee: Invitee) -> usize {
        self.accept_as(inviter, invitee, "Jonas")
    }

    pub(crate) fn accept_as(&mut self, inviter: usize, invitee: Invitee, name: &str) -> usize {
        let Ok(Done::Invitation { link, .. }) = self.command(inviter, Command::Invite(invitee)) else {
            panic!("no invitation")
        };
        let joiner = self.add_device();
        let entry = Entry::Invitation { link, name: name.into() };
        assert_eq!(self.command(joiner, create(entry)), Ok(Done::Unlocked));
        joiner
    }

    pub(crate) fn members(&mut self, device: usize) -> MembersView {
        match self.query(device, Query::Members) {
            Loaded::Ready(View::Members(view)) => view,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn joining(&mut self, device: usize) -> Vec<JoiningLine> {
        self.members(device).joining
    }

    pub(crate) fn join_colleague(&mut self, inviter: usize, role: Role) -> usize {
        self.join(inviter, Invitee::Person(role))
    }

    /// Gives a command and lets the world run until it is answered.
    pub(crate) fn command(&mut self, device: usize, command: Command) -> Result<Done, Refusal> {
        let request = self.give(device, command);
        for _ in 0..200 {
            if let Some(answer) = self.devices[device].answers.remove(&request) {
                return answer;
            }
            self.pass_ms(50);
        }
        panic!("never answered")
    }

    /// Gives a command without waiting.
    pub(crate) fn give(&mut self, device: usize, command: Command) -> RequestId {
        self.devices[device].next += 1;
        let request = RequestId(self.devices[device].next);
        self.feed(device, Input::Page(FromPage::Command(request, command)));
        request
    }

    /// The answer to a command, if it has come.
    pub(crate) fn answer(&mut self, device: usize, request: RequestId) -> Option<Result<Done, Refusal>> {
        self.devices[device].answers.remove(&request)
    }

    /// Asks once.
    pub(crate) fn query(&mut self, device: usize, query: Query) -> Loaded<View> {
        let watch = WatchId(1_000);
        self.feed(device, Input::Page(FromPage::Watch(watch, query)));
        let view = self.devices[device].views.remove(&watch).expect("a watch is answered at once");
        self.feed(device, Input::Page(FromPage::Unwatch(watch)));
        view
    }

    pub(crate) fn watch(&mut self, device: usize, watch: u32, query: Query) {
        self.feed(device, Input::Page(FromPage::Watch(WatchId(watch), query)));
    }

    pub(crate) fn take_view(&mut self, device: usize, watch: u32) -> Option<Loaded<View>> {
        self.devices[device].views.remove(&WatchId(watch))
    }

    pub(crate) fn gate(&mut self, device: usize) -> Gate {
        match self.query(device, Query::Gate) {
            Loaded::Ready(View::Gate(gate)) => gate,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn cases(&mut self, device: usize, search: &str) -> CaseListView {
        let filter = CaseFilter {
            search: search.into(),
            status: StatusFilter::All,
            take: 50,
            ..CaseFilter::default()
        };
        match self.query(device, Query::CaseList(filter)) {
            Loaded::Ready(View::CaseList(view)) => view,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn case(&mut self, device: usize, case: CaseId) -> CaseView {
        match self.query(device, Query::Case(case)) {
            Loaded::Ready(View::Case(view)) => *view,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn trash(&mut self, device: usize) -> Vec<TrashLine> {
        match self.query(device, Query::Trash) {
            Loaded::Ready(View::Trash(lines)) => lines,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn sync(&mut self, device: usize) -> SyncView {
        match self.query(device, Query::Sync) {
            Loaded::Ready(View::Sync(view)) => view,
            other => panic!("{other:?}"),
        }
    }

    /// What a screen sees of the unit's settings or its sites.
    pub(crate) fn unit_document(&mut self, device: usize, query: Query) -> SheetView {
        match self.query(device, query) {
            Loaded::Ready(View::Sheet(view)) => view,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn set_network(&mut self, device: usize, reachable: bool) {
        self.net.set_reachable(EndpointId(device), reachable);
        self.pass_ms(10);
    }

    /// Hands one input to a device and carries out what it wants.
    pub(crate) fn feed(&mut self, device: usize, input: Input) {
        let now = self.net.now();
        let outputs = run(self.devices[device].vault.handle(input, now));
        outputs.into_iter().for_each(|output| self.carry_out(device, output));
        let outputs = run(self.devices[device].vault.follow_up(now));
        outputs.into_iter().for_each(|output| self.carry_out(device, output));
    }

    fn carry_out(&mut self, device: usize, output: Output) {
        let it = &mut self.devices[device];
        match output {
            Output::Page(ToPage::Answer(request, answer)) => {
                it.answers.insert(request, answer);
            }
            Output::Page(ToPage::View(watch, view)) => {
                it.views.insert(watch, view);
            }
            Output::Page(ToPage::Locked) => it.locked = true,
            Output::Page(other) => panic!("{other:?}"),
            Output::Link(LinkCommand::Connect) => it.link = Some(self.net.connect(EndpointId(device))),
            Output::Link(LinkCommand::Send(frame)) => {
                it.bytes_up += frame.len() + MASKED_FRAME;
                it.link.into_iter().for_each(|link| self.net.send(link, frame.clone()));
            }
            Output::Link(LinkCommand::Close) => {
                it.link.take().into_iter().for_each(|link| self.net.close(link))
            }
            Output::WakeAt(at) => it.wake_at = Some(at),
        }
    }

    /// Lets time pass.
    pub(crate) fn pass_ms(&mut self, ms: u64) {
        let until = self.net.now().plus_ms(ms);
        MEASURED.fetch_add(ms, Ordering::Relaxed);
        while self.net.now() < until {
            let wake = self.devices.iter().filter_map(|it| it.wake_at).min().filter(|at| *at < until);
            let limit = wake.unwrap_or(until).max(self.net.now());
            if let Some(arrival) = self.net.next_before(limit) {
                let device = arrival.endpoint.0;
                if self.devices[device].link != Some(arrival.link) {
                    continue;
                }
                let event = match arrival.what {
                    What::Up => LinkEvent::Up,
                    What::Down => {
                        self.devices[device].link = None;
                        LinkEvent::Closed
                    }
                    What::Frame(frame) => LinkEvent::Frame(frame),
                };
                self.feed(device, Input::Link(event));
            }
            self.wake_who_is_due();
        }
    }

    fn wake_who_is_due(&mut self) {
        let now = self.net.now();
        for device in 0..self.devices.len() {
            if self.devices[device].wake_at.is_some_and(|at| at <= now) {
                self.devices[device].wake_at = None;
                self.feed(device, Input::Tick);
            }
        }
    }

    /// Lets everything that is on its way arrive, and touches every device so that none locks.
    pub(crate) fn settle(&mut self) {
        for _ in 0..8 {
            for device in 0..self.devices.len() {
                self.feed(device, Input::Page(FromPage::Active));
            }
            self.pass_ms(1_000);
        }
    }
}

pub(crate) fn create(entry: Entry) -> Command {
    Command::CreateVault { label: "Tablet 1".into(), passphrase: PASSPHRASE.into(), entry }
}
