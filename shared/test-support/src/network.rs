//! A network in virtual time between devices and one relay: loses, repeats, swaps and truncates frames and cuts links, by seed.
//!
//! A link is a socket: frames keep their order unless a fault swaps them, and die with it. Nothing sleeps; the next thing that
//! happens is the earliest one in the queue. Everything delivered goes into the trace hash.

use crate::{
    chance,
    clock::FakeClock,
    relay::{LinkId, Outgoing, SimulatedRelay},
};
use protocol::{codec, ids::Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use std::collections::{BTreeMap, BTreeSet};

/// A device's side of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointId(pub usize);

/// How often things go wrong, in a thousand frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Frames that vanish.
    pub lost: u32,
    /// Frames that come twice.
    pub duplicated: u32,
    /// Frames that overtake earlier ones.
    pub reordered: u32,
    /// Frames that are cut off.
    pub truncated: u32,
    /// Frames that take a second more.
    pub delayed: u32,
}

impl Faults {
    /// A bad day: a few of each in a thousand.
    #[must_use]
    pub const fn of_a_bad_day() -> Self {
        Self { lost: 15, duplicated: 25, reordered: 25, truncated: 8, delayed: 50 }
    }
}

/// What went wrong so far: a test asserts that it exercised something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Frames that were delivered.
    pub delivered: u64,
    /// Bytes of them, towards devices.
    pub bytes_down: u64,
    /// Bytes of them, towards the relay.
    pub bytes_up: u64,
    /// Frames that vanished.
    pub lost: u64,
    /// Frames that came twice.
    pub duplicated: u64,
    /// Frames that overtook others.
    pub reordered: u64,
    /// Frames that were cut off.
    pub truncated: u64,
    /// Links that were cut.
    pub cuts: u64,
    /// Restarts of the relay.
    pub restarts: u64,
}

/// What reaches a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Its link is open.
    Up,
    /// Its link could not be made, or is gone.
    Down,
    /// A frame.
    Frame(Vec<u8>),
}

/// Something that reaches a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Which device.
    pub endpoint: EndpointId,
    /// On which of its links: what comes on one that it gave up never comes.
    pub link: LinkId,
    /// What.
    pub what: What,
}

#[derive(Clone, Debug)]
enum Event {
    Open,
    ToDevice(What),
    ToRelay(Vec<u8>),
    RelayHearsClose,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    endpoint: EndpointId,
    /// When the last frame of each direction arrives: up, down.
    last: (Timestamp, Timestamp),
}

/// The network and the relay behind it.
#[derive(Clone, Debug)]
pub struct SimulatedNetwork {
    /// The relay: ask it what it has, make it lie.
    pub relay: SimulatedRelay,
    /// What goes wrong.
    pub faults: Faults,
    clock: FakeClock,
    rng: ChaCha20Rng,
    queue: BTreeMap<(Timestamp, u64), (LinkId, Event)>,
    links: BTreeMap<LinkId, Link>,
    /// Devices in a place without network.
    unreachable: BTreeSet<EndpointId>,
    next_number: u64,
    counts: Counts,
    trace: blake3::Hasher,
}

impl SimulatedNetwork {
    /// A sound network with this relay.
    #[must_use]
    pub fn new(relay: SimulatedRelay, rng: ChaCha20Rng) -> Self {
        Self {
            relay,
            faults: Faults::default(),
            clock: FakeClock::on_a_monday_morning(),
            rng,
            queue: BTreeMap::new(),
            links: BTreeMap::new(),
            unreachable: BTreeSet::new(),
            next_number: 0,
            counts: Counts::default(),
            trace: blake3::Hasher::new(),
        }
    }

    /// Virtual time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What went wrong so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Hash of everything delivered so far, with time and place: equal for equal seeds.
    #[must_use]
    pub fn trace(&self) -> [u8; 32] {
        *self.trace.finalize().as_bytes()
    }

    /// A device asks for a link. `Up` or `Down` arrives later.
    pub fn connect(&mut self, endpoint: EndpointId) -> LinkId {
        let link = LinkId(self.number());
        let now = self.now();
        self.links.insert(link, Link { endpoint, last: (now, now) });
        let delay = self.delay_ms();
        self.schedule(now.plus_ms(delay), link, Event::Open);
        link
    }

    /// A device sends a frame.
    pub fn send(&mut self, link: LinkId, frame: Vec<u8>) {
        self.transmit(link, frame, false);
    }

    /// A device gives up its link: nothing of it arrives any more.
    pub fn close(&mut self, link: LinkId) {
        if self.links.remove(&link).is_some() {
            self.drop_events(link);
            let at = self.now().plus_ms(1);
            self.schedule(at, link, Event::RelayHearsClose);
        }
    }

    /// Cuts whatever link the device has; it hears of it.
    pub fn cut(&mut self, endpoint: EndpointId) {
        let links: Vec<LinkId> =
            self.links.iter().filter(|(_, link)| link.endpoint == endpoint).map(|(id, _)| *id).collect();
        for link in links {
            self.counts.cuts += 1;
            self.relay.close(link);
            self.lose(link);
        }
    }

    /// Puts the device into a place with or without network.
    pub fn set_reachable(&mut self, endpoint: EndpointId, reachable: bool) {
        if reachable {
            self.unreachable.remove(&endpoint);
        } else {
            self.unreachable.insert(endpoint);
            self.cut(endpoint);
        }
    }

