//! What every store must do, run on each of them. (`SPEC.md`, RS)

mod rows;

use super::{
    ExpectedCut, Parts, RowOutcome, Store, Tip, Wanted, Write, Written, memory::MemoryStore,
    sqlite::SqliteStore,
};
use protocol::{
    chain::derive_cut,
    digest::SpaceDigest,
    envelope::{Envelope, Kind, hash_card},
    ids::{DeviceId, DocumentId, EnvelopeId, KeyId, OperationId, Seq, SpaceId, WorkspaceId},
    message::{BootstrapPhase, NackReason},
    records::{Checkpoint, CheckpointClaim},
    signature::Signature,
};
use std::collections::BTreeSet;

use rows::{a_box, a_document, a_record, a_row, an_envelope, an_operation, append, changes, reader};

const WORKSPACE: WorkspaceId = WorkspaceId::from_bytes([1; 32]);
const OTHER: WorkspaceId = WorkspaceId::from_bytes([2; 32]);
const UNIT: SpaceId = SpaceId::from_bytes([1; 16]);
const RECEPTION: SpaceId = SpaceId::from_bytes([2; 16]);
const VERA: DeviceId = DeviceId::from_bytes([1; 8]);
const JONAS: DeviceId = DeviceId::from_bytes([2; 8]);
const NOTHING: EnvelopeId = EnvelopeId::from_bytes([0; 16]);
const UNSIGNED: Signature = Signature::from_bytes([0; 64]);
const ALL: usize = usize::MAX;
/// All cards of the unit with their key records.
const CARDS: Wanted = Wanted {
    workspace: WORKSPACE,
    space: UNIT,
    after: DocumentId::from_bytes([0; 16]),
    born_by: Seq(u64::MAX),
    phase: BootstrapPhase::Cards,
    with_records: true,
    max_bytes: ALL,
};

macro_rules! store_contract {
    ($($rule:ident),* $(,)?) => {
        mod memory {
            $(#[test] fn $rule() { super::$rule(&super::founded(super::MemoryStore::default())); })*
        }
        mod sqlite {
            $(#[test] fn $rule() {
                let directory = tempfile::tempdir().unwrap();
                super::$rule(&super::founded(super::SqliteStore::open(directory.path()).unwrap()));
            })*
        }
    };
}

store_contract! {
    rs1_a_setup_token_founds_one_workspace,
    rs1_another_token_voids_those_before_it_only_if_it_replaces_them,
    rs3_places_follow_the_order_of_commits_in_each_workspace,
    rs4_an_append_by_an_older_chain_stores_nothing,
    rs4_an_operation_at_another_length_is_not_appended,
    rs5_an_envelope_that_is_there_keeps_its_place,
    rs5_counters_are_contiguous,
    rs7_a_cut_that_differs_from_the_log_stores_nothing,
    rs9_the_digest_runs_over_every_row_of_its_space,
    rs10_rows_are_read_of_the_readers_spaces_and_own_ones_without_their_bytes,
    rs10_a_slice_ends_at_its_size_and_goes_on_behind_it,
    rs10_keys_are_read_by_those_who_may_and_kept_once,
    rs11_documents_are_listed_by_space_and_birth,
    rs11_vectors_count_changes_only,
    rs11_a_bundle_has_cards_or_bodies_with_heads_and_records,
    rs11_a_document_without_a_card_is_listed_too,
    checkpoints_are_kept_newest_per_device_and_space,
    last_contacts_are_kept,
    a_workspace_that_is_not_there_takes_nothing,
    nacks_are_taken,
}

fn founded(store: impl Store) -> impl Store {
    let founding = [
        Write::SetupToken { hash: [7; 32], replace: true },
        Write::Found { hash: [7; 32], workspace: WORKSPACE, genesis: an_operation(1) },
        Write::SetupToken { hash: [8; 32], replace: false },
        Write::Found { hash: [8; 32], workspace: OTHER, genesis: an_operation(1) },
    ];
    assert_eq!(
        store.commit(&founding).unwrap(),
        [Written::Done, Written::Done, Written::Done, Written::Done]
    );
    store
}

