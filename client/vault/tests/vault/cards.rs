//! Cards alone: where no card that travels covers what two people wrote, one of their devices sends one.

use crate::{
    merging::{field, set},
    sharing::new_case,
    world::World,
};
use api::{
    command::{Command, Done, Role},
    field::{Place, Value},
    ids::CaseId,
};
use protocol::envelope::Kind;

/// Vera and Jonas, who both wrote into one case without a network: no card knows both.
fn both_wrote(seed: u64) -> (World, [usize; 2], CaseId) {
    let (mut world, vera) = World::founded(seed);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Nordlicht");
    world.settle();
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    world.settle();
    let fields = [(vera, "case.number", "7/26"), (jonas, "background.residence_place", "Husum")];
    for (device, ..) in fields {
        world.set_network(device, false);
    }
    for (device, field, text) in fields {
        set(&mut world, device, case, (Place::Root, field), Value::Text(text.into()));
    }
    for (device, ..) in fields {
        world.set_network(device, true);
        assert_eq!(world.command(device, Command::SyncNow), Ok(Done::Saved));
    }
    (world, [vera, jonas], case)
}

fn n_cards_alone(world: &World) -> usize {
    let log = world.net.relay.log();
    let kinds = log.iter().map(|id| world.net.relay.envelope(*id).unwrap().header.kind);
    kinds.filter(|kind| *kind == Kind::Card as u8).count()
}

/// What one device sends for one edit of a field, with everything that follows from it.
fn bytes_of(world: &mut World, device: usize, case: CaseId, (field, text): (&str, &str)) -> usize {
    let before = world.device(device).bytes_up;
    set(world, device, case, (Place::Root, field), Value::Text(text.into()));
    world.pass_ms(2_000);
    world.device(device).bytes_up - before
}

/// What `cargo xtask measure edit` must reach, without a browser.
#[test]
fn an_edit_of_some_words_weighs_less_than_700_bytes_and_with_a_card_less_than_1400() {
    let (mut world, vera) = World::founded(56);
    let case = new_case(&mut world, vera, "Nordlicht");
    world.settle();
    let mut goal = String::new();
    for word in ["Anerkennung ", "im erlernten Beruf, ", "danach Arbeit in Vollzeit."] {
        goal.push_str(word);
        let bytes = bytes_of(&mut world, vera, case, ("case.goal_text", &goal));
        assert!((300..=700).contains(&bytes), "{bytes} bytes for {word:?}");
    }
    let bytes = bytes_of(&mut world, vera, case, ("background.residence_place", "Husum"));
    assert!((700..=1_400).contains(&bytes), "{bytes} bytes with a card");
}

fn n_cards(world: &World) -> usize {
    let log = world.net.relay.log();
    log.iter().filter(|id| world.net.relay.envelope(**id).unwrap().header.card_len != 0).count()
}

/// CF14, PR2.
#[test]
fn a_long_text_travels_without_a_card_and_nobody_misses_one() {
    let (mut world, vera) = World::founded(55);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Nordlicht");
    world.settle();
    let before = n_cards(&world);
    set(&mut world, vera, case, (Place::Root, "case.goal_text"), Value::Text("Anerkennung".into()));
    for _ in 0..12 {
        world.settle();
    }
    assert_eq!(n_cards(&world), before);
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    let file = world.case(jonas, case).file.expect("a case file");
    assert_eq!(field(&file, "case.goal_text"), Value::Text("Anerkennung".into()));
    set(&mut world, jonas, case, (Place::Root, "case.number"), Value::Text("7/26".into()));
    for _ in 0..12 {
        world.settle();
    }
    assert_eq!(world.cases(vera, "").lines[0].number, "7/26");
    assert_eq!(
        n_cards(&world),
        before + 2,
        "the reason and the number, which lists may show, bring one each"
    );
    assert_eq!(n_cards_alone(&world), 0);
}

#[test]
fn a_card_that_no_edit_brought_is_sent_once_by_whoever_is_first() {
    let (mut world, [vera, jonas], _) = both_wrote(51);
    world.pass_ms(9_000);
    assert_eq!(n_cards_alone(&world), 0, "nobody is in a hurry");
    for _ in 0..12 {
        world.settle();
    }
    assert_eq!(n_cards_alone(&world), 1, "one card, not one of each");
    for device in [vera, jonas] {
        let sync = world.sync(device);
        assert_eq!((sync.badge.waiting, sync.badge.quarantined), (0, 0));
        assert_eq!(world.cases(device, "").lines[0].residence, "Husum");
    }
}

#[test]
fn a_fresher_card_spares_it_and_a_device_without_a_network_sends_none() {
    let (mut world, [vera, jonas], case) = both_wrote(52);
    world.pass_ms(5_000);
    set(&mut world, vera, case, (Place::Root, "case.number"), Value::Text("8/26".into()));
    for _ in 0..12 {
        world.settle();
    }
    assert_eq!(n_cards_alone(&world), 0, "the next edit brought a card that covers all");
    let (mut world, devices, _) = both_wrote(53);
    world.pass_ms(2_000);
    devices.into_iter().for_each(|device| world.set_network(device, false));
    for _ in 0..12 {
        world.settle();
    }
    assert!(
        devices.into_iter().all(|device| world.sync(device).badge.waiting == 0),
        "nothing waits to be sent"
    );
    world.restart(jonas);
    world.unlock(jonas);
    devices.into_iter().for_each(|device| world.set_network(device, true));
    for _ in 0..24 {
        world.settle();
    }
    assert_eq!(n_cards_alone(&world), 1, "a restart forgets nothing");
}

#[test]
fn after_a_first_sync_a_stale_card_is_made_again_in_the_background() {
    let (mut world, [vera, _], _) = both_wrote(54);
    world.pass_ms(3_000);
    let nadia = world.join_colleague(vera, Role::Counsellor);
    for _ in 0..12 {
        world.settle();
    }
    assert_eq!(world.cases(nadia, "").lines[0].residence, "Husum");
    assert_eq!(n_cards_alone(&world), 1);
}