    /// Kills the relay and starts it again on its disk.
    pub fn restart_relay(&mut self) {
        self.counts.restarts += 1;
        self.relay.restart();
        let links: Vec<LinkId> = self.links.keys().copied().collect();
        links.into_iter().for_each(|link| self.lose(link));
    }

    /// Nothing goes wrong from now on, everybody has network, and links that may have lost something start afresh.
    pub fn heal(&mut self) {
        self.faults = Faults::default();
        self.unreachable.clear();
        let endpoints: BTreeSet<EndpointId> = self.links.values().map(|link| link.endpoint).collect();
        endpoints.into_iter().for_each(|endpoint| self.cut(endpoint));
    }

    /// Lets the network run until something reaches a device, at most to `limit`; `None` if nothing does.
    pub fn next_before(&mut self, limit: Timestamp) -> Option<Arrival> {
        while let Some((&(at, number), _)) = self.queue.first_key_value().filter(|((at, _), _)| *at <= limit)
        {
            let (link, event) = self.queue.remove(&(at, number))?;
            self.clock.advance_to(at);
            if let Some(arrival) = self.deliver(link, event) {
                return Some(arrival);
            }
        }
        self.clock.advance_to(limit);
        None
    }

    /// `true` if nothing is on its way.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.queue.is_empty()
    }

    fn deliver(&mut self, link: LinkId, event: Event) -> Option<Arrival> {
        let endpoint = self.links.get(&link).map(|link| link.endpoint);
        match (event, endpoint) {
            (Event::RelayHearsClose, _) => {
                self.relay.close(link);
                None
            }
            (_, None) => None,
            (Event::Open, Some(endpoint)) if self.unreachable.contains(&endpoint) => {
                self.links.remove(&link);
                Some(Arrival { endpoint, link, what: What::Down })
            }
            (Event::Open, Some(endpoint)) => {
                let greeting = self.relay.open(link);
                self.carry_out(greeting);
                Some(Arrival { endpoint, link, what: What::Up })
            }
            (Event::ToRelay(frame), Some(endpoint)) => {
                self.record(endpoint, &frame);
                self.counts.bytes_up += frame.len() as u64;
                let now = self.now();
                let answers = self.relay.receive(link, &frame, now);
                self.carry_out(answers);
                None
            }
            (Event::ToDevice(what), Some(endpoint)) => {
                match &what {
                    What::Frame(frame) => {
                        self.counts.bytes_down += frame.len() as u64;
                        self.record(endpoint, frame);
                    }
                    What::Down => {
                        self.links.remove(&link);
                        self.drop_events(link);
                    }
                    What::Up => (),
                }
                Some(Arrival { endpoint, link, what })
            }
        }
    }

    fn carry_out(&mut self, outgoing: Vec<Outgoing>) {
        for out in outgoing {
            match out {
                Outgoing::Frame(link, message) => self.transmit(link, codec::encode(&*message), true),
                Outgoing::Close(link) => {
                    let last = self.links.get(&link).map(|link| link.last.1);
                    let at = last.unwrap_or(self.now()).plus_ms(1);
                    self.schedule(at, link, Event::ToDevice(What::Down));
                }
            }
        }
    }

    fn transmit(&mut self, id: LinkId, mut frame: Vec<u8>, down: bool) {
        let Some(link) = self.links.get(&id).copied() else { return };
        let mut delay = self.delay_ms();
        if self.strikes(self.faults.lost) {
            self.counts.lost += 1;
            return;
        }
        if self.strikes(self.faults.delayed) {
            delay += 1_000;
        }
        if self.strikes(self.faults.truncated) {
            self.counts.truncated += 1;
            frame.truncate(frame.len() / 2);
        }
        let last = if down { link.last.1 } else { link.last.0 };
        let mut at = self.now().plus_ms(delay);
        if self.strikes(self.faults.reordered) {
            self.counts.reordered += 1;
        } else {
            at = at.max(last);
            let last = if down { (link.last.0, at) } else { (at, link.last.1) };
            self.links.insert(id, Link { last, ..link });
        }
        let event = |frame| if down { Event::ToDevice(What::Frame(frame)) } else { Event::ToRelay(frame) };
        if self.strikes(self.faults.duplicated) {
            self.counts.duplicated += 1;
            self.schedule(at.plus_ms(7), id, event(frame.clone()));
        }
        self.schedule(at, id, event(frame));
    }

    /// The link is gone on both sides; the device hears of it.
    fn lose(&mut self, link: LinkId) {
        self.drop_events(link);
        let at = self.now().plus_ms(1);
        self.schedule(at, link, Event::ToDevice(What::Down));
    }

    fn drop_events(&mut self, link: LinkId) {
        self.queue.retain(|_, (of, _)| *of != link);
    }

    fn schedule(&mut self, at: Timestamp, link: LinkId, event: Event) {
        let number = self.number();
        self.queue.insert((at, number), (link, event));
    }

    fn number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    fn delay_ms(&mut self) -> u64 {
        5 + u64::from(self.rng.next_u32() % 40)
    }

    fn strikes(&mut self, per_mille: u32) -> bool {
        per_mille != 0 && chance(per_mille, &mut self.rng)
    }

    fn record(&mut self, endpoint: EndpointId, frame: &[u8]) {
        self.counts.delivered += 1;
        self.trace.update(&self.clock.now().0.to_be_bytes());
        self.trace.update(&endpoint.0.to_be_bytes());
        self.trace.update(frame);
    }
}