/// (RS1)
fn rs1_a_setup_token_founds_one_workspace(store: &impl Store) {
    let third = WorkspaceId::from_bytes([3; 32]);
    let again = |hash| Write::Found { hash, workspace: third, genesis: an_operation(1) };
    assert_eq!(
        store.commit(&[again([7; 32]), again([9; 32])]).unwrap(),
        [Written::Unknown, Written::Unknown]
    );
    assert_eq!(store.tip(third).unwrap(), Tip::default());
    assert!(store.is_founded().unwrap());
    assert_eq!(store.workspaces().unwrap().into_iter().collect::<BTreeSet<_>>(), [WORKSPACE, OTHER].into());
}

/// (RS1)
fn rs1_another_token_voids_those_before_it_only_if_it_replaces_them(store: &impl Store) {
    let token = |hash, replace| Write::SetupToken { hash: [hash; 32], replace };
    store.commit(&[token(21, false), token(22, false)]).unwrap();
    let found = |hash, workspace| Write::Found {
        hash: [hash; 32],
        workspace: WorkspaceId::from_bytes([workspace; 32]),
        genesis: an_operation(1),
    };
    assert_eq!(store.commit(&[found(21, 21)]).unwrap(), [Written::Done]);
    store.commit(&[token(23, true)]).unwrap();
    assert_eq!(store.commit(&[found(22, 22), found(23, 23)]).unwrap(), [Written::Unknown, Written::Done]);
}

/// (RS3)
fn rs3_places_follow_the_order_of_commits_in_each_workspace(store: &impl Store) {
    let append = |workspace, doc, device| Write::Append {
        workspace,
        chain_len: 1,
        records: Vec::new(),
        rows: changes(UNIT, a_document(doc), device, 2),
    };
    let written =
        store.commit(&[append(WORKSPACE, 1, VERA), append(OTHER, 1, VERA), append(WORKSPACE, 1, JONAS)]);
    let places = |from| Written::Rows(vec![RowOutcome::Stored(Seq(from)), RowOutcome::Stored(Seq(from + 1))]);
    assert_eq!(written.unwrap(), [places(1), places(1), places(3)]);
    assert_eq!(store.tip(WORKSPACE).unwrap().seq, Seq(4));
    assert_eq!(store.tip(OTHER).unwrap().seq, Seq(2));
}

/// (RS4)
fn rs4_an_append_by_an_older_chain_stores_nothing(store: &impl Store) {
    let rows = changes(UNIT, a_document(1), VERA, 1);
    let grown =
        Write::Operation { workspace: WORKSPACE, at_len: 1, operation: an_operation(2), cuts: Vec::new() };
    let late = Write::Append { workspace: WORKSPACE, chain_len: 1, records: Vec::new(), rows: rows.clone() };
    assert_eq!(store.commit(&[grown, late]).unwrap(), [Written::Done, Written::ChainMoved]);
    assert_eq!(store.tip(WORKSPACE).unwrap().seq, Seq(0));
    assert_eq!(store.place(WORKSPACE, rows[0].id).unwrap(), None);
}

/// (RS4)
fn rs4_an_operation_at_another_length_is_not_appended(store: &impl Store) {
    let at = |at_len, number| Write::Operation {
        workspace: WORKSPACE,
        at_len,
        operation: an_operation(number),
        cuts: Vec::new(),
    };
    let written = store.commit(&[at(1, 2), at(1, 3), at(3, 4), at(2, 5)]).unwrap();
    assert_eq!(written, [Written::Done, Written::ChainMoved, Written::ChainMoved, Written::Done]);
    let chain: Vec<_> = store.chain(WORKSPACE, 0, ALL).unwrap();
    assert_eq!(chain, [an_operation(1), an_operation(2), an_operation(5)]);
    assert_eq!(store.chain(WORKSPACE, 1, 1).unwrap()[0], an_operation(2), "at least one, however small");
    assert_eq!(store.chain(WORKSPACE, 3, ALL).unwrap(), []);
}

