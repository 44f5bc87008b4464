//! A newcomer's first sync: cards first, bodies as they came, everything judged, whatever comes in between (SY13, S4, S7, A8).

use crate::{
    sharing::new_case,
    world::{World, run},
};
use api::{
    command::{Command, Done, FieldChange, Invitee, Role},
    field::{Place, Sheet, Value},
    ids::{CaseId, Version},
    query::Query,
    refusal::Refusal,
    view::{DocumentSync, Gate, LinkState, Loaded},
};
use minicbor::bytes::ByteVec;
use protocol::{
    chain::{Roster, SpaceKind},
    codec,
    envelope::{Envelope, Header},
    ids::{DocumentId, EnvelopeId, Salt, SpaceId},
    keys::derive_document_id,
};
use vault::store::{Batch, Durability, Store, Table, memory::MemoryStore};

/// Cases that make a log long enough for a newcomer to read cards first.
const CASES: usize = 130;

/// Vera with many cases.
pub(crate) fn crowded(seed: u64) -> (World, usize, Vec<CaseId>) {
    let (mut world, vera) = World::founded(seed);
    let cases = (0..CASES).map(|n| new_case(&mut world, vera, &format!("Nordlicht {n:03}"))).collect();
    world.settle();
    assert!(500 < world.net.relay.last_seq().0, "precondition: a newcomer reads cards first");
    (world, vera, cases)
}

/// A second device of Vera that waits to be admitted, and what admits it.
pub(crate) fn at_the_door(world: &mut World, vera: usize) -> (usize, Command) {
    let tablet = world.accept(vera, Invitee::OwnDevice);
    world.settle();
    let Gate::Joining { words, .. } = world.gate(tablet) else { panic!("not at the door") };
    let line = world.joining(vera).into_iter().find(|line| line.words == words).unwrap();
    (tablet, Command::Admit { invitation: line.invitation, device: line.device })
}

fn roster(world: &World) -> Roster {
    let mut roster = Roster::found(&world.net.relay.chain()[0]).unwrap();
    world.net.relay.chain()[1..].iter().for_each(|operation| drop(roster.append(operation)));
    roster
}

pub(crate) fn space_of(world: &World, kind: SpaceKind) -> SpaceId {
    roster(world).space_of_kind(kind).unwrap()
}

/// The name of a case's document in the space of this kind.
pub(crate) fn document(world: &World, kind: SpaceKind, case: CaseId) -> DocumentId {
    derive_document_id(roster(world).workspace(), space_of(world, kind), Salt::from_bytes(case.0))
}

/// The last envelope of a document in the relay's log.
pub(crate) fn last_of(world: &World, doc: DocumentId) -> EnvelopeId {
    let log = world.net.relay.log();
    let of_it = |id: &EnvelopeId| world.net.relay.envelope(*id).unwrap().header.doc == doc;
    log.into_iter().rev().find(of_it).unwrap()
}

/// Rows of the table that bundles brought: their keys are a vault, a document and a part.
fn n_bundled(world: &World, device: usize) -> usize {
    let rows = world.device(device).store.rows();
    rows.iter().filter(|(table, (key, _))| *table == Table::Envelopes && key.len() == 16 + 16 + 2).count()
}

