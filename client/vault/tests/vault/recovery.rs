//! The recovery kit: everything opens in a fresh store from the printed words, and from nothing else. (PR4) (PR13)

use crate::{
    sharing::new_case,
    world::{World, create},
};
use api::{
    command::{Command, Done, Entry, FieldChange, Role},
    field::{Place, Sheet, Value},
    ids::{CaseId, Version},
    query::Query,
    refusal::Refusal,
    view::{Gate, Loaded, Underway},
};
use protocol::ids::DeviceId;
use sealing::recovery::RecoveryKit;

fn goal(world: &mut World, device: usize, case: CaseId, text: &str) {
    let set = Command::Edit {
        sheet: Sheet::CaseFile(case),
        place: Place::Root,
        field: "case.goal_text".into(),
        change: FieldChange::Set(Value::Text(text.into())),
        seen: Version::default(),
    };
    assert_eq!(world.command(device, set), Ok(Done::Saved));
}

/// A unit of two with a case, and the words of Vera's kit.
fn a_unit_with_a_kit(seed: u64) -> (World, [usize; 2], CaseId, String) {
    let (mut world, vera) = World::founded(seed);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Amina Beispiel");
    goal(&mut world, vera, case, "Anerkennung als Pflegefachkraft");
    let Ok(Done::RecoveryKit(words)) = world.command(vera, Command::MakeRecoveryKit) else {
        panic!("no kit")
    };
    world.settle();
    (world, [vera, jonas], case, words)
}

fn kit_id(words: &str) -> DeviceId {
    RecoveryKit::parse_words(words).unwrap().derive_device().device_id()
}

fn writers(world: &World) -> Vec<DeviceId> {
    let relay = &world.net.relay;
    relay.log().into_iter().map(|id| relay.envelope(id).unwrap().header.device).collect()
}

#[test]
fn everything_opens_in_a_fresh_store_from_the_printed_words_while_everybody_else_is_away() {
    let (mut world, [vera, jonas], case, words) = a_unit_with_a_kit(31);
    world.set_network(vera, false);
    world.set_network(jonas, false);
    let fresh = world.add_device();
    let entry = Entry::Recovery { words: words.to_uppercase() };
    assert_eq!(world.command(fresh, create(entry)), Ok(Done::Unlocked));
    world.settle();
    world.settle();
    match world.gate(fresh) {
        Gate::Open { role, name, unit, .. } => {
            assert_eq!((role, name.as_str(), unit.as_str()), (Role::UnitLead, "Vera", "Beratung Nord"));
        }
        other => panic!("{other:?}"),
    }
    let seen = world.case(fresh, case);
    assert_eq!(seen.line.title, "Amina Beispiel");
    assert!(format!("{seen:?}").contains("Anerkennung als Pflegefachkraft"), "the case file opens, too");
    goal(&mut world, fresh, case, "Anerkennung als Pflegefachfrau");
    world.set_network(jonas, true);
    world.settle();
    world.settle();
    assert_eq!(world.cases(jonas, "beispiel").total, 1);
    let devices =
        world.members(jonas).members.iter().find(|member| member.name == "Vera").unwrap().devices.len();
    assert_eq!(devices, 3, "the lost one, the paper and the new one: everybody sees that the kit was used");
    assert!(!writers(&world).contains(&kit_id(&words)), "the kit never writes an envelope");
    assert_eq!(world.sync(jonas).quarantine, []);
}

#[test]
fn a_recovery_that_is_cut_off_anywhere_goes_on_after_the_next_unlock() {
    for patience in [1, 120, 400] {
        let (mut world, _, case, words) = a_unit_with_a_kit(32);
        let fresh = world.add_device();
        let entry = Entry::Recovery { words: words.clone() };
        assert_eq!(world.command(fresh, create(entry)), Ok(Done::Unlocked));
        world.pass_ms(patience);
        world.restart(fresh);
        world.unlock(fresh);
        world.settle();
        world.settle();
        assert_eq!(world.case(fresh, case).line.title, "Amina Beispiel");
        let added = world.members(fresh).members.iter().find(|member| member.me).unwrap().devices.len();
        assert_eq!(added, 3, "one new device, however often it began");
    }
}

#[test]
fn a_wrong_word_is_refused_and_the_kit_writes_nothing_before_it_hands_over() {
    let (mut world, _, case, words) = a_unit_with_a_kit(33);
    let mut wrong: Vec<&str> = words.split(' ').collect();
    let other = if wrong[4] == "abend" { "apfel" } else { "abend" };
    wrong[4] = other;
    let fresh = world.add_device();
    let entry = Entry::Recovery { words: wrong.join(" ") };
    assert_eq!(world.command(fresh, create(entry)), Err(Refusal::BadWords));
    assert_eq!(world.gate(fresh), Gate::Empty, "nothing was kept of it");
    world.set_network(fresh, false);
    assert_eq!(world.command(fresh, create(Entry::Recovery { words })), Ok(Done::Unlocked));
    assert!(matches!(world.gate(fresh), Gate::Underway { what: Underway::Recovering, .. }));
    let refused =
        world.command(fresh, Command::NewCase { full_name: "Nie".into(), pseudonym: String::new() });
    assert_eq!(refused, Err(Refusal::NotAllowed));
    assert_eq!(world.query(fresh, Query::Case(case)), Loaded::Failed(Refusal::NotFound));
}

fn is_kit_due(world: &mut World, device: usize) -> bool {
    match world.gate(device) {
        Gate::Open { kit_due, .. } => kit_due,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_founds_a_workspace_owes_it_a_kit_whose_words_were_proven() {
    let (mut world, vera) = World::founded(34);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    assert!(is_kit_due(&mut world, vera) && !is_kit_due(&mut world, jonas));
    let Ok(Done::RecoveryKit(words)) = world.command(vera, Command::MakeRecoveryKit) else {
        panic!("no kit")
    };
    assert!(is_kit_due(&mut world, vera), "made is not proven");
    world.restart(vera);
    world.unlock(vera);
    assert!(is_kit_due(&mut world, vera), "a new start is no way around it");
    assert_eq!(world.command(vera, Command::CheckRecoveryKit { words }), Ok(Done::Saved));
    assert!(!is_kit_due(&mut world, vera));
    world.set_network(vera, false);
    world.settle();
    assert_eq!(world.command(vera, Command::MakeRecoveryKit), Err(Refusal::Offline));
    assert_eq!(world.members(vera).recovery_kit, Some(true), "the proven one stays proven");
}