/// (RS5)
fn rs5_an_envelope_that_is_there_keeps_its_place(store: &impl Store) {
    let rows = changes(UNIT, a_document(1), VERA, 2);
    let stored = [RowOutcome::Stored(Seq(1)), RowOutcome::Stored(Seq(2))];
    assert_eq!(append(store, rows.clone()), stored);
    assert_eq!(append(store, rows.clone()), stored);
    assert_eq!(store.tip(WORKSPACE).unwrap().seq, Seq(2));
    assert_eq!(store.place(WORKSPACE, rows[1].id).unwrap(), Some(Seq(2)));
    assert_eq!(store.head(WORKSPACE, a_document(1), VERA).unwrap(), Some((2, rows[1].id)));
}

/// (RS5)
fn rs5_counters_are_contiguous(store: &impl Store) {
    let rows = changes(UNIT, a_document(1), VERA, 3);
    assert_eq!(append(store, vec![rows[1].clone()]), [RowOutcome::Gap(0)]);
    assert_eq!(
        append(store, vec![rows[0].clone(), rows[2].clone()]),
        [RowOutcome::Stored(Seq(1)), RowOutcome::Gap(1)]
    );
    let same_counter = a_row(UNIT, an_envelope(Kind::Card, a_document(1), VERA, 1, NOTHING));
    let same_parent = a_row(UNIT, an_envelope(Kind::Change, a_document(1), VERA, 2, NOTHING));
    assert_eq!(append(store, vec![same_counter, same_parent]), [RowOutcome::Clone, RowOutcome::Clone]);
    assert_eq!(store.tip(WORKSPACE).unwrap().seq, Seq(1));
}

/// (RS7)
fn rs7_a_cut_that_differs_from_the_log_stores_nothing(store: &impl Store) {
    append(store, changes(UNIT, a_document(1), VERA, 2));
    append(store, changes(UNIT, a_document(1), JONAS, 1));
    append(store, changes(RECEPTION, a_document(2), JONAS, 1));
    let heads = store.cut_heads(WORKSPACE, UNIT, &[JONAS]).unwrap();
    assert_eq!(
        heads.iter().map(|head| (head.doc, head.device, head.ctr)).collect::<Vec<_>>(),
        [(a_document(1), JONAS, 1)]
    );
    let put = |cut| Write::Operation {
        workspace: WORKSPACE,
        at_len: 1,
        operation: an_operation(2),
        cuts: vec![ExpectedCut { space: UNIT, devices: vec![JONAS], cut }],
    };
    let fits = derive_cut(&heads);
    assert_eq!(store.commit(&[put([0; 32]), put(fits)]).unwrap(), [Written::CutDiffers, Written::Done]);
    let behind = |position, space| store.heads_behind_cut(WORKSPACE, position, space).unwrap();
    let rows = changes(UNIT, a_document(3), JONAS, 1);
    let later = Write::Append { workspace: WORKSPACE, chain_len: 2, records: Vec::new(), rows };
    assert!(matches!(store.commit(&[later]).unwrap().as_slice(), [Written::Rows(_)]), "precondition");
    assert_eq!(behind(2, UNIT), heads, "the list as it was when the cut was made");
    assert_eq!([behind(2, RECEPTION), behind(1, UNIT), behind(3, UNIT)], [[], [], []]);
}

