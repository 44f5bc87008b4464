//! Who holds which keys, what a locked store shows, and what a lying relay achieves.

use crate::{
    merging::set,
    sharing::new_case,
    unit::add_site,
    world::{PASSPHRASE, World, create},
};
use api::{
    FromPage,
    command::{AppointmentDraft, Command, Done, Entry, Invitee, Role},
    field::{Place, Sheet, Value},
    ids::{Day, TimeOfDay},
    query::Query,
    refusal::{FieldFault, Refusal},
    view::{Gate, Loaded, View},
};
use protocol::{chain::SpaceKind, ids::SpaceId, keys::derive_document_id};
use std::sync::atomic::{AtomicU64, Ordering};
use vault::{Input, store::Table};

const CANARY: &str = "Kanarienvogel";

fn contains(haystack: &[u8], needle: &str) -> bool {
    let utf16: Vec<u8> = needle.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [needle.as_bytes(), &utf16]
        .iter()
        .any(|needle| haystack.windows(needle.len()).any(|window| window == *needle))
}

fn schedule(world: &mut World, device: usize) {
    let draft = AppointmentDraft {
        case: None,
        site: None,
        day: Day { year: 2026, month: 11, day: 23 },
        start: TimeOfDay(9 * 60),
        minutes: 60,
        kind: "first_contact".into(),
        counsellor: None,
    };
    let done = world.command(device, Command::Schedule(draft));
    assert!(matches!(done, Ok(Done::Appointment(_))), "{done:?}");
}

/// Every space of which this device's store holds a key, by the chain that the relay has.
fn spaces_held(world: &World, device: usize) -> Vec<SpaceKind> {
    let mut roster = protocol::chain::Roster::found(&world.net.relay.chain()[0]).unwrap();
    for operation in &world.net.relay.chain()[1..] {
        roster.append(operation).unwrap();
    }
    let rows = world.device(device).store.rows();
    let secrets = rows.iter().filter(|(table, (key, _))| *table == Table::Keys && key[16] == b's');
    secrets.map(|(_, (key, _))| roster.space(SpaceId::parse(&key[17..33]).unwrap()).unwrap().kind).collect()
}

#[test]
fn reception_holds_no_key_of_any_case_file_and_sees_the_person_part_only() {
    let (mut world, vera) = World::founded(21);
    let reception = world.join_colleague(vera, Role::Reception);
    let case = new_case(&mut world, vera, "Nordlicht");
    set(&mut world, vera, case, (Place::Root, "background.residence_place"), Value::Text(CANARY.into()));
    schedule(&mut world, vera);
    world.settle();
    assert_eq!(world.cases(reception, "").lines[0].title, "Nordlicht");
    let view = world.case(reception, case);
    assert_eq!((view.file, view.writable), (None, true));
    let held = spaces_held(&world, reception);
    assert!(held.contains(&SpaceKind::Reception) && !held.contains(&SpaceKind::Unit), "{held:?}");
    let command = Command::CloseCase { case, reason: "completed".into() };
    assert_eq!(world.command(reception, command), Err(Refusal::NotAllowed));
}

#[test]
fn coordination_holds_no_key_of_person_sheets_agenda_or_case_files() {
    let (mut world, vera) = World::founded(22);
    let coordination = world.join_colleague(vera, Role::Coordination);
    new_case(&mut world, vera, "Nordlicht");
    schedule(&mut world, vera);
    world.settle();
    assert_eq!(spaces_held(&world, coordination), [SpaceKind::Directory]);
    assert_eq!(world.cases(coordination, "").cases, 0);
    let put = add_site("Rathaus Husum", "2");
    assert!(matches!(world.command(coordination, put), Ok(Done::Entry(_))));
    let command = Command::NewCase { full_name: "Niemand".into(), pseudonym: String::new() };
    assert_eq!(world.command(coordination, command), Err(Refusal::NotAllowed));
}

