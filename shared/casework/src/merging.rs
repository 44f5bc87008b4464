//! The promise behind everything: however changes travel, all devices show the same (CF5).
#![cfg(test)]

use proptest::prelude::*;

use crate::{
    Card, DocumentKind, Edit,
    samples::{Device, edit_of, editable, entry, subject, value},
    schema::Found,
};

const N_ENTRIES: u8 = 3;

/// One thing somebody does.
#[derive(Clone, Debug)]
struct Step {
    device: usize,
    deed: Deed,
    field: prop::sample::Index,
    n: u8,
    entry: u8,
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Answer,
    Clear,
    Decline,
    Add,
    Remove,
    Restore,
    Receive,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let deed = prop_oneof![
        8 => Just(Deed::Answer),
        1 => Just(Deed::Clear),
        1 => Just(Deed::Decline),
        3 => Just(Deed::Add),
        1 => Just(Deed::Remove),
        1 => Just(Deed::Restore),
        2 => Just(Deed::Receive),
    ];
    let step = (0..3_usize, deed, any::<prop::sample::Index>(), 0..6_u8, 0..N_ENTRIES)
        .prop_map(|(device, deed, field, n, entry)| Step { device, deed, field, n, entry });
    prop::collection::vec(step, 1..40)
}

fn kinds() -> impl Strategy<Value = DocumentKind> {
    prop::sample::select(DocumentKind::ALL.to_vec())
}

/// The edit a step means, if it means one.
fn edit_for(step: &Step, found: &Found) -> Option<Edit> {
    let at = entry(step.entry);
    let place = found.list.map(|_| at);
    let list = found.list.map(|list| list.id.to_owned());
    let field = found.field.id.to_owned();
    Some(match step.deed {
        Deed::Answer => edit_of(found, place, value(found.field, step.n)),
        Deed::Clear => Edit::Clear { place, field },
        Deed::Decline => Edit::Decline { place, field },
        Deed::Add => Edit::AddEntry { list: list?, entry: at, fields: Vec::new() },
        Deed::Remove => Edit::RemoveEntry { list: list?, entry: at },
        Deed::Restore => Edit::RestoreEntry { list: list?, entry: at },
        Deed::Receive => return None,
    })
}

/// Three devices live through the steps; refusals are part of life.
fn live(kind: DocumentKind, steps: &[Step]) -> [Device; 3] {
    let fields: Vec<_> = editable().filter(|found| found.document == kind).collect();
    let mut devices = [1, 2, 3].map(|n| Device::new(n, subject(kind)));
    for step in steps {
        let found = step.field.get(&fields);
        match edit_for(step, found) {
            Some(edit) => drop(devices[step.device].try_edit(&edit)),
            None => {
                let from = devices[(step.device + 1) % 3].clone();
                receive_all(&mut devices[step.device], &from, 0);
            }
        }
    }
    devices
}

/// Takes all changes of another device, beginning in the middle: those that come too early wait.
fn receive_all(device: &mut Device, from: &Device, start: usize) {
    let n = from.sent.len();
    for at in (0..n).map(|at| (at + start) % n.max(1)) {
        device.document.apply_change(&from.sent[at], &[from.tag()]).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// CF5: merging commutes, associates and repeats harmlessly, on views, cards and histories, over every field.
    #[test]
    fn however_changes_travel_all_devices_show_the_same(
        kind in kinds(), steps in steps(), start in 0..40_usize,
    ) {
        let devices = live(kind, &steps);
        let orders = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]];
        let mut merged = orders.map(|order| {
            let mut device = Device::new(9, subject(kind));
            order.iter().for_each(|at| receive_all(&mut device, &devices[*at], start));
            device
        });
        let [first, ..] = merged.clone();
        for device in &mut merged {
            prop_assert_eq!(device.document.n_waiting(), 0);
            prop_assert_eq!(device.document.view(), first.document.view());
            prop_assert_eq!(Card::of(&device.document).encode(), Card::of(&first.document).encode());
            prop_assert_eq!(device.document.history(100, &|_, _| true), first.document.history(100, &|_, _| true));
            devices.iter().for_each(|from| receive_all(device, from, 0));
            prop_assert_eq!(device.document.view(), first.document.view(), "repeating changes nothing");
        }
        for mut device in devices.clone() {
            devices.iter().for_each(|from| receive_all(&mut device, from, 0));
            prop_assert_eq!(device.document.view(), first.document.view(), "writers see what readers see");
        }
        let loaded = crate::Document::load(&first.document.save().unwrap()).unwrap();
        prop_assert_eq!(loaded.view(), first.document.view());
    }
}