/// (RS9)
fn rs9_the_digest_runs_over_every_row_of_its_space(store: &impl Store) {
    let unit = changes(UNIT, a_document(1), VERA, 2);
    append(store, vec![unit[0].clone()]);
    append(store, changes(RECEPTION, a_document(2), VERA, 1));
    append(store, vec![unit[1].clone()]);
    let first = SpaceDigest::default().after(Seq(1), unit[0].id);
    let second = first.after(Seq(3), unit[1].id);
    let digest = |at| store.digest(WORKSPACE, UNIT, Seq(at)).unwrap();
    assert_eq!([digest(0), digest(1), digest(2), digest(3)], [SpaceDigest::default(), first, first, second]);
}

/// (RS10)
fn rs10_rows_are_read_of_the_readers_spaces_and_own_ones_without_their_bytes(store: &impl Store) {
    let (vera, jonas) = (changes(UNIT, a_document(1), VERA, 1), changes(UNIT, a_document(1), JONAS, 1));
    append(store, [vera.clone(), changes(RECEPTION, a_document(2), VERA, 1), jonas.clone()].concat());
    let slice = store.rows(&reader(JONAS, &[UNIT]), Seq(0), ALL).unwrap();
    let seen: Vec<_> =
        slice.rows.iter().map(|row| (row.seq, row.space, row.id, row.envelope.is_some())).collect();
    assert_eq!(seen, [(Seq(1), UNIT, vera[0].id, true), (Seq(3), UNIT, jonas[0].id, false)]);
    assert_eq!(
        slice.rows[0].envelope.as_deref(),
        Some(vera[0].envelope.encode().as_slice()),
        "as it was pushed"
    );
    let nothing = store.rows(&reader(JONAS, &[]), Seq(0), ALL).unwrap();
    assert_eq!((nothing.rows.len(), nothing.to), (0, Seq(3)));
}

/// (RS10)
fn rs10_a_slice_ends_at_its_size_and_goes_on_behind_it(store: &impl Store) {
    append(store, changes(UNIT, a_document(1), VERA, 5));
    let reader = reader(JONAS, &[UNIT]);
    let (mut at, mut seen) = (Seq(0), Vec::new());
    while at < Seq(5) {
        let slice = store.rows(&reader, at, 700).unwrap();
        assert!(at < slice.to && slice.rows.len() <= 2, "345 bytes each");
        seen.extend(slice.rows.iter().map(|row| row.seq));
        at = slice.to;
    }
    assert!(seen.into_iter().eq((1..=5).map(Seq)));
    assert_eq!(store.rows(&reader, Seq(0), 1).unwrap().rows.len(), 1, "at least one, however small");
}

/// (RS10)
fn rs10_keys_are_read_by_those_who_may_and_kept_once(store: &impl Store) {
    let (records, boxes) =
        (vec![a_record(a_document(1), UNIT), a_record(a_document(2), RECEPTION)], vec![a_box(JONAS)]);
    let put = || Write::Keys { workspace: WORKSPACE, boxes: boxes.clone(), records: records.clone() };
    store.commit(&[put(), put()]).unwrap();
    assert_eq!(store.tip(WORKSPACE).unwrap().keys, Seq(3));
    let jonas = store.keys(&reader(JONAS, &[UNIT]), Seq(0), ALL).unwrap();
    assert_eq!((&jonas.boxes, &jonas.records, jonas.to), (&boxes, &records[..1].to_vec(), Seq(3)));
    let ahead = store.boxes(&reader(JONAS, &[UNIT]), Seq(0)).unwrap();
    assert_eq!((&ahead.boxes, ahead.records.len()), (&boxes, 0));
    assert_eq!(store.boxes(&reader(VERA, &[UNIT]), Seq(0)).unwrap().boxes, []);
    let vera = store.keys(&reader(VERA, &[RECEPTION]), Seq(0), ALL).unwrap();
    assert_eq!((&vera.boxes, &vera.records), (&Vec::new(), &records[1..].to_vec()));
    assert_eq!(store.keys(&reader(VERA, &[UNIT]), Seq(3), ALL).unwrap().to, Seq(3));
    let key = records[0].claim.key_id();
    assert_eq!(store.records(WORKSPACE, a_document(1), Some(key)).unwrap(), records[..1]);
    assert_eq!(store.records(WORKSPACE, a_document(1), Some(KeyId::from_bytes([9; 16]))).unwrap(), []);
    assert_eq!(store.records(OTHER, a_document(1), None).unwrap(), []);
}