#[test]
fn neither_a_locked_store_nor_the_relay_holds_a_readable_word() {
    let (mut world, vera) = World::founded(23);
    let case = new_case(&mut world, vera, &format!("{CANARY} Name"));
    set(&mut world, vera, case, (Place::Root, "case.goal_text"), Value::Text(format!("{CANARY} Ziel")));
    let site = add_site(&format!("{CANARY} Ort"), CANARY);
    assert!(world.command(vera, site).is_ok());
    world.settle();
    world.give(vera, Command::Lock);
    assert!(world.device(vera).locked);
    let rows = world.device(vera).store.rows();
    assert!(20 < rows.len(), "precondition: something is stored");
    for (table, (key, value)) in rows {
        assert!(!contains(&key, CANARY) && !contains(&value, CANARY), "{table:?}");
        assert!(
            !contains(&value, PASSPHRASE) && !contains(&value, "Beratung Nord") && !contains(&value, "Vera")
        );
    }
    assert!(!contains(&world.net.relay.everything_on_disk(), CANARY));
}

#[test]
fn wrong_passphrases_slow_down_and_a_restart_does_not_help() {
    let (mut world, vera) = World::founded(24);
    world.restart(vera);
    let vault = world.vault_of(vera);
    let wrong = || Command::Unlock { vault, passphrase: "morgen schneit es kaum".into() };
    assert_eq!(world.command(vera, wrong()), Err(Refusal::WrongPassphrase { wait_ms: 1_000 }));
    world.pass_ms(1_100);
    assert_eq!(world.command(vera, wrong()), Err(Refusal::WrongPassphrase { wait_ms: 2_000 }));
    world.restart(vera);
    let right = Command::Unlock { vault, passphrase: PASSPHRASE.into() };
    assert!(matches!(world.command(vera, right.clone()), Err(Refusal::TooSoon { .. })));
    world.pass_ms(2_100);
    assert_eq!(world.command(vera, right), Ok(Done::Unlocked));
}

#[test]
fn a_clock_set_forward_frees_nobody_from_the_wait_after_wrong_passphrases() {
    /// A second passes whenever somebody looks; the clock of the world has nothing to do with it.
    fn steady() -> u64 {
        static LOOKS: AtomicU64 = AtomicU64::new(0);
        LOOKS.fetch_add(1_000, Ordering::Relaxed)
    }
    let mut world = World::seeded(64);
    world.stopwatch = steady;
    let vera = world.add_device();
    let token = test_support::SETUP_TOKEN.iter().map(|byte| format!("{byte:02x}")).collect();
    let entry = Entry::Setup { token, name: "Vera".into(), unit: "Beratung Nord".into() };
    assert_eq!(world.command(vera, create(entry)), Ok(Done::Unlocked));
    world.settle();
    let change = |world: &mut World| {
        let (old, new) = ("morgen schneit es kaum".into(), "übermorgen regnet es".into());
        world.command(vera, Command::ChangePassphrase { old, new })
    };
    let mut refused = [false; 2];
    for _ in 0..5 {
        world.pass_ms(10_000);
        refused[0] |= matches!(change(&mut world), Err(Refusal::TooSoon { .. }));
    }
    world.restart(vera);
    let vault = world.vault_of(vera);
    for _ in 0..6 {
        world.pass_ms(3_600_000);
        let wrong = Command::Unlock { vault, passphrase: "morgen schneit es kaum".into() };
        refused[1] |= matches!(world.command(vera, wrong), Err(Refusal::TooSoon { .. }));
    }
    assert_eq!(refused, [true, true], "an open vault, a locked one");
}

#[test]
fn a_tablet_that_slept_through_its_time_is_locked_by_the_touch_that_wakes_it() {
    let (mut world, vera) = World::founded(65);
    let case = new_case(&mut world, vera, "Nordlicht");
    // Nothing wakes the device meanwhile.
    let later = world.net.now().plus_ms(20 * 60_000);
    while world.net.next_before(later).is_some() {}
    world.feed(vera, Input::Page(FromPage::Active));
    assert!(world.device(vera).locked);
    assert_eq!(world.query(vera, Query::Case(case)), Loaded::Failed(Refusal::Locked));
}

#[test]
fn an_untouched_vault_locks_itself() {
    let (mut world, vera) = World::founded(25);
    assert_eq!(world.command(vera, Command::SetAutoLock(2)), Ok(Done::Saved));
    world.pass_ms(119_000);
    assert!(!world.device(vera).locked);
    world.pass_ms(2_000);
    assert!(world.device(vera).locked);
    assert!(matches!(world.gate(vera), Gate::Locked(_)));
    assert_eq!(world.command(vera, Command::SyncNow), Err(Refusal::Locked));
}

