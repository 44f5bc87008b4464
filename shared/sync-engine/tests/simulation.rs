//! The engine under attack: two devices and a relay, in virtual time, by seed. (SY5) (SY6) (SY7) (SY8)
//!
//! Frames are lost, repeated, swapped, truncated and late, links are cut, devices die between two effects, the relay restarts,
//! the space is rotated under unsent changes. Afterwards every change is at the relay once and at the other device, cursors are
//! equal and outboxes empty.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on says so")]

#[path = "simulation/device.rs"]
mod device;

use device::{Device, Place};
use protocol::{
    chain::Action,
    codec,
    ids::{Seq, Timestamp},
    message::{ClientMessage, RelayMessage},
};
use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use std::collections::{BTreeMap, BTreeSet};
use sync_engine::{Effect, Engine, Input, Pause, Phase, Resume, SyncNotice, SyncStatus};
use test_support::{
    Counts, EndpointId, Faults, JONAS, LinkId, Outgoing, SimulatedNetwork, SimulatedRelay, TestDevice,
    TestWorkspace, VERA, chance, seeded,
};

const ORIGIN: &str = "https://relay.example";
/// Seeds of the short form that every test run passes.
const SEEDS: u64 = 200;
const STEPS: u32 = 60;
const DOCUMENTS: u32 = 4;

struct World {
    net: SimulatedNetwork,
    devices: Vec<Device>,
    rng: ChaCha20Rng,
    committed: BTreeSet<Place>,
    workspace: TestWorkspace,
}

impl World {
    fn seeded(seed: u64) -> Self {
        let mut rng = seeded(seed);
        let people = vec![TestDevice::make(VERA, &mut rng), TestDevice::make(JONAS, &mut rng)];
        let mut relay = SimulatedRelay::new(ORIGIN, seeded(seed ^ 0xd15c));
        let workspace = TestWorkspace::of(people, Timestamp(1_772_438_000_000), &mut rng);
        relay.found_with(&workspace.chain);
        let mut net = SimulatedNetwork::new(relay, seeded(seed ^ 0x0e70));
        let tenant = (workspace.id, workspace.space);
        let people = workspace.devices.iter().enumerate();
        let mut devices: Vec<Device> =
            people.map(|(place, who)| Device::new(who.clone(), place, tenant, ORIGIN)).collect();
        devices.iter_mut().for_each(|device| device.handle(Input::Start, &mut net, &mut rng));
        let mut world = Self { net, devices, rng, committed: BTreeSet::new(), workspace };
        world.run_ms(5_000);
        world
    }

    /// Lets virtual time pass: frames arrive, timers fire, whatever comes first.
    fn run_ms(&mut self, ms: u64) {
        let end = self.net.now().plus_ms(ms);
        loop {
            let due = self
                .devices
                .iter()
                .enumerate()
                .filter_map(|(place, device)| Some((device.due()?, place)))
                .min();
            let limit = due.map_or(end, |(at, _)| at.min(end));
            if let Some(arrival) = self.net.next_before(limit) {
                let EndpointId(place) = arrival.endpoint;
                self.devices[place].arrive(arrival, &mut self.net, &mut self.rng);
            } else if let Some((at, place)) = due.filter(|(at, _)| *at <= end) {
                assert!(at <= self.net.now());
                self.devices[place].tick(&mut self.net, &mut self.rng);
            } else {
                return;
            }
        }
    }

    fn random_step(&mut self) {
        let place = (self.rng.next_u32() % 2) as usize;
        let salt = (self.rng.next_u32() % DOCUMENTS) as u8;
        let Self { net, devices, rng, .. } = self;
        let device = &mut devices[place];
        match rng.next_u32() % 100 {
            0..50 => {
                let written = device.commit(salt, net, rng);
                self.committed.extend(written);
            }
            50..60 => net.cut(EndpointId(place)),
            60..66 => net.set_reachable(EndpointId(place), false),
            66..76 => {
                net.set_reachable(EndpointId(place), true);
                device.sync_now(net, rng);
            }
            76..82 => device.crash(net, rng),
            82..84 => net.restart_relay(),
            84..88 => device.rotate(net, rng),
            _ => (),
        }
        let ms = 1 + u64::from(self.rng.next_u32() % 3_000);
        let long = chance(300, &mut self.rng);
        self.run_ms(if long { ms } else { ms % 60 });
    }

