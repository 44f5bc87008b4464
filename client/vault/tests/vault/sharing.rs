//! From keystroke to colleague.

use crate::world::{PASSPHRASE, World, create};
use api::{
    command::{AppointmentDraft, Command, Done, Entry, FieldChange, Invitee, Rescheduling, Role},
    field::{Place, Sheet, Value},
    ids::{CaseId, Day, TimeOfDay, Version},
    query::{CaseFilter, Query},
    refusal::Refusal,
    view::{DocumentSync, Gate, Loaded, View},
};

pub(crate) fn new_case(world: &mut World, device: usize, name: &str) -> CaseId {
    match world.command(device, Command::NewCase { full_name: name.into(), pseudonym: String::new() }) {
        Ok(Done::Case(case)) => case,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_case_reaches_a_colleague() {
    let (mut world, vera) = World::founded(1);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Amina Beispiel");
    world.settle();
    let seen = world.cases(jonas, "beisp");
    assert_eq!(seen.total, 1);
    assert_eq!(seen.lines[0].id, case);
    assert_eq!(seen.lines[0].title, "Amina Beispiel");
    world.settle();
    assert_eq!(world.cases(vera, "").lines[0].sync, DocumentSync::Arrived);
}

#[test]
fn a_start_without_a_network_still_knows_what_had_arrived_and_when_the_relay_spoke() {
    let (mut world, vera) = World::founded(4);
    world.join_colleague(vera, Role::Counsellor);
    new_case(&mut world, vera, "Amina Beispiel");
    world.settle();
    world.settle();
    let before = world.sync(vera).badge.last_contact;
    assert_eq!(world.cases(vera, "").lines[0].sync, DocumentSync::Arrived);
    // The relay tells of the devices when one comes.
    for reachable in [false, true] {
        world.set_network(vera, reachable);
        world.settle();
    }
    let members = world.members(vera).members;
    assert!(members.iter().any(|member| !member.me && member.devices[0].last_contact.is_some()));
    // Locked in the middle of the connection, as after five minutes.
    world.restart(vera);
    world.set_network(vera, false);
    world.restart(vera);
    world.unlock(vera);
    assert_eq!(world.cases(vera, "").lines[0].sync, DocumentSync::Arrived);
    assert!(before.is_some() && before <= world.sync(vera).badge.last_contact);
    assert_eq!(world.members(vera).members, members, "and when it heard of each device");
    new_case(&mut world, vera, "Farhad");
    let lines = world.cases(vera, "farhad").lines;
    assert_eq!(lines[0].sync, DocumentSync::OnThisDevice, "what is new has not arrived");
}

#[test]
fn what_was_there_before_somebody_joined_reaches_them() {
    let (mut world, vera) = World::founded(2);
    let case = new_case(&mut world, vera, "Nordlicht");
    let edited = world.command(
        vera,
        Command::Edit {
            sheet: Sheet::CaseFile(case),
            place: Place::Root,
            field: "case.goal_text".into(),
            change: FieldChange::Set(Value::Text("Anerkennung als Pflegefachkraft".into())),
            seen: Version::default(),
        },
    );
    assert_eq!(edited, Ok(Done::Saved));
    let jonas = world.join_colleague(vera, Role::Counsellor);
    world.settle();
    assert_eq!(world.cases(jonas, "").lines[0].title, "Nordlicht");
}

#[test]
fn an_open_view_changes_when_a_colleague_writes_and_is_silent_otherwise() {
    let (mut world, vera) = World::founded(3);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let list = Query::CaseList(CaseFilter { take: 10, ..CaseFilter::default() });
    world.watch(jonas, 7, list);
    assert!(world.take_view(jonas, 7).is_some(), "a watch is answered at once");
    world.settle();
    assert!(world.take_view(jonas, 7).is_none(), "nothing changed");
    new_case(&mut world, vera, "Nordlicht");
    world.settle();
    match world.take_view(jonas, 7) {
        Some(Loaded::Ready(View::CaseList(view))) => assert_eq!(view.lines[0].title, "Nordlicht"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_appointment_moved_to_another_month_keeps_its_id_and_shows_once() {
    let (mut world, vera) = World::founded(4);
    let draft = |month, day| AppointmentDraft {
        case: None,
        site: None,
        day: Day { year: 2026, month, day },
        start: TimeOfDay(9 * 60),
        minutes: 60,
        kind: "follow_up".into(),
        counsellor: None,
    };
    let Ok(Done::Appointment(appointment)) = world.command(vera, Command::Schedule(draft(11, 24))) else {
        panic!()
    };
    let from = Day { year: 2026, month: 11, day: 24 };
    let (was, to, seen) = (draft(11, 24), draft(12, 1), Version::default());
    let moved =
        world.command(vera, Command::Reschedule(Box::new(Rescheduling { appointment, from, was, to, seen })));
    assert_eq!(moved, Ok(Done::Appointment(appointment)));
    let to = Day { year: 2026, month: 12, day: 31 };
    match world.query(vera, Query::Calendar { from, to }) {
        Loaded::Ready(View::Calendar(view)) => {
            assert_eq!(view.appointments.len(), 1);
            assert_eq!(view.appointments[0].id, appointment);
            assert_eq!(view.appointments[0].day, Day { year: 2026, month: 12, day: 1 });
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_second_own_device_sees_everything_and_a_recovery_kit_is_checked() {
    let (mut world, vera) = World::founded(5);
    let case = new_case(&mut world, vera, "Nordlicht");
    let tablet = world.join(vera, Invitee::OwnDevice);
    world.settle();
    assert_eq!(world.cases(tablet, "").lines[0].id, case);
    assert!(!world.case(tablet, case).needs_reason, "it is the same person");
    let Ok(Done::RecoveryKit(words)) = world.command(tablet, Command::MakeRecoveryKit) else {
        panic!("no kit")
    };
    assert_eq!(world.members(tablet).recovery_kit, Some(false));
    let wrong = Command::CheckRecoveryKit { words: "eins zwei drei".into() };
    assert_eq!(world.command(tablet, wrong), Err(Refusal::BadWords));
    assert_eq!(world.command(tablet, Command::CheckRecoveryKit { words }), Ok(Done::Saved));
    assert_eq!(world.members(tablet).recovery_kit, Some(true));
}

#[test]
fn two_people_share_a_tablet_and_a_changed_passphrase_opens_only_its_own_vault() {
    let (mut world, vera) = World::founded(6);
    let new = "abends wird es wieder hell";
    let change = Command::ChangePassphrase { old: PASSPHRASE.into(), new: new.into() };
    assert_eq!(world.command(vera, change), Ok(Done::Saved));
    world.restart(vera);
    let vault = world.vault_of(vera);
    let token = "00".repeat(16);
    let entry = Entry::Setup { token, name: "Jonas".into(), unit: "Süd".into() };
    assert_eq!(world.command(vera, create(entry)), Ok(Done::Unlocked));
    assert_eq!(world.cases(vera, "").cases, 0);
    world.restart(vera);
    assert!(matches!(world.gate(vera), Gate::Locked(vaults) if vaults.len() == 2));
    let old = Command::Unlock { vault, passphrase: PASSPHRASE.into() };
    assert!(matches!(world.command(vera, old), Err(Refusal::WrongPassphrase { .. })));
    world.pass_ms(1_100);
    assert_eq!(world.command(vera, Command::Unlock { vault, passphrase: new.into() }), Ok(Done::Unlocked));
    assert!(matches!(world.gate(vera), Gate::Open { name, .. } if name == "Vera"));
}
