//! A counselling unit with its relay: founded by its lead, joined by others, its relay stopped, killed and started.

use std::{
    fs,
    future::Future,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use api::{
    command::{Command, Done, Entry, Invitee, Role},
    query::Query,
    view::{Gate, JoiningLine, View},
};
use headless::{Address, Headless, HeadlessError};
use tempfile::TempDir;
use tokio::time::timeout;

use crate::relay_process::RelayProcess;

/// Opens every vault of these tests.
const PASSPHRASE: &str = "Regal Wolke Tinte Hafen Kerze";

/// Long enough for a loaded machine; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// What `wanted` yields; fails the test if it does not come.
pub(crate) async fn eventually<T>(what: &str, wanted: impl Future<Output = Result<T, HeadlessError>>) -> T {
    match timeout(PATIENCE, wanted).await {
        Ok(Ok(value)) => value,
        Ok(Err(error)) => panic!("{what}: {error}"),
        Err(_) => panic!("{what}: did not happen within {PATIENCE:?}"),
    }
}

/// A unit with its lead's device.
pub(crate) struct Unit {
    pub(crate) lead: Headless,
    folder: TempDir,
    relay: Option<RelayProcess>,
    port: u16,
    devices: AtomicU32,
}

impl Unit {
    /// A fresh relay and the workspace that Vera founded on it.
    pub(crate) async fn founded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relay = RelayProcess::start(&folder.path().join("relay"), 0);
        let token = relay.setup_token.clone().unwrap();
        let entry = Entry::Setup { token, name: "Vera Muster".into(), unit: "Beratung Musterland".into() };
        let file = folder.path().join("lead");
        let address = Address::parse(&format!("http://127.0.0.1:{}", relay.port)).unwrap();
        let lead = eventually("the lead's vault", Headless::create(&file, address, PASSPHRASE, entry)).await;
        eventually("the founding", lead.opened()).await;
        Self { lead, folder, port: relay.port, relay: Some(relay), devices: AtomicU32::new(0) }
    }

    /// Another person's device, invited, compared and let in by the lead.
    pub(crate) async fn joined_by(&self, name: &str, role: Role) -> Headless {
        let invited = self.lead.command(Command::Invite(Invitee::Person(role)));
        let Done::Invitation { link, .. } = eventually("the invitation", invited).await else {
            panic!("no invitation")
        };
        let file =
            self.folder.path().join(format!("device-{}", self.devices.fetch_add(1, Ordering::Relaxed)));
        let entry = Entry::Invitation { link, name: name.into() };
        let device =
            eventually("the vault", Headless::create(&file, self.address(), PASSPHRASE, entry)).await;
        let joining =
            eventually("the joiner", self.lead.until(Query::Members, |view| joiner(view).is_some())).await;
        let joiner = joiner(&joining).unwrap();
        let shown = eventually("the words", device.until(Query::Gate, |view| !words(view).is_empty())).await;
        assert_eq!(words(&shown), joiner.words, "both screens show the same words");
        let admit = Command::Admit { invitation: joiner.invitation, device: joiner.device };
        eventually("the admission", self.lead.command(admit)).await;
        eventually("the joining", device.opened()).await;
        device
    }

    pub(crate) async fn stop_relay(&mut self) {
        let relay = self.relay.take().unwrap();
        relay.end("-TERM");
        self.lead_is_offline().await;
    }

    pub(crate) async fn kill_relay(&mut self) {
        self.relay.take().unwrap().end("-KILL");
    }

    pub(crate) async fn start_relay(&mut self) {
        self.relay = Some(RelayProcess::start(&self.folder.path().join("relay"), self.port));
    }

    /// The lead's program ends and starts again, without the relay.
    pub(crate) async fn reopen_lead(&mut self) {
        let file = self.folder.path().join("lead");
        self.lock_lead_and_read_its_file().await;
        self.lead = eventually("the lead's vault", Headless::open(&file, self.address(), PASSPHRASE)).await;
        eventually("the lead's vault", self.lead.opened()).await;
    }

    pub(crate) async fn lock_lead_and_read_its_file(&mut self) -> Vec<u8> {
        let spare = self.folder.path().join("spare");
        let spare = eventually("a spare device", Headless::start(&spare, self.address())).await;
        std::mem::replace(&mut self.lead, spare).lock().await;
        bytes_below(self.folder.path(), &|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("lead"))
        })
        .1
    }

    /// How many files the relay has, and everything in them.
    pub(crate) fn relay_files(&self) -> (usize, Vec<u8>) {
        bytes_below(&self.folder.path().join("relay"), &|_| true)
    }

    fn address(&self) -> Address {
        Address::parse(&format!("http://127.0.0.1:{}", self.port)).unwrap()
    }

    async fn lead_is_offline(&self) {
        use api::view::LinkState;
        let is_offline =
            |view: &View| matches!(view, View::SyncBadge(badge) if badge.link == LinkState::Offline);
        eventually("the lead is offline", self.lead.until(Query::SyncBadge, is_offline)).await;
    }
}

fn joiner(view: &View) -> Option<&JoiningLine> {
    match view {
        View::Members(members) => members.joining.first(),
        _ => None,
    }
}

fn words(view: &View) -> &[String] {
    match view {
        View::Gate(Gate::Joining { words, .. }) => words,
        _ => &[],
    }
}

fn bytes_below(folder: &Path, is_wanted: &dyn Fn(&Path) -> bool) -> (usize, Vec<u8>) {
    let mut found = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let below = bytes_below(&path, is_wanted);
            found.0 += below.0;
            found.1.extend(below.1);
        } else if is_wanted(&path) {
            found.0 += 1;
            found.1.extend(fs::read(&path).unwrap());
        }
    }
    found
}
