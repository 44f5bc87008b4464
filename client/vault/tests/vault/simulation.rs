//! Seeded days of three devices: edits, cuts, crashes, lost, doubled, swapped and truncated frames. Every edit that was called
//! saved is on every device afterwards, and all show the same.

use crate::{sharing::new_case, world::World};
use api::{
    command::{Command, Done, FieldChange, Role},
    field::{Place, Sheet, Value},
    ids::{CaseId, EntryId, Version},
};
use rand_core::Rng;
use std::collections::BTreeSet;
use test_support::{Faults, seeded};

const STEPS: u32 = 60;

struct Day {
    world: World,
    devices: Vec<usize>,
    cases: Vec<CaseId>,
    saved: BTreeSet<(CaseId, EntryId)>,
    n_offline_edits: u32,
    n_crashes: u32,
}

/// Returns how many edits were made offline, how many devices crashed and how many frames went wrong.
fn a_day(seed: u64) -> [u64; 3] {
    let (mut world, vera) = World::founded(seed);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let nadia = world.join_colleague(vera, Role::Counsellor);
    let cases = ["Nordlicht", "Amina Beispiel"].map(|name| new_case(&mut world, vera, name)).to_vec();
    world.settle();
    for device in [jonas, nadia] {
        for case in &cases {
            let reason = Command::OpenForeignCase {
                case: *case,
                reason: "substitution".into(),
                explanation: String::new(),
            };
            assert_eq!(world.command(device, reason), Ok(Done::Saved));
        }
    }
    world.settle();
    world.net.faults = Faults { lost: 60, duplicated: 80, reordered: 60, truncated: 30, delayed: 80 };
    let devices = vec![vera, jonas, nadia];
    let mut day = Day { world, devices, cases, saved: BTreeSet::new(), n_offline_edits: 0, n_crashes: 0 };
    let mut rng = seeded(seed ^ 0xda7);
    for _ in 0..STEPS {
        day.step(rng.next_u32());
        day.world.pass_ms(400);
    }
    day.heal();
    day.check(seed);
    let counts = day.world.net.counts();
    let n_faults = counts.lost + counts.duplicated + counts.truncated;
    [u64::from(day.n_offline_edits), u64::from(day.n_crashes), n_faults]
}

impl Day {
    fn step(&mut self, chance: u32) {
        let device = self.devices[(chance >> 8) as usize % self.devices.len()];
        let case = self.cases[(chance >> 16) as usize % self.cases.len()];
        match chance % 16 {
            0..=8 => self.write_a_step(device, case),
            9 => {
                self.world.set_network(device, false);
                self.write_a_step(device, case);
                self.n_offline_edits += 1;
            }
            10 | 11 => self.world.set_network(device, true),
            12 => self.crash(device),
            13 => self.rename(device, case, chance),
            _ => self.world.pass_ms(u64::from(chance >> 20)),
        }
    }

    fn write_a_step(&mut self, device: usize, case: CaseId) {
        let command = Command::AddEntry {
            sheet: Sheet::CaseFile(case),
            list: "steps".into(),
            fields: vec![("step.text".into(), Value::Text("Zeugnisse übersetzen".into()))],
        };
        match self.world.command(device, command) {
            Ok(Done::Entry(entry)) => drop(self.saved.insert((case, entry))),
            other => panic!("{other:?}"),
        }
    }

    fn rename(&mut self, device: usize, case: CaseId, chance: u32) {
        let command = Command::Edit {
            sheet: Sheet::Person(case),
            place: Place::Root,
            field: "person.pronunciation".into(),
            change: FieldChange::Set(Value::Text(format!("Fassung {}", chance % 7))),
            seen: Version::default(),
        };
        assert_eq!(self.world.command(device, command), Ok(Done::Saved));
    }

    fn crash(&mut self, device: usize) {
        self.world.restart(device);
        self.world.unlock(device);
        self.n_crashes += 1;
        for case in self.cases.clone() {
            let reason =
                Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
            assert_eq!(self.world.command(device, reason), Ok(Done::Saved));
        }
    }

    fn heal(&mut self) {
        self.world.net.heal();
        for device in self.devices.clone() {
            self.world.set_network(device, true);
            assert_eq!(self.world.command(device, Command::SyncNow), Ok(Done::Saved));
        }
        for _ in 0..15 {
            self.world.settle();
        }
    }

    fn check(&mut self, seed: u64) {
        for case in self.cases.clone() {
            let mut views = Vec::new();
            for device in self.devices.clone() {
                let view = self.world.case(device, case);
                let file = view.file.clone().expect("a case file");
                let (_, steps) = file.lists.iter().find(|(list, _)| list == "steps").unwrap();
                let here: BTreeSet<EntryId> = steps.iter().map(|entry| entry.id).collect();
                let wanted = self.saved.iter().filter(|(of, _)| *of == case).map(|(_, entry)| *entry);
                assert_eq!(here, wanted.collect(), "seed {seed}: device {device}");
                assert_eq!(self.world.sync(device).badge.quarantined, 0, "seed {seed}");
                views.push((file, view.person));
            }
            assert!(views.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: they show the same");
        }
        let counts = self.world.net.counts();
        assert!(20 < self.saved.len() && 0 < counts.cuts, "seed {seed} exercised nothing");
    }
}

#[test]
fn every_saved_edit_reaches_everyone_entitled() {
    let days = [101, 102, 103, 104].map(a_day);
    let totals = days
        .into_iter()
        .fold([0; 3], |sum: [u64; 3], day| [sum[0] + day[0], sum[1] + day[1], sum[2] + day[2]]);
    assert!(totals.into_iter().all(|total| 3 < total), "too little went wrong: {totals:?}");
}