#[test]
fn a_colleagues_case_asks_for_a_reason_and_keeps_it() {
    let (mut world, vera) = World::founded(26);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Nordlicht");
    world.settle();
    let shut = world.case(jonas, case);
    assert!(shut.needs_reason && shut.file.is_none() && shut.person.root.is_empty());
    let edit = Command::CloseCase { case, reason: "completed".into() };
    assert_eq!(world.command(jonas, edit), Err(Refusal::ForeignCase));
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    assert!(!world.case(jonas, case).needs_reason);
    world.settle();
    let file = world.case(vera, case).file.unwrap();
    let (_, accesses) = file.lists.iter().find(|(list, _)| list == "accesses").unwrap();
    assert_eq!(accesses.len(), 1);
}

#[test]
fn a_reason_holds_for_the_day_over_every_lock_and_no_longer() {
    let (mut world, vera) = World::founded(29);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Nordlicht");
    let other = new_case(&mut world, vera, "Südwind");
    world.settle();
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    world.restart(jonas);
    world.unlock(jonas);
    assert!(!world.case(jonas, case).needs_reason, "the same person, case and day");
    assert!(world.case(jonas, other).needs_reason, "another case");
    world.pass_ms(24 * 60 * 60 * 1_000);
    world.restart(jonas);
    world.unlock(jonas);
    assert!(world.case(jonas, case).needs_reason, "another day");
}

#[test]
fn an_invitation_says_whom_it_is_for_on_the_device_that_made_it_until_it_is_used() {
    let (mut world, vera) = World::founded(30);
    let invited = world.command(vera, Command::Invite(Invitee::Person(Role::Counsellor)));
    let Ok(Done::Invitation { invitation, link, .. }) = invited else { panic!("{invited:?}") };
    let name = |name: &str| Command::NameInvitation { invitation, name: name.into() };
    assert_eq!(world.command(vera, name("  Jonas Muster ")), Ok(Done::Saved));
    assert_eq!(world.command(vera, name(" ")), Err(Refusal::Field(FieldFault::Blank)));
    let joiner = world.add_device();
    let entry = Entry::Invitation { link, name: "Jonas".into() };
    assert_eq!(world.command(joiner, create(entry)), Ok(Done::Unlocked));
    world.settle();
    let waiting = world.joining(vera).remove(0);
    assert_eq!((waiting.invited.as_str(), waiting.invitation), ("Jonas Muster", invitation));
    assert_eq!(waiting.name.as_deref(), Some("Jonas"), "what they call themselves stands beside it");
    let admitted = Command::Admit { invitation, device: waiting.device };
    assert_eq!(world.command(vera, admitted), Ok(Done::Saved));
    world.settle();
    assert_eq!(world.command(vera, name("Jona")), Err(Refusal::NotFound), "it is used");
}

#[test]
fn no_screen_of_a_start_opens_a_document() {
    let (mut world, vera) = World::founded(27);
    for name in ["Amina Beispiel", "Nordlicht", "Łukasz Wzór"] {
        new_case(&mut world, vera, name);
    }
    schedule(&mut world, vera);
    assert!(matches!(world.command(vera, add_site("Bürgerhaus", "Raum 2")), Ok(Done::Entry(_))));
    world.settle();
    let seen = [world.query(vera, Query::Sites), world.query(vera, Query::Settings)];
    assert!(format!("{seen:?}").contains("Bürgerhaus"));
    world.restart(vera);
    world.unlock(vera);
    assert_eq!(world.cases(vera, "").total, 3);
    assert_eq!(world.cases(vera, "lukasz").total, 1);
    let monday = Day { year: 2026, month: 11, day: 23 };
    let screens = [Query::Today, Query::Calendar { from: monday, to: monday }, Query::Members, Query::Trash];
    for (watch, query) in (1..).zip(screens) {
        world.watch(vera, watch, query);
    }
    assert_eq!([world.query(vera, Query::Sites), world.query(vera, Query::Settings)], seen);
    world.settle();
    assert_eq!(world.n_documents_loaded(vera), 0, "A11");
    assert!(matches!(world.command(vera, add_site("Aula", "")), Ok(Done::Entry(_))));
    let Loaded::Ready(View::Sites(sites)) = world.query(vera, Query::Sites) else { panic!("no sites") };
    let names: Vec<&str> = sites.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(names, ["Aula", "Bürgerhaus"], "what was kept follows what changes");
}

