//! Compact forms: a document with many changes opens from one piece, as if it had been opened from its envelopes (A5, S8, A11).

use crate::{
    merging::{field, set},
    sharing::new_case,
    world::{World, run},
};
use api::{
    command::{Command, Done, Role},
    field::{Place, Value},
    ids::CaseId,
    query::Query,
};
use protocol::envelope::Envelope;
use vault::store::{Batch, Durability, Row, Store, Table};

/// Changes that are worth a compact form.
const MANY: usize = 30;
const FIELD: &str = "background.residence_place";

fn write(world: &mut World, device: usize, case: CaseId, text: &str) {
    set(world, device, case, (Place::Root, FIELD), Value::Text(text.into()));
}

fn written(world: &mut World, device: usize, case: CaseId) -> Value {
    field(&world.case(device, case).file.expect("a case file"), FIELD)
}

/// A case with many changes, and a device that nobody has touched since.
fn well_used(seed: u64) -> (World, usize, CaseId) {
    let (mut world, vera) = World::founded(seed);
    let case = new_case(&mut world, vera, "Nordlicht");
    (0..MANY).for_each(|n| write(&mut world, vera, case, &format!("Ort {n}")));
    rest(&mut world, vera);
    (world, vera, case)
}

/// Opens everything anew, so that the vault knows what has become many, and leaves it alone for a while.
fn rest(world: &mut World, device: usize) {
    world.restart(device);
    world.unlock(device);
    world.settle();
    let list = world.cases(device, "");
    list.lines.iter().for_each(|line| drop(world.case(device, line.id)));
    (0..10).for_each(|_| world.pass_ms(1_000));
}

fn rows(world: &World, device: usize, table: Table) -> Vec<Row> {
    let rows = world.device(device).store.rows();
    rows.into_iter().filter(|(of, _)| *of == table).map(|(_, row)| row).collect()
}

fn change_rows(world: &World, device: usize, table: Table, change: impl Fn(&mut Batch, Row)) {
    let mut batch = Batch::default();
    rows(world, device, table).into_iter().for_each(|row| change(&mut batch, row));
    run(world.device(device).store.commit(batch, Durability::Strict)).unwrap();
}

fn come_back(world: &mut World, device: usize) {
    world.restart(device);
    world.unlock(device);
}

#[test]
fn a_document_with_many_changes_is_kept_in_one_piece_too_and_nobody_can_read_it() {
    let (world, vera, _) = well_used(201);
    let forms = rows(&world, vera, Table::Compact);
    assert_eq!(forms.len(), 1, "the case file; the person sheet has few changes");
    let holds = |bytes: &[u8], needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(forms.iter().all(|(_, form)| !holds(form, b"Ort") && !holds(form, b"residence")));
}

/// The bodies are taken away behind the form's back: without it there would be nothing to open.
#[test]
fn what_is_in_the_form_is_not_opened_again() {
    let (mut world, vera, case) = well_used(202);
    change_rows(&world, vera, Table::Envelopes, |batch, (key, envelope)| {
        let emptied = Envelope::parse(&envelope).unwrap().without_body();
        batch.put(Table::Envelopes, key, emptied.encode());
    });
    come_back(&mut world, vera);
    assert_eq!(written(&mut world, vera, case), Value::Text("Ort 29".into()));
}

#[test]
fn what_came_later_is_applied_on_top() {
    let (mut world, vera, case) = well_used(203);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    write(&mut world, vera, case, "Husum");
    set(&mut world, jonas, case, (Place::Root, "background.postcode"), Value::Text("25813".into()));
    (0..3).for_each(|_| world.settle());
    come_back(&mut world, vera);
    let file = world.case(vera, case).file.unwrap();
    assert_eq!(field(&file, FIELD), Value::Text("Husum".into()));
    assert_eq!(rows(&world, vera, Table::Compact).len(), 1);
    let with_form = (world.case(vera, case), world.query(vera, Query::History(case)));
    change_rows(&world, vera, Table::Compact, |batch, (key, _)| batch.remove(Table::Compact, key));
    come_back(&mut world, vera);
    let without = (world.case(vera, case), world.query(vera, Query::History(case)));
    assert_eq!(without, with_form, "as if there had never been a form");
}

#[test]
fn a_form_of_which_an_envelope_is_gone_or_that_is_damaged_does_not_count() {
    let (mut world, vera, case) = well_used(204);
    let whole = world.case(vera, case);
    change_rows(&world, vera, Table::Compact, |batch, (key, mut form)| {
        form.reverse();
        batch.put(Table::Compact, key, form);
    });
    come_back(&mut world, vera);
    assert_eq!(world.case(vera, case), whole, "opened from its envelopes");

    rest(&mut world, vera);
    let form = rows(&world, vera, Table::Compact).remove(0).0;
    let mut keys = rows(&world, vera, Table::Envelopes).into_iter().map(|(key, _)| key);
    let last = keys.rfind(|key| key.starts_with(&form)).unwrap();
    change_rows(&world, vera, Table::Envelopes, |batch, (key, _)| {
        if key == last {
            batch.remove(Table::Envelopes, key);
        }
    });
    come_back(&mut world, vera);
    assert_eq!(
        written(&mut world, vera, case),
        Value::Text("Ort 28".into()),
        "what does not lie here does not show"
    );
}

#[test]
fn where_there_is_no_room_forms_are_given_up_before_an_edit_is_refused() {
    let (mut world, vera, case) = well_used(205);
    assert_eq!(rows(&world, vera, Table::Compact).len(), 1, "precondition");
    world.case(vera, case);
    let used = world.device(vera).store.rows().iter().map(|(_, (key, value))| key.len() + value.len()).sum();
    world.device(vera).store.set_quota(Some(used));
    write(&mut world, vera, case, "Husum");
    assert_eq!(written(&mut world, vera, case), Value::Text("Husum".into()));
    assert_eq!(rows(&world, vera, Table::Compact), []);
    world.device(vera).store.set_quota(None);
}

/// The marker of a start that died over the document stands for the trap.
#[test]
fn there_is_never_again_a_form_of_a_document_over_which_the_process_died() {
    let (mut world, vera, case) = well_used(206);
    let (key, _) = rows(&world, vera, Table::Compact).remove(0);
    let (vault, doc) = key.split_at(16);
    let mut batch = Batch::default();
    // A map of one entry, 0: sixteen bytes.
    let marker = [&[0xA1, 0x00, 0x50], doc].concat();
    batch.put(Table::Meta, [vault, b"marker"].concat(), marker);
    run(world.device(vera).store.commit(batch, Durability::Strict)).unwrap();
    for _ in 0..2 {
        rest(&mut world, vera);
        assert_eq!(written(&mut world, vera, case), Value::Text("Ort 29".into()));
        assert_eq!(rows(&world, vera, Table::Compact), [(key.clone(), Vec::new())]);
    }
}