    fn heal_and_run_until_quiet(&mut self) {
        self.devices.iter_mut().for_each(|device| device.crash_per_mille = 0);
        self.net.heal();
        // Longer than the longest backoff and every deadline, so that nothing still waits for its turn.
        self.run_ms(180_000);
    }

    fn assert_delivered(&self, seed: u64) {
        let mut at_relay: BTreeMap<Place, Vec<u8>> = BTreeMap::new();
        for id in self.net.relay.log() {
            let envelope = self.net.relay.envelope(id).expect("a row of the log");
            let place = (envelope.header.doc, envelope.header.device, envelope.header.ctr);
            let twice = at_relay.insert(place, envelope.body.clone().unwrap_or_default());
            assert!(twice.is_none(), "seed {seed}: {place:?} is at the relay twice");
        }
        let places: BTreeSet<Place> = at_relay.keys().copied().collect();
        assert_eq!(places, self.committed, "seed {seed}: the relay has exactly what was committed");
        for device in &self.devices {
            let who = device.who.persona.name;
            assert_eq!(
                device.engine.status().phase,
                Phase::Live,
                "seed {seed}: {who}, notices {:?}",
                device.notices
            );
            assert!(device.disk.outbox.is_empty(), "seed {seed}: {who}'s outbox is empty");
            assert_eq!(device.disk.bodies, at_relay, "seed {seed}: {who} has what the relay has");
            assert_eq!(device.disk.cursor, self.net.relay.last_seq(), "seed {seed}: {who}'s cursor");
            assert_eq!(device.disk.chain.as_slice(), self.net.relay.chain(), "seed {seed}: {who}'s chain");
            assert!(!device.notices.contains(&SyncNotice::Rewound), "seed {seed}: nothing was rewound");
        }
    }
}

impl World {
    /// Envelopes of strangers are stored like any other, for opening them is not the engine's matter, and hold up nobody. An
    /// operation that does not verify changes nobody's chain and is said.
    fn assert_no_lie_is_believed(&mut self, seed: u64) {
        let chain = self.net.relay.chain().to_vec();
        assert!(!self.net.relay.inject_strangers().is_empty(), "seed {seed}: nobody lied");
        self.talk();
        for device in &self.devices {
            let who = device.who.persona.name;
            assert_eq!(device.engine.status().phase, Phase::Live, "seed {seed}: {who} was held up");
            assert_eq!(device.disk.cursor, self.net.relay.last_seq(), "seed {seed}: {who}'s cursor");
        }
        self.net.relay.inject_forged_operation();
        self.talk();
        for device in &self.devices {
            let who = device.who.persona.name;
            assert_eq!(device.disk.chain, chain, "seed {seed}: {who} believed an operation");
            assert!(device.notices.contains(&SyncNotice::ChainBroken), "seed {seed}: {who} says nothing");
        }
    }

    fn talk(&mut self) {
        let Self { net, devices, rng, .. } = self;
        devices.iter_mut().for_each(|device| device.sync_now(net, rng));
        self.run_ms(10_000);
    }
}

fn every_committed_envelope_is_delivered_once(seed: u64) -> (World, Counts) {
    let mut world = World::seeded(seed);
    world.net.faults = Faults::of_a_bad_day();
    world.devices.iter_mut().for_each(|device| device.crash_per_mille = 4);
    for _ in 0..STEPS {
        world.random_step();
    }
    world.heal_and_run_until_quiet();
    world.assert_delivered(seed);
    assert!(!world.committed.is_empty(), "seed {seed} exercised nothing");
    world.assert_no_lie_is_believed(seed);
    let counts = world.net.counts();
    (world, counts)
}

/// (SY5) (SY6) (SY7) (SY8) The short form; `SPRECHTAG_SEEDS` has no say in it, so that everybody runs the same.
#[test]
fn sy6_every_committed_envelope_reaches_relay_and_colleague_once_whatever_happens_on_the_way() {
    let mut sum = Counts::default();
    let (mut crashes, mut reseals, mut resent) = (0, 0, 0);
    for seed in 0..SEEDS {
        let (world, counts) = every_committed_envelope_is_delivered_once(seed);
        sum.lost += counts.lost;
        sum.duplicated += counts.duplicated;
        sum.reordered += counts.reordered;
        sum.truncated += counts.truncated;
        sum.cuts += counts.cuts;
        sum.restarts += counts.restarts;
        resent += world.net.relay.n_duplicates();
        crashes += world.devices.iter().map(|device| device.n_crashes).sum::<u64>();
        reseals += world.devices.iter().map(|device| device.n_reseals).sum::<u64>();
    }
    let exercised = [
        sum.lost,
        sum.duplicated,
        sum.reordered,
        sum.truncated,
        sum.cuts,
        sum.restarts,
        resent,
        crashes,
        reseals,
    ];
    assert!(exercised.iter().all(|n| SEEDS / 4 < *n), "vacuous: {exercised:?}");
}