/// (RS11)
fn rs11_documents_are_listed_by_space_and_birth(store: &impl Store) {
    for number in [3, 1, 2] {
        append(store, changes(UNIT, a_document(number), VERA, 1));
    }
    append(store, changes(RECEPTION, a_document(4), VERA, 1));
    let list = |after, born_by, max_bytes| {
        let bundled =
            store.bundle(&Wanted { after: a_document(after), born_by, max_bytes, ..CARDS }).unwrap();
        (bundled.documents.iter().map(|it| it.state.doc).collect::<Vec<_>>(), bundled.ends)
    };
    assert_eq!(list(0, Seq(4), ALL), ([1, 2, 3].map(a_document).to_vec(), true));
    assert_eq!(list(1, Seq(4), 1), (vec![a_document(2)], false));
    assert_eq!(list(2, Seq(4), 1), (vec![a_document(3)], true));
    assert_eq!(list(0, Seq(2), ALL).0, [1, 3].map(a_document), "the second document was born third");
    assert_eq!(store.space_of(WORKSPACE, a_document(4)).unwrap(), Some(RECEPTION));
    assert_eq!(store.space_of(WORKSPACE, a_document(5)).unwrap(), None);
}

/// (RS11)
fn rs11_vectors_count_changes_only(store: &impl Store) {
    let vera = changes(UNIT, a_document(1), VERA, 2);
    let card = a_row(UNIT, an_envelope(Kind::Card, a_document(1), VERA, 3, vera[1].id));
    let only_card = a_row(UNIT, an_envelope(Kind::Card, a_document(1), JONAS, 1, NOTHING));
    append(store, [vera.clone(), vec![card, only_card]].concat());
    let vector = store.vector(WORKSPACE, a_document(1)).unwrap();
    let counted: Vec<_> = vector.iter().map(|it| (it.device, it.ctr, it.envelope)).collect();
    assert_eq!(counted, [(VERA, 2, vera[1].id)]);
}

/// (RS11)
fn rs11_a_bundle_has_cards_or_bodies_with_heads_and_records(store: &impl Store) {
    let rows = changes(UNIT, a_document(1), VERA, 2);
    let mut without = rows.clone();
    let last = &mut without[1].envelope;
    (last.card, last.header.card_len, last.card_hash) = (None, 0, hash_card(&[]));
    without[1].id = without[1].envelope.id();
    let records = vec![a_record(a_document(1), UNIT), a_record(a_document(2), RECEPTION)];
    store
        .commit(&[Write::Append {
            workspace: WORKSPACE,
            chain_len: 1,
            records: records.clone(),
            rows: without.clone(),
        }])
        .unwrap();
    append(store, changes(UNIT, a_document(3), JONAS, 1));
    let cards = store.bundle(&CARDS).unwrap().documents;
    let card = Envelope::parse(&cards[0].envelopes[0]).unwrap();
    assert_eq!(card, rows[0].envelope.clone().without_body(), "the second change carries none");
    assert_eq!((cards.len(), cards[0].records.as_slice()), (2, &records[..1]));
    assert_eq!(cards[0].state.heads, store.vector(WORKSPACE, a_document(1)).unwrap());
    assert_eq!(cards[1].state.heads, store.vector(WORKSPACE, a_document(3)).unwrap());
    let wanted = Wanted { phase: BootstrapPhase::Bodies, with_records: false, ..CARDS };
    let bodies = store.bundle(&wanted).unwrap().documents;
    assert_eq!((bodies[0].envelopes.len(), bodies[0].records.len()), (2, 0));
    assert_eq!(bodies[0].envelopes[0].as_slice(), Parts::Bodies.of(&rows[0].envelope));
    assert_eq!(store.born(WORKSPACE, a_document(1)).unwrap(), Some(Seq(1)));
    assert_eq!(store.born(WORKSPACE, a_document(2)).unwrap(), None);
    let read = |parts| store.envelopes(WORKSPACE, a_document(1), parts).unwrap();
    assert_eq!(read(Parts::Whole), [rows[0].envelope.encode(), without[1].envelope.encode()]);
}

