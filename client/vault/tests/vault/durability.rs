//! Nothing that was acknowledged is ever lost, whenever the process dies (S1, A3).

use crate::{
    sharing::new_case,
    world::{World, create},
};
use api::{
    command::{Command, Done, Entry, FieldChange, Role},
    field::{Place, Sheet, Value},
    ids::{CaseId, Version},
    refusal::Refusal,
    view::Gate,
};

fn write(case: CaseId, text: &str) -> Command {
    Command::Edit {
        sheet: Sheet::Person(case),
        place: Place::Root,
        field: "person.pronunciation".into(),
        change: FieldChange::Set(Value::Text(text.into())),
        seen: Version::default(),
    }
}

fn written(world: &mut World, device: usize, case: CaseId) -> Value {
    let person = world.case(device, case).person;
    person.root.into_iter().find(|field| field.id == "person.pronunciation").unwrap().value
}

#[test]
fn whatever_commit_the_power_fails_at_what_was_called_saved_is_there_and_arrives() {
    let mut n_refused = 0;
    let (mut world, vera) = World::founded(31);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Nordlicht");
    world.settle();
    let mut saved = None;
    for survivors in 0..14 {
        world.device(vera).store.cut_after(Some(survivors));
        for n in 0..6 {
            let text = format!("Fassung {survivors}.{n}");
            match world.command(vera, write(case, &text)) {
                Ok(Done::Saved) => saved = Some(Value::Text(text)),
                Err(Refusal::StorageFailed) => n_refused += 1,
                other => panic!("{other:?}"),
            }
        }
        world.restart(vera);
        world.unlock(vera);
        let found = written(&mut world, vera, case);
        assert_eq!(found, saved.clone().unwrap_or_default(), "after {survivors} commits");
        for _ in 0..4 {
            world.settle();
        }
        assert_eq!(written_by_relay(&mut world, jonas, case), found, "after {survivors} commits");
        assert_eq!(world.sync(vera).badge.waiting, 0);
    }
    assert!(0 < n_refused, "precondition: the power failed at all");
}

fn written_by_relay(world: &mut World, device: usize, case: CaseId) -> Value {
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(device, reason), Ok(Done::Saved));
    written(world, device, case)
}

#[test]
fn whatever_commit_the_power_fails_at_while_receiving_everything_arrives_after_the_restart() {
    let (mut world, vera) = World::founded(32);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    for survivors in 0..10_u32 {
        world.device(jonas).store.cut_after(Some(survivors));
        let case = new_case(&mut world, vera, "Nordlicht");
        assert_eq!(world.command(vera, write(case, "Nord-licht")), Ok(Done::Saved));
        world.settle();
        world.restart(jonas);
        world.unlock(jonas);
        for _ in 0..3 {
            world.settle();
        }
        assert_eq!(world.cases(jonas, "nord").total, survivors + 1, "after {survivors} commits");
        assert_eq!(written_by_relay(&mut world, jonas, case), Value::Text("Nord-licht".into()));
        assert_eq!(world.sync(jonas).badge.quarantined, 0);
    }
}

/// A device that founds a workspace and whose store takes only so many commits of it.
fn founding_until(seed: u64, survivors: u32) -> (World, usize) {
    let mut world = World::seeded(seed);
    let vera = world.add_device();
    let token = test_support::SETUP_TOKEN.iter().map(|byte| format!("{byte:02x}")).collect();
    let entry = Entry::Setup { token, name: "Vera".into(), unit: "Beratung Nord".into() };
    world.device(vera).store.cut_after(Some(survivors));
    assert_eq!(world.command(vera, create(entry)), Ok(Done::Unlocked));
    world.settle();
    (world, vera)
}

#[test]
fn whatever_commit_the_power_fails_at_a_workspace_is_founded_after_the_restart() {
    for survivors in (1..24).step_by(3) {
        let (mut world, vera) = founding_until(33, survivors);
        world.restart(vera);
        world.unlock(vera);
        for _ in 0..3 {
            world.settle();
        }
        match world.gate(vera) {
            Gate::Open { name, unit, .. } => {
                assert_eq!((name.as_str(), unit.as_str()), ("Vera", "Beratung Nord"))
            }
            other => panic!("after {survivors} commits: {other:?}"),
        }
        new_case(&mut world, vera, "Nordlicht");
    }
}

#[test]
fn a_disk_that_failed_for_a_while_during_the_foundation_leaves_no_key_in_memory_only() {
    for survivors in 1..24 {
        let (mut world, vera) = founding_until(35, survivors);
        world.device(vera).store.cut_after(None);
        for _ in 0..6 {
            world.settle();
        }
        assert!(matches!(world.gate(vera), Gate::Open { .. }), "after {survivors}: {:?}", world.gate(vera));
        let case = new_case(&mut world, vera, "Nordlicht");
        assert_eq!(world.command(vera, write(case, "Nord-licht")), Ok(Done::Saved));
        world.settle();
        world.restart(vera);
        world.unlock(vera);
        assert_eq!(written(&mut world, vera, case), Value::Text("Nord-licht".into()), "after {survivors}");
    }
}

#[test]
fn a_full_device_refuses_and_keeps_what_was_saved() {
    let (mut world, vera) = World::founded(34);
    let case = new_case(&mut world, vera, "Nordlicht");
    assert_eq!(world.command(vera, write(case, "vorher")), Ok(Done::Saved));
    world.settle();
    world.device(vera).store.set_quota(Some(1));
    assert_eq!(world.command(vera, write(case, "nachher")), Err(Refusal::StorageFull));
    assert_eq!(world.cases(vera, "").total, 1);
    assert_eq!(written(&mut world, vera, case), Value::Text("vorher".into()), "reading needs no room");
    world.device(vera).store.set_quota(None);
    assert_eq!(written(&mut world, vera, case), Value::Text("vorher".into()));
    assert_eq!(world.command(vera, write(case, "nachher")), Ok(Done::Saved));
}