#[test]
fn sy13_a_newcomer_lists_everything_without_opening_a_document_and_then_says_that_it_arrived() {
    let (mut world, vera, cases) = crowded(41);
    let jonas = world.accept(vera, Invitee::Person(Role::Counsellor));
    world.settle();
    let Gate::Joining { words, .. } = world.gate(jonas) else { panic!("not at the door") };
    let line = world.joining(vera).into_iter().find(|line| line.words == words).unwrap();
    let admit = Command::Admit { invitation: line.invitation, device: line.device };
    assert_eq!(world.command(vera, admit), Ok(Done::Saved));
    let (mut said_of_the_rest, mut said_before_the_bodies) = (false, false);
    for _ in 0..20_000 {
        let list = world.cases(jonas, "nordlicht 077");
        let is_listed = !list.lines.is_empty();
        said_of_the_rest |= list.is_filling && 0 < list.cases;
        let link = world.sync(jonas).badge.link;
        said_before_the_bodies |= is_listed && !list.is_filling && link == LinkState::Syncing;
        if is_listed && link == LinkState::Live {
            break;
        }
        world.pass_ms(1);
    }
    assert!(said_of_the_rest, "a list that is not complete says so");
    assert!(said_before_the_bodies, "it is complete before the bodies are here");
    assert!(!world.cases(jonas, "").is_filling);
    assert_eq!(world.cases(jonas, "").cases as usize, CASES);
    assert_eq!(world.cases(jonas, "nordlicht 077").lines[0].id, cases[77]);
    assert!(2 * CASES <= n_bundled(&world, jonas), "a row per document");
    assert_eq!(world.n_documents_loaded(jonas), 0, "A11");
    world.settle();
    world.settle();
    let named = world.members(vera).members.into_iter().any(|member| member.name == "Jonas");
    assert!(named, "it wrote its name once everything was here");
    assert_eq!(world.cases(vera, "nordlicht 077").lines[0].sync, DocumentSync::Arrived);
    let sync = world.sync(jonas);
    assert_eq!((sync.badge.quarantined, sync.waiting_for_keys), (0, 0));
    assert!(sync.log.iter().all(|line| line.code != "quarantined"), "{:?}", sync.log);
    assert_eq!(world.net.relay.nacks(), []);
    world.restart(jonas);
    world.unlock(jonas);
    world.settle();
    assert_eq!(world.cases(jonas, "").cases as usize, CASES);
    assert_eq!(world.n_documents_loaded(jonas), 0, "A11");
    assert_eq!(world.case(jonas, cases[5]).line.title, "Nordlicht 005");
}

#[test]
fn sy13_whatever_commit_the_power_fails_at_during_a_first_sync_it_goes_on_after_the_restart() {
    let (mut world, vera, cases) = crowded(42);
    for survivors in (0..60).step_by(7) {
        let (tablet, admit) = at_the_door(&mut world, vera);
        world.device(tablet).store.cut_after(Some(survivors));
        assert_eq!(world.command(vera, admit), Ok(Done::Saved));
        world.settle();
        world.restart(tablet);
        world.unlock(tablet);
        for _ in 0..3 {
            world.settle();
        }
        assert_eq!(world.cases(tablet, "").cases as usize, CASES, "after {survivors} commits");
        assert_eq!(world.sync(tablet).badge.quarantined, 0, "after {survivors} commits");
        let case = world.case(tablet, cases[9]);
        assert!(case.file.is_some() && !case.person.root.is_empty(), "after {survivors} commits");
    }
}

#[test]
fn sy13_a_forged_card_and_swapped_cards_hide_nothing_else_and_the_bodies_tell_the_truth() {
    let (mut world, vera, cases) = crowded(43);
    let sheet = |world: &World, case| document(world, SpaceKind::Reception, case);
    let of = sheet(&world, cases[3]);
    let mut forged = world.net.relay.envelope(last_of(&world, of)).unwrap().clone();
    forged.header.ctr += 1;
    let reception = space_of(&world, SpaceKind::Reception);
    world.net.relay.inject_envelope(reception, forged);
    world.net.relay.swap_cards(sheet(&world, cases[5]), sheet(&world, cases[6]));
    let jonas = world.join_colleague(vera, Role::Counsellor);
    for _ in 0..3 {
        world.settle();
    }
    let sync = world.sync(jonas);
    assert!((1..=3).contains(&sync.badge.quarantined), "{:?}", sync.quarantine);
    assert!(sync.quarantine.iter().all(|line| line.code == "tampered"), "{:?}", sync.quarantine);
    assert_eq!(world.cases(jonas, "").cases as usize, CASES);
    for case in [2, 3, 4] {
        let title = format!("Nordlicht {case:03}");
        assert_eq!(world.cases(jonas, &title).lines[0].id, cases[case], "{title}");
    }
    let reason = Command::OpenForeignCase {
        case: cases[3],
        reason: "substitution".into(),
        explanation: String::new(),
    };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    let case = world.case(jonas, cases[3]);
    assert!(case.file.is_some() && !case.person.root.is_empty(), "one bad envelope in a row of many");
    for case in [5, 6] {
        let line = world.case(jonas, cases[case]).line;
        assert!(line.title == format!("Nordlicht {case:03}") || line.title.is_empty(), "{line:?}");
    }
}