/// The same seed is the same story, frame by frame.
#[test]
fn sy6_a_seed_replays_byte_for_byte() {
    let trace = |seed| every_committed_envelope_is_delivered_once(seed).0.net.trace();
    assert_eq!(trace(11), trace(11));
    assert_ne!(trace(11), trace(12));
}

/// (SY9) Nothing changed: one round trip, and less than a kilobyte each way, after authentication.
#[test]
fn sy9_an_idle_reconnect_is_one_round_trip_below_a_kilobyte() {
    let mut world = World::seeded(1);
    for salt in 0..40 {
        let World { net, devices, rng, .. } = &mut world;
        assert!(devices[0].commit(salt, net, rng).is_some());
    }
    world.run_ms(20_000);
    assert_eq!(world.devices[1].disk.cursor, Seq(40), "precondition: there is something to compare");
    let (up, down) = reconnect(&mut world);
    assert!(matches!(up.as_slice(), [ClientMessage::Hello(_)]), "{up:?}");
    assert!(matches!(down.first(), Some(RelayMessage::Welcome { .. })), "{down:?}");
    assert!(up.iter().map(|frame| codec::encode(frame).len()).sum::<usize>() <= 1_024);
    assert!(down.iter().map(|frame| codec::encode(frame).len()).sum::<usize>() <= 1_024);
}

/// What a restarted engine of the second device and the relay say to each other after authentication, until both are quiet.
fn reconnect(world: &mut World) -> (Vec<ClientMessage>, Vec<RelayMessage>) {
    let World { net, devices, rng, .. } = world;
    let (link, now) = (LinkId(u64::MAX), net.now());
    let mut engine = Engine::new(devices[1].resume());
    let _connect = engine.handle(Input::Start, now, rng);
    let mut inputs = vec![Input::LinkUp];
    let mut frames = net.relay.open(link);
    let (mut up, mut down) = (Vec::new(), Vec::new());
    while !inputs.is_empty() || !frames.is_empty() {
        for input in std::mem::take(&mut inputs) {
            for effect in engine.handle(input, now, rng) {
                if let Effect::SignChallenge(challenge) = effect {
                    let answer = devices[1].who.authenticate(&challenge, world.workspace.id, ORIGIN);
                    inputs.push(Input::Signed(answer));
                } else if let Effect::Send(message) = effect {
                    frames.extend(net.relay.receive(link, &codec::encode(&message), now));
                    up.push(message);
                }
            }
        }
        for frame in std::mem::take(&mut frames) {
            let Outgoing::Frame(to, message) = frame else { continue };
            if to == link {
                inputs.push(Input::Received((*message).clone()));
                down.push(*message);
            }
        }
    }
    up.retain(|message| !matches!(message, ClientMessage::Authenticate(_)));
    down.retain(|message| !matches!(message, RelayMessage::Challenge(_) | RelayMessage::Authenticated));
    (up, down)
}

/// (SY7) S9: a relay that was restored from an older backup is noticed and said; nothing here is lost, editing goes on.
#[test]
fn sy7_a_relay_restored_from_a_backup_is_noticed_and_nothing_is_forgotten() {
    let mut world = World::seeded(2);
    let backup = world.net.relay.backup();
    let World { net, devices, rng, .. } = &mut world;
    assert!(devices[0].commit(1, net, rng).is_some());
    world.run_ms(20_000);
    assert_eq!(world.net.relay.last_seq(), Seq(1), "precondition: the relay has it");
    world.net.relay.restore(backup);
    world.net.restart_relay();
    world.run_ms(20_000);
    for device in &world.devices {
        assert!(device.notices.contains(&SyncNotice::Rewound));
        assert_eq!(device.engine.status().phase, Phase::Paused(Pause::Rewound));
        assert_eq!(device.disk.bodies.len(), 1);
    }
    let World { net, devices, rng, .. } = &mut world;
    assert!(devices[0].commit(2, net, rng).is_some(), "editing goes on");
    assert_eq!(devices[0].engine.status().waiting, 1);
}

