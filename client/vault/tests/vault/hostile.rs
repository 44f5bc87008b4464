//! Every world ends badly: when a test is through with it, the relay tells three lies (envelopes that strangers signed, cards that
//! changed places, an operation that no member signed) and no device that still listens may believe one of them.

use crate::world::World;
use api::{
    command::{Command, Role},
    ids::CaseId,
    view::{Gate, LinkState},
};

/// What a lie would change.
#[derive(Debug, PartialEq)]
struct Picture {
    cases: Vec<(CaseId, String)>,
    members: Vec<(String, Role, usize)>,
}

impl World {
    fn picture(&mut self, device: usize) -> Picture {
        let cases = self.cases(device, "").lines;
        let members = self.members(device).members;
        Picture {
            cases: cases.into_iter().map(|line| (line.id, line.title.clone())).collect(),
            members: members.into_iter().map(|it| (it.name, it.role, it.devices.len())).collect(),
        }
    }

    /// Devices that follow the relay right now.
    fn listeners(&mut self) -> Vec<usize> {
        let all = 0..self.n_devices();
        all.filter(|device| {
            matches!(self.gate(*device), Gate::Open { .. })
                && self.sync(*device).badge.link == LinkState::Live
        })
        .collect()
    }

    fn talk(&mut self, devices: &[usize]) {
        for device in devices {
            self.give(*device, Command::SyncNow);
        }
        self.settle();
    }

    fn turn_hostile(&mut self) {
        self.net.heal();
        self.settle();
        let listeners = self.listeners();
        let before: Vec<_> = listeners.iter().map(|it| (self.picture(*it), self.quarantined(*it))).collect();
        let lies = self.net.relay.inject_strangers();
        self.talk(&listeners);
        for (device, (picture, quarantined)) in listeners.iter().zip(&before) {
            assert_eq!(&self.picture(*device), picture, "device {device} believed a stranger");
            assert!(*quarantined < self.quarantined(*device), "device {device} says nothing of a stranger");
        }
        let named =
            |lie: &&protocol::ids::EnvelopeId| self.net.relay.nacks().iter().any(|(id, _)| id == *lie);
        // Whoever is alone gets no bytes of what it seems to have written itself.
        let least = listeners.len().min(2);
        assert!(least <= lies.iter().filter(named).count(), "devices name what they refuse");
        self.net.relay.inject_forged_operation();
        self.talk(&listeners);
        for (device, (picture, _)) in listeners.iter().zip(&before) {
            assert_eq!(&self.picture(*device), picture, "device {device} believed an operation");
            let log = self.sync(*device).log;
            assert!(log.iter().any(|line| line.code == "chain-broken"), "device {device}: {log:?}");
        }
    }

    fn quarantined(&mut self, device: usize) -> u32 {
        self.sync(device).badge.quarantined
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // A test that failed has said what matters.
        if !std::thread::panicking() {
            self.turn_hostile();
        }
    }
}