/// The relay leaves a body out of the bundle and brings it later by the log: both copies lie here under one name.
#[test]
fn a_copy_without_its_body_does_not_hide_the_one_that_has_it() {
    let (mut world, vera, cases) = crowded(48);
    let (tablet, admit) = at_the_door(&mut world, vera);
    assert_eq!(world.command(vera, admit), Ok(Done::Saved));
    (0..3).for_each(|_| world.settle());
    let (case, doc) = (cases[3], document(&world, SpaceKind::Reception, cases[3]));
    let whole = world.case(tablet, case);
    let is_bundle = |key: &[u8]| key.len() == 16 + 16 + 2 && key[16..32] == *doc.as_bytes();
    let rows = world.device(tablet).store.rows();
    let (_, (key, row)) = rows
        .into_iter()
        .find(|(table, (key, _))| *table == Table::Envelopes && is_bundle(key))
        .expect("a bundle brought it");
    let mut bundled: Vec<ByteVec> = codec::parse(&row).unwrap();
    let mut batch = Batch::default();
    for bytes in &mut bundled {
        let envelope = Envelope::parse(bytes).unwrap();
        let Header { device, ctr, .. } = envelope.header;
        let single = [&key[..32], device.as_bytes(), &ctr.to_be_bytes()].concat();
        batch.put(Table::Envelopes, single, envelope.encode());
        *bytes = envelope.without_body().encode().into();
    }
    batch.put(Table::Envelopes, key, codec::encode(&bundled));
    run(world.device(tablet).store.commit(batch, Durability::Strict)).unwrap();
    world.restart(tablet);
    world.unlock(tablet);
    assert_eq!(world.case(tablet, case), whole);
}

/// What judging found is not half remembered: neither in memory, where it would be stored with the next thing that finds room.
#[test]
fn a_device_that_has_no_room_while_it_judges_bodies_judges_them_again() {
    let (mut world, vera, cases) = crowded(47);
    for (kind, case) in [SpaceKind::Reception, SpaceKind::Unit]
        .into_iter()
        .flat_map(|kind| cases.iter().map(move |case| (kind, *case)))
    {
        let last = last_of(&world, document(&world, kind, case));
        let mut forged = world.net.relay.envelope(last).unwrap().clone();
        (forged.header.ctr, forged.card) = (forged.header.ctr + 1, None);
        let space = space_of(&world, kind);
        world.net.relay.inject_envelope(space, forged);
    }
    let (tablet, admit) = at_the_door(&mut world, vera);
    assert_eq!(world.command(vera, admit), Ok(Done::Saved));
    while world.sync(tablet).badge.link != LinkState::Live {
        world.pass_ms(1);
    }
    assert!((world.sync(tablet).badge.quarantined as usize) < 2 * CASES, "precondition: not all is judged");
    world.device(tablet).store.set_quota(Some(1));
    (0..5).for_each(|_| world.pass_ms(1_000));
    world.device(tablet).store.set_quota(None);
    let renamed = spoken(cases[9], world.case(tablet, cases[9]).person.version);
    assert_eq!(world.command(tablet, renamed), Ok(Done::Saved), "something else is stored first");
    world.restart(tablet);
    world.unlock(tablet);
    (0..3).for_each(|_| world.settle());
    assert_eq!(world.sync(tablet).badge.quarantined as usize, 2 * CASES);
}

#[test]
fn sy13_an_edit_before_the_bodies_have_come_is_refused_and_works_a_moment_later() {
    let (mut world, vera, cases) = crowded(44);
    let (tablet, admit) = at_the_door(&mut world, vera);
    assert_eq!(world.command(vera, admit), Ok(Done::Saved));
    for _ in 0..20_000 {
        world.pass_ms(1);
        if world.cases(tablet, "").cases as usize == CASES {
            break;
        }
    }
    let mut refused = |case: &&CaseId| {
        let request = world.give(tablet, spoken(**case, Version::default()));
        world.answer(tablet, request) == Some(Err(Refusal::NotHereYet))
    };
    let case = *cases.iter().find(&mut refused).expect("precondition: bodies were still coming");
    assert_eq!(world.query(tablet, Query::Case(case)), Loaded::Waiting);
    let meanwhile = world.case(vera, cases[0]).person.version;
    assert_eq!(world.command(vera, spoken(cases[0], meanwhile)), Ok(Done::Saved));
    world.settle();
    let seen = world.case(tablet, case).person.version;
    assert_eq!(world.command(tablet, spoken(case, seen)), Ok(Done::Saved));
    world.settle();
    let person = world.case(vera, case).person;
    let field = person.root.into_iter().find(|field| field.id == "person.pronunciation").unwrap();
    assert_eq!(field.value, Value::Text("Nord-licht".into()));
    assert_eq!(world.cases(vera, "nordlicht").cases as usize, CASES, "nothing was born twice");
    let person = world.case(tablet, cases[0]).person;
    let field = person.root.into_iter().find(|field| field.id == "person.pronunciation").unwrap();
    assert_eq!(field.value, Value::Text("Nord-licht".into()), "written while the bodies came");
}