/// (SY8) A relay that keeps a row to itself cannot hide that.
#[test]
fn sy8_a_withheld_row_is_noticed_at_the_next_greeting() {
    let mut world = World::seeded(3);
    world.net.set_reachable(EndpointId(1), false);
    for salt in 1..4 {
        let World { net, devices, rng, .. } = &mut world;
        assert!(devices[0].commit(salt, net, rng).is_some());
    }
    world.run_ms(10_000);
    let second = world.net.relay.log()[1];
    world.net.relay.withhold(second);
    world.net.set_reachable(EndpointId(1), true);
    world.run_ms(100_000);
    assert!(world.devices[1].notices.contains(&SyncNotice::Rewound));
    assert!(!world.devices[0].notices.contains(&SyncNotice::Rewound));
}

/// (SY10) A forged operation stops syncing with a relay that serves it, and is not believed.
#[test]
fn sy10_a_forged_operation_is_not_believed_and_pauses_syncing() {
    let mut world = World::seeded(4);
    let stranger = TestDevice::make(JONAS, &mut world.rng);
    let head = world.workspace.roster.head();
    let action = Action::SetMinimumVersion { version: 9 };
    let forged = stranger.operate(world.workspace.id, head, action, world.net.now());
    world.net.relay.inject_operation(forged);
    world.net.cut(EndpointId(0));
    world.run_ms(100_000);
    assert_eq!(world.devices[0].engine.status().phase, Phase::Paused(Pause::ChainBroken));
    assert_eq!(world.devices[0].disk.roster.as_ref().map(|roster| roster.head()), Some(head));
}

/// (SY14) S12: "angekommen" is said when another member's device has checked the log beyond the envelope, not before.
#[test]
fn sy14_arrived_is_said_only_after_the_other_members_checkpoint() {
    let mut world = World::seeded(5);
    world.net.set_reachable(EndpointId(1), false);
    let World { net, devices, rng, .. } = &mut world;
    let (doc, _, _) = devices[0].commit(1, net, rng).unwrap();
    assert_eq!(devices[0].engine.document(doc).waiting, 1);
    world.run_ms(10_000);
    let seq = world.devices[0].engine.document(doc).acknowledged.expect("the relay acknowledged it");
    let arrived =
        |world: &World| world.devices[0].engine.status().arrived.get(&world.workspace.space).copied();
    assert_eq!((world.devices[0].engine.document(doc).waiting, arrived(&world)), (0, None));
    world.net.set_reachable(EndpointId(1), true);
    world.run_ms(100_000);
    assert!(arrived(&world) >= Some(seq));
    let status = world.devices[0].engine.status();
    let SyncStatus { arrived, last_contact, last_contacts, .. } = status.clone();
    assert!(!last_contacts.is_empty(), "the relay tells of devices when one comes");
    let again = Engine::new(Resume { arrived, last_contact, last_contacts, ..world.devices[0].resume() });
    let resumed = again.status();
    assert_eq!(
        (resumed.arrived, resumed.last_contact, resumed.last_contacts),
        (status.arrived, status.last_contact, status.last_contacts),
        "a start forgot it"
    );
}

/// (SY13) A newcomer far behind reads cards first, then bodies, then the log, and a crash in between costs one bundle.
#[test]
fn sy13_a_first_sync_reads_cards_then_bodies_and_survives_crashes() {
    let mut world = World::seeded(6);
    world.net.set_reachable(EndpointId(1), false);
    let who = world.devices[1].who.clone();
    let tenant = (world.workspace.id, world.workspace.space);
    world.devices[1] = Device::new(who, 1, tenant, ORIGIN);
    for round in 0..8 {
        for salt in 0..80 {
            let World { net, devices, rng, .. } = &mut world;
            assert!(devices[0].commit(salt, net, rng).is_some(), "round {round}");
        }
    }
    world.run_ms(60_000);
    world.net.set_reachable(EndpointId(1), true);
    let World { net, devices, rng, .. } = &mut world;
    devices[1].handle(Input::Start, net, rng);
    for _ in 0..6 {
        world.run_ms(150);
        let World { net, devices, rng, .. } = &mut world;
        devices[1].crash(net, rng);
    }
    world.run_ms(60_000);
    let [vera, newcomer] = world.devices.as_slice() else { panic!("two devices") };
    assert_eq!((newcomer.n_cards_complete, newcomer.disk.cursor), (1, world.net.relay.last_seq()));
    assert_eq!(newcomer.disk.bodies, vera.disk.bodies);
    assert!(newcomer.notices.is_empty(), "{:?}", newcomer.notices);
    assert!(0 < newcomer.n_bundles_after_a_crash, "precondition: a crash came in between");
}
