//! What is half typed when the lock falls is there when the form is opened again, and nowhere else.

use crate::world::{PASSPHRASE, World};
use api::{
    command::{Command, Done},
    query::Query,
    refusal::{FieldFault, Refusal},
    view::{Loaded, View},
};

const CANARY: &str = "Kanarienvogel";

type Fields = Vec<(String, String)>;

fn fields(name: &str) -> Fields {
    vec![("full_name".into(), name.into()), ("pseudonym".into(), String::new())]
}

fn keep(world: &mut World, device: usize, form: &str, fields: Fields) -> Result<Done, Refusal> {
    world.command(device, Command::KeepDraft { form: form.into(), fields })
}

fn draft(world: &mut World, device: usize, form: &str) -> Fields {
    match world.query(device, Query::Draft(form.into())) {
        Loaded::Ready(View::Draft(fields)) => fields,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_half_typed_form_outlives_the_lock_and_goes_when_it_is_sent_or_cancelled() {
    let (mut world, vera) = World::founded(61);
    assert_eq!(keep(&mut world, vera, "new-case", fields("Nordli")), Ok(Done::Saved));
    assert_eq!(keep(&mut world, vera, "new-case", fields("Nordlicht")), Ok(Done::Saved));
    assert_eq!(keep(&mut world, vera, "new-site", fields("Rathaus")), Ok(Done::Saved));
    world.pass_ms(6 * 60_000);
    assert!(world.device(vera).locked, "precondition: it locked by itself");
    let locked = world.query(vera, Query::Draft("new-case".into()));
    assert_eq!(locked, Loaded::Failed(Refusal::Locked));
    world.restart(vera);
    world.unlock(vera);
    assert_eq!(draft(&mut world, vera, "new-case"), fields("Nordlicht"));
    assert_eq!(keep(&mut world, vera, "new-case", Fields::new()), Ok(Done::Saved));
    world.restart(vera);
    world.unlock(vera);
    assert_eq!(draft(&mut world, vera, "new-case"), Fields::new());
    assert_eq!(draft(&mut world, vera, "new-site"), fields("Rathaus"));
}

#[test]
fn a_draft_lies_sealed_and_is_never_delivered() {
    let (mut world, vera) = World::founded(62);
    world.settle();
    let in_the_log = world.net.relay.last_seq();
    assert_eq!(keep(&mut world, vera, "new-case", fields(CANARY)), Ok(Done::Saved));
    world.settle();
    let canary = CANARY.as_bytes();
    for (table, (_, value)) in world.device(vera).store.rows() {
        assert!(!value.windows(canary.len()).any(|bytes| bytes == canary), "{table:?}");
    }
    assert_eq!((world.net.relay.last_seq(), world.sync(vera).badge.waiting), (in_the_log, 0));
}

#[test]
fn a_draft_that_was_not_stored_is_not_called_kept_and_the_one_before_stays() {
    let (mut world, vera) = World::founded(63);
    assert_eq!(keep(&mut world, vera, "new-case", fields("Nordlicht")), Ok(Done::Saved));
    world.device(vera).store.set_quota(Some(1));
    assert_eq!(keep(&mut world, vera, "new-case", fields("Südlicht")), Err(Refusal::StorageFull));
    world.device(vera).store.set_quota(None);
    let endless = keep(&mut world, vera, "new-site", fields(&"Rathaus ".repeat(10_000)));
    assert!(matches!(endless, Err(Refusal::Field(FieldFault::TooLong { .. }))), "{endless:?}");
    assert_eq!(draft(&mut world, vera, "new-case"), fields("Nordlicht"));
    assert_eq!(draft(&mut world, vera, "new-site"), Fields::new());
    let vault = {
        world.restart(vera);
        world.vault_of(vera)
    };
    let opened = world.command(vera, Command::Unlock { vault, passphrase: PASSPHRASE.into() });
    assert_eq!(opened, Ok(Done::Unlocked));
    assert_eq!(draft(&mut world, vera, "new-case"), fields("Nordlicht"));
}