fn spoken(case: CaseId, seen: Version) -> Command {
    spoken_as(case, "Nord-licht", seen)
}

fn spoken_as(case: CaseId, text: &str, seen: Version) -> Command {
    Command::Edit {
        sheet: Sheet::Person(case),
        place: Place::Root,
        field: "person.pronunciation".into(),
        change: FieldChange::Set(Value::Text(text.into())),
        seen,
    }
}

#[test]
fn a_newcomer_waits_for_its_boxes_and_reports_nothing_whichever_way_it_reads() {
    for (seed, n_cases) in [(45, 3), (46, CASES)] {
        let (mut world, vera) = World::founded(seed);
        let cases: Vec<_> =
            (0..n_cases).map(|n| new_case(&mut world, vera, &format!("Nordlicht {n:03}"))).collect();
        world.settle();
        world.net.relay.hold_boxes(true);
        let jonas = world.admit(vera, Invitee::Person(Role::Counsellor));
        let sync = world.sync(jonas);
        assert!(0 < sync.waiting_for_keys, "precondition: something came before the keys");
        assert_eq!((sync.badge.quarantined, world.cases(jonas, "").cases), (0, 0));
        assert!(sync.log.iter().any(|line| line.code == "waiting-for-keys"), "{:?}", sync.log);
        world.restart(jonas);
        world.unlock(jonas);
        world.settle();
        assert!(0 < world.sync(jonas).waiting_for_keys, "it still waits after a restart");
        world.net.relay.hold_boxes(false);
        new_case(&mut world, vera, "Südlicht");
        for _ in 0..3 {
            world.settle();
        }
        let sync = world.sync(jonas);
        assert_eq!((sync.badge.quarantined, sync.waiting_for_keys), (0, 0), "{:?}", sync.quarantine);
        assert_eq!(world.cases(jonas, "").cases as usize, n_cases + 1);
        assert_eq!(world.case(jonas, cases[1]).line.title, "Nordlicht 001");
        assert!(sync.log.iter().all(|line| line.code != "quarantined"), "{:?}", sync.log);
        assert_eq!(world.net.relay.nacks(), [], "nobody was told of what only waited");
        assert_eq!(world.cases(vera, "nordlicht 001").lines[0].sync, DocumentSync::Arrived);
    }
}

#[test]
fn what_no_key_will_ever_open_goes_into_quarantine_and_hides_nothing_else() {
    for (seed, n_cases) in [(47, 3), (48, CASES)] {
        let (mut world, vera) = World::founded(seed);
        let cases: Vec<_> =
            (0..n_cases).map(|n| new_case(&mut world, vera, &format!("Nordlicht {n:03}"))).collect();
        world.settle();
        let lost = document(&world, SpaceKind::Reception, cases[2]);
        world.net.relay.lose_records(lost);
        let jonas = world.join_colleague(vera, Role::Counsellor);
        world.settle();
        let sync = world.sync(jonas);
        assert_eq!(sync.waiting_for_keys, 0);
        assert!(!sync.quarantine.is_empty() && sync.quarantine.iter().all(|line| line.code == "no-key"));
        assert_eq!(world.cases(jonas, "nordlicht 001").lines[0].id, cases[1]);
        assert!(!world.net.relay.nacks().is_empty(), "the relay is told");
        world.device(jonas).store.set_quota(Some(1));
        assert_eq!(world.command(jonas, Command::RetryQuarantine), Err(Refusal::StorageFull));
        assert_eq!(world.sync(jonas).quarantine, sync.quarantine, "nothing is hidden by a try that failed");
        world.device(jonas).store.set_quota(None);
    }
}