/// (RS11)
fn rs11_a_document_without_a_card_is_listed_too(store: &impl Store) {
    let mut rows = changes(UNIT, a_document(1), VERA, 1);
    let only = &mut rows[0].envelope;
    (only.card, only.header.card_len, only.card_hash) = (None, 0, hash_card(&[]));
    rows[0].id = rows[0].envelope.id();
    append(store, rows);
    let listed = store.bundle(&CARDS).unwrap().documents;
    assert_eq!((listed.len(), listed[0].envelopes.len(), listed[0].state.heads.len()), (1, 0, 1));
}

fn checkpoints_are_kept_newest_per_device_and_space(store: &impl Store) {
    let put = |device, space, seq| {
        let (chain_head, digest) = (OperationId::from_bytes([1; 16]), [1; 32].into());
        let claim = CheckpointClaim { space, chain_head, seq: Seq(seq), digest, device };
        Write::Checkpoint { workspace: WORKSPACE, checkpoint: Checkpoint { claim, signature: UNSIGNED } }
    };
    store.commit(&[put(VERA, UNIT, 1), put(JONAS, UNIT, 2), put(VERA, UNIT, 3)]).unwrap();
    let read = |after| -> Vec<_> {
        let mut kept = store.checkpoints(WORKSPACE, after).unwrap();
        kept.sort_by_key(|(number, _)| *number);
        kept.into_iter().map(|(number, it)| (number, it.claim.device, it.claim.seq)).collect()
    };
    assert_eq!(read(0), [(2, JONAS, Seq(2)), (3, VERA, Seq(3))]);
    assert_eq!(read(2), [(3, VERA, Seq(3))]);
    assert_eq!(store.tip(WORKSPACE).unwrap().checkpoints, 3);
}

fn last_contacts_are_kept(store: &impl Store) {
    let at = |at_ms| Write::Contact { workspace: WORKSPACE, device: VERA, at_ms };
    store.commit(&[at(5), at(9)]).unwrap();
    assert_eq!(store.contacts(WORKSPACE).unwrap(), [(VERA, 9)]);
}

fn a_workspace_that_is_not_there_takes_nothing(store: &impl Store) {
    let workspace = WorkspaceId::from_bytes([9; 32]);
    let rows = changes(UNIT, a_document(1), VERA, 1);
    let writes = [
        Write::Append { workspace, chain_len: 0, records: Vec::new(), rows },
        Write::Operation { workspace, at_len: 0, operation: an_operation(1), cuts: Vec::new() },
        Write::Contact { workspace, device: VERA, at_ms: 1 },
    ];
    assert_eq!(store.commit(&writes).unwrap(), [Written::Unknown, Written::Unknown, Written::Unknown]);
    assert_eq!(store.tip(workspace).unwrap(), Tip::default());
}

fn nacks_are_taken(store: &impl Store) {
    let row = changes(UNIT, a_document(1), VERA, 1).remove(0);
    let envelope = row.id;
    append(store, vec![row]);
    let nack = |reason| Write::Nack { workspace: WORKSPACE, device: JONAS, envelope, reason };
    let written = store.commit(&[nack(NackReason::NoKey), nack(NackReason::Tampered)]).unwrap();
    assert_eq!(written, [Written::Done, Written::Done]);
}