#[test]
fn a_strangers_envelope_a_forged_operation_and_a_swapped_card_change_nothing() {
    let (mut world, vera) = World::founded(28);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let one = new_case(&mut world, vera, "Amina Beispiel");
    let other = new_case(&mut world, vera, "Nordlicht");
    world.settle();
    let spaces = spaces_held(&world, vera);
    assert_eq!(spaces.len(), 3, "precondition");
    let mut roster = protocol::chain::Roster::found(&world.net.relay.chain()[0]).unwrap();
    let mut first = None;
    for operation in &world.net.relay.chain()[1..] {
        first.get_or_insert_with(|| operation.clone());
        roster.append(operation).unwrap();
    }
    // A stranger signs what a member's envelope says.
    let reception = roster.space_of_kind(SpaceKind::Reception).unwrap();
    let id = *world.net.relay.log().last().unwrap();
    let mut forged = world.net.relay.envelope(id).unwrap().clone();
    forged.header.ctr += 1;
    world.net.relay.inject_envelope(reception, forged);
    schedule(&mut world, vera);
    let salt = |case: api::ids::CaseId| protocol::ids::Salt::from_bytes(case.0);
    let name = |case| derive_document_id(roster.workspace(), reception, salt(case));
    world.net.relay.swap_cards(name(one), name(other));
    world.settle();
    world.settle();
    assert_eq!(world.sync(jonas).badge.quarantined, 1, "the forged one is shown");
    assert!(!world.net.relay.nacks().is_empty(), "and named to the relay");
    let titles: Vec<String> = world.cases(jonas, "").lines.iter().map(|line| line.title.clone()).collect();
    assert_eq!(titles, ["Amina Beispiel", "Nordlicht"]);
    // A newcomer gets the swapped cards from the beginning.
    let nadia = world.join_colleague(vera, Role::Counsellor);
    world.settle();
    let seen = world.cases(nadia, "");
    for line in &seen.lines {
        let expected = if line.id == one { "Amina Beispiel" } else { "Nordlicht" };
        assert!(line.title == expected || line.title.is_empty(), "{line:?}");
    }
    // An operation that repeats an old one at the end of the chain breaks it: syncing pauses, editing goes on.
    world.net.relay.inject_operation(first.unwrap());
    schedule(&mut world, vera);
    world.settle();
    let still = world.command(
        vera,
        Command::AddEntry {
            sheet: Sheet::CaseFile(one),
            list: "steps".into(),
            fields: vec![("step.text".into(), Value::Text("anrufen".into()))],
        },
    );
    assert!(matches!(still, Ok(Done::Entry(_))), "{still:?}");
}

/// Jonas reads what Vera wrote into a case, and the relay serves everything once more, not as it should.
fn everything_once_more(
    seed: u64,
    lie: impl Fn(&mut test_support::SimulatedRelay, protocol::ids::EnvelopeId),
) -> World {
    let (mut world, vera) = World::founded(seed);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Amina Beispiel");
    let place = "background.residence_place";
    crate::merging::set(&mut world, vera, case, (Place::Root, place), Value::Text("Husum".into()));
    world.settle();
    for name in world.net.relay.log() {
        lie(&mut world.net.relay, name);
    }
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    for _ in 0..2 {
        schedule(&mut world, vera);
        world.settle();
        world.restart(jonas);
        world.unlock(jonas);
        world.settle();
        assert!(0 < world.sync(jonas).badge.quarantined, "it is shown");
        let file = world.case(jonas, case).file.unwrap();
        assert_eq!(crate::merging::field(&file, place), Value::Text("Husum".into()));
        assert_eq!(world.command(jonas, Command::RetryQuarantine), Ok(Done::Saved));
        world.settle();
    }
    world
}

#[test]
fn an_envelope_that_counts_goes_on_counting_whatever_else_the_relay_calls_it() {
    everything_once_more(31, |relay, name| relay.inject_misnamed(name));
}

/// A name proves nothing: what lies under it does.
#[test]
fn bytes_that_the_relay_gives_out_under_the_name_of_an_envelope_that_counts_do_not_displace_it() {
    let world = everything_once_more(29, |relay, name| relay.inject_under_its_name(name));
    let (log, nacks) = (world.net.relay.log(), world.net.relay.nacks());
    let is_known = |(named, _): &(protocol::ids::EnvelopeId, _)| log.contains(named);
    assert!(!nacks.is_empty() && nacks.iter().all(is_known), "the relay is told by its own names");
}