#[test]
fn sy13_a_document_in_parts_is_whole_wherever_the_first_sync_was_interrupted() {
    // Any seed whose network lets each part be seen before the next comes: the mishaps wait for that.
    let (mut world, vera, cases) = crowded(53);
    let long = cases[7];
    for n in 0..80 {
        let seen = world.case(vera, long).person.version;
        assert_eq!(world.command(vera, spoken_as(long, &format!("Fassung {n}"), seen)), Ok(Done::Saved));
    }
    world.settle();
    let doc = document(&world, SpaceKind::Reception, long);
    let n_parts = |world: &World, device: usize| {
        let rows = world.device(device).store.rows();
        let of_it = |key: &[u8]| key.len() == 16 + 16 + 2 && key[16..32] == *doc.as_bytes();
        rows.iter().filter(|(table, (key, _))| *table == Table::Envelopes && of_it(key)).count()
    };
    let restart = |world: &mut World, tablet: usize| {
        world.restart(tablet);
        world.unlock(tablet);
    };
    let cut = |world: &mut World, tablet: usize| {
        world.set_network(tablet, false);
        world.set_network(tablet, true);
    };
    let fail = |commits: u32| {
        move |world: &mut World, tablet: usize| {
            world.device(tablet).store.cut_after(Some(commits));
            world.settle();
            world.device(tablet).store.cut_after(None);
        }
    };
    let (fail_soon, fail_later, fail_last) = (fail(0), fail(1), fail(2));
    type Mishap<'a> = &'a dyn Fn(&mut World, usize);
    let mishaps: [(usize, Mishap<'_>); 6] =
        [(1, &restart), (1, &cut), (2, &restart), (1, &fail_soon), (1, &fail_later), (1, &fail_last)];
    for (idx, (parts, mishap)) in mishaps.into_iter().enumerate() {
        let (tablet, admit) = at_the_door(&mut world, vera);
        assert_eq!(world.command(vera, admit), Ok(Done::Saved));
        for _ in 0..5_000 {
            if parts <= n_parts(&world, tablet) {
                break;
            }
            world.pass_ms(1);
        }
        assert!(world.cases(tablet, "").cases as usize == CASES && n_parts(&world, tablet) < 4, "{idx}");
        mishap(&mut world, tablet);
        for _ in 0..6 {
            world.settle();
        }
        assert!(4 <= n_parts(&world, tablet), "precondition: it comes in parts");
        assert_complete(&mut world, tablet, &cases);
        let person = world.case(tablet, long).person;
        let field = person.root.into_iter().find(|field| field.id == "person.pronunciation").unwrap();
        assert_eq!(field.value, Value::Text("Fassung 79".into()), "mishap {idx}");
    }
}

#[test]
fn a_device_whose_store_is_full_or_fails_during_a_first_sync_says_which_and_ends_complete_once_it_works() {
    let (mut world, vera, cases) = crowded(49);
    let fails: [&dyn Fn(&MemoryStore); 6] = [
        &|store| store.cut_after(Some(2)),
        &|store| store.set_quota(Some(20_000)),
        &|store| store.cut_after(Some(9)),
        &|store| store.set_quota(Some(150_000)),
        &|store| store.cut_after(Some(23)),
        &|store| store.set_quota(Some(300_000)),
    ];
    for (n, fail) in fails.into_iter().enumerate() {
        let (tablet, admit) = at_the_door(&mut world, vera);
        fail(&world.device(tablet).store);
        assert_eq!(world.command(vera, admit), Ok(Done::Saved));
        for _ in 0..6 {
            world.settle();
        }
        let sync = world.sync(tablet);
        let told = if n % 2 == 0 {
            (LinkState::NotStored, "not-stored")
        } else {
            (LinkState::NoRoomHere, "no-room")
        };
        assert_eq!(sync.badge.link, told.0, "{n}");
        assert!(sync.log.iter().any(|line| line.code == told.1), "{n}: {:?}", sync.log);
        world.device(tablet).store.set_quota(None);
        world.device(tablet).store.cut_after(None);
        for _ in 0..8 {
            world.settle();
        }
        assert_complete(&mut world, tablet, &cases);
        world.restart(tablet);
        world.unlock(tablet);
        world.settle();
        assert_complete(&mut world, tablet, &cases);
    }
}

/// In step with the relay, with everything of every case.
fn assert_complete(world: &mut World, device: usize, cases: &[CaseId]) {
    let sync = world.sync(device);
    assert_eq!((sync.badge.link, sync.badge.quarantined), (LinkState::Live, 0), "{:?}", sync.log);
    assert_eq!(world.cases(device, "").cases as usize, cases.len());
    for case in [cases[0], cases[9], cases[cases.len() - 1]] {
        let case = world.case(device, case);
        assert!(case.file.is_some() && !case.person.root.is_empty());
    }
}
