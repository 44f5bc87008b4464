//! Who joins is known by name to whoever lets them in, and to nobody on the way.

use crate::world::World;
use api::{
    command::{Command, Done, FieldChange, Invitee, Role},
    field::{Place, Sheet, Value},
    ids::{EntryId, MemberId, Version},
    query::Query,
    refusal::Refusal,
    view::{Gate, Underway},
};

#[test]
fn a_joiners_name_is_shown_beside_the_words_and_nowhere_on_the_way() {
    let (mut world, vera) = World::founded(51);
    let joiner = world.accept_as(vera, Invitee::Person(Role::Reception), "Rana Beispiel");
    world.settle();
    let line = world.joining(vera).remove(0);
    assert_eq!(line.name.as_deref(), Some("Rana Beispiel"));
    assert!(!world.net.relay.everything_on_disk().windows(4).any(|window| window == b"Rana"));
    world.restart(vera);
    world.unlock(vera);
    world.settle();
    assert_eq!(world.joining(vera).remove(0).name.as_deref(), Some("Rana Beispiel"), "after a restart too");
    let admit = Command::Admit { invitation: line.invitation, device: line.device };
    assert_eq!(world.command(vera, admit), Ok(Done::Saved));
    world.settle();
    let jonas = world.join_colleague(vera, Role::Counsellor);
    for device in [vera, joiner, jonas] {
        let members = world.members(device).members;
        let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(
            names,
            ["Vera", "Rana Beispiel", "Jonas"],
            "reception does not write the directory itself"
        );
    }
    let rana = world.members(joiner).members.into_iter().find(|member| member.me).unwrap().id;
    let rename = |member: MemberId, name: &str| Command::Edit {
        sheet: Sheet::UnitSettings,
        place: Place::Entry("staff".into(), EntryId(member.0)),
        field: "staff.name".into(),
        change: FieldChange::Set(Value::Text(name.into())),
        seen: Version::default(),
    };
    assert_eq!(world.command(joiner, rename(rana, "Rana Muster")), Err(Refusal::NotAllowed));
    assert_eq!(
        world.command(jonas, rename(rana, "Rana Muster")),
        Ok(Done::Saved),
        "a counsellor writes it for her"
    );
    let stranger = rename(MemberId([9; 16]), "Niemand");
    assert_eq!(world.command(jonas, stranger), Err(Refusal::NotFound));
    world.settle();
    assert!(matches!(world.gate(joiner), Gate::Open { name, .. } if name == "Rana Muster"));
}

#[test]
fn a_newcomer_is_named_although_the_device_that_admits_dies_in_between() {
    let (mut world, vera) = World::founded(52);
    world.accept_as(vera, Invitee::Person(Role::Reception), "Rana Beispiel");
    world.settle();
    let line = world.joining(vera).remove(0);
    world.give(vera, Command::Admit { invitation: line.invitation, device: line.device });
    world.pass_ms(200);
    world.restart(vera);
    world.unlock(vera);
    world.settle();
    let names: Vec<String> = world.members(vera).members.into_iter().map(|member| member.name).collect();
    assert_eq!(names, ["Vera", "Rana Beispiel"]);
}

#[test]
fn somebody_of_whom_only_the_telephone_is_written_gets_the_name_all_the_same() {
    let (mut world, vera) = World::founded(53);
    let jonas = world.accept_as(vera, Invitee::Person(Role::Counsellor), "Jonas Beispiel");
    world.settle();
    let line = world.joining(vera).remove(0);
    world.set_network(jonas, false);
    world.give(vera, Command::Admit { invitation: line.invitation, device: line.device });
    world.pass_ms(2_000);
    let members = world.members(vera).members;
    let member = members.iter().find(|member| !member.me).expect("he is let in").id;
    let phone = Command::Edit {
        sheet: Sheet::UnitSettings,
        place: Place::Entry("staff".into(), EntryId(member.0)),
        field: "staff.phone".into(),
        change: FieldChange::Set(Value::Text("0441 12345".into())),
        seen: Version::default(),
    };
    assert_eq!(world.command(vera, phone), Ok(Done::Saved));
    world.set_network(jonas, true);
    for _ in 0..5 {
        world.settle();
    }
    let names: Vec<String> = world.members(vera).members.into_iter().map(|member| member.name).collect();
    assert_eq!(names, ["Vera", "Jonas Beispiel"]);
}

#[test]
fn nobody_begins_before_the_keys_of_the_role_are_here_and_everybody_stays_in_afterwards() {
    for (seed, role) in [(54, Role::Counsellor), (55, Role::Reception), (56, Role::Coordination)] {
        let (mut world, vera) = World::founded(seed);
        world.net.relay.hold_boxes(true);
        let newcomer = world.admit(vera, Invitee::Person(role));
        world.settle();
        assert!(
            world.sync(newcomer).badge.last_contact.is_some(),
            "precondition: the relay and the newcomer spoke"
        );
        assert!(
            matches!(world.gate(newcomer), Gate::Underway { what: Underway::Admitted, .. }),
            "{role:?} could save nothing yet"
        );
        world.restart(newcomer);
        world.unlock(newcomer);
        world.settle();
        assert!(
            matches!(world.gate(newcomer), Gate::Underway { what: Underway::Admitted, .. }),
            "{role:?} after a restart"
        );
        world.net.relay.hold_boxes(false);
        let case = Command::NewCase { full_name: "Nordlicht".into(), pseudonym: String::new() };
        assert!(world.command(vera, case).is_ok());
        for _ in 0..3 {
            world.settle();
        }
        assert!(matches!(world.gate(newcomer), Gate::Open { .. }), "{role:?}");
        world.set_network(newcomer, false);
        world.restart(newcomer);
        world.unlock(newcomer);
        assert!(matches!(world.gate(newcomer), Gate::Open { .. }), "{role:?} without a network");
    }
}

#[test]
fn what_a_role_reads_comes_whole_however_late_each_grant_is() {
    for role in [Role::Reception, Role::Counsellor] {
        for ms in (0..400).step_by(45) {
            let (mut world, vera) = World::founded(57);
            let newcomer = world.accept_as(vera, Invitee::Person(role), "Rana Beispiel");
            world.settle();
            let line = world.joining(vera).remove(0);
            world.give(vera, Command::Admit { invitation: line.invitation, device: line.device });
            world.pass_ms(ms);
            world.set_network(vera, false);
            world.pass_ms(3_000);
            world.set_network(vera, true);
            for _ in 0..3 {
                world.settle();
            }
            assert!(matches!(world.gate(newcomer), Gate::Open { .. }), "{role:?}, cut after {ms} ms");
            let names = |world: &mut World, device: usize| -> Vec<String> {
                world.members(device).members.into_iter().map(|member| member.name).collect()
            };
            assert_eq!(names(&mut world, newcomer), ["Vera", "Rana Beispiel"], "{role:?}, cut after {ms} ms");
            let settings = world.unit_document(newcomer, Query::UnitSettings);
            assert!(!settings.root.is_empty() || !settings.lists.is_empty(), "{role:?}, cut after {ms} ms");
        }
    }
}
