//! A first sync checks the signatures of a whole frame with one equation. What that lets pass and the strict rules refuse, only
//! a member could have signed, and it is taken back when the bodies are judged (ADR 0016, S7).

use crate::{
    first_sync::{at_the_door, crowded, document, last_of},
    world::seed_after,
};
use api::{
    command::{Command, Done, FieldChange},
    field::{Place, Sheet, Value},
    view::LinkState,
};
use protocol::{chain::SpaceKind, context, ids::DeviceId};
use rand_core::Rng;
use std::collections::BTreeSet;
use test_support::{SmallOrderSigner, seeded};

/// What a device's signing key is derived for (SPEC of sealing).
const SIGNING_KEY: &str = "sprechtag/device-signing-key/v1";

/// The key that the first device of a world signs with: it was drawn from randomness that tests know.
fn key_of_the_first(seed: u64, device: DeviceId) -> SmallOrderSigner {
    let mut drawn = [0; 1 << 12];
    seeded(seed_after(seed)).fill_bytes(&mut drawn);
    let mut keys = drawn
        .windows(32)
        .step_by(4)
        .map(|drawn| SmallOrderSigner::new(&context::hash(SIGNING_KEY, &[drawn])));
    keys.find(|key| key.public().device_id() == device).expect("a device draws its secret early")
}

/// The first member signs a change of name so that one equation may let it pass and the strict rules do not. Did a newcomer list
/// it meanwhile? Whether or not, it ends up with what everybody has.
fn lists_meanwhile(seed: u64) -> bool {
    let (mut world, vera, cases) = crowded(seed);
    let sheet = document(&world, SpaceKind::Reception, cases[3]);
    let renamed = Command::Edit {
        case: cases[3],
        sheet: Sheet::Person,
        place: Place::Root,
        field: "person.full_name".into(),
        change: FieldChange::Set(Value::Text("Irrlicht".into())),
        seen: world.case(vera, cases[3]).person.version,
    };
    assert_eq!(world.command(vera, renamed), Ok(Done::Saved));
    world.settle();
    let last = last_of(&world, sheet);
    let key = key_of_the_first(seed, world.net.relay.envelope(last).unwrap().header.device);
    world.net.relay.sign_again(last, |context, parts| key.sign(1, context, parts)).unwrap();
    let (tablet, admit) = at_the_door(&mut world, vera);
    assert_eq!(world.command(vera, admit), Ok(Done::Saved));
    let mut is_listed = false;
    while world.sync(tablet).badge.link != LinkState::Live {
        world.pass_ms(1);
        is_listed |= !world.cases(tablet, "irrlicht").lines.is_empty();
    }
    (0..3).for_each(|_| world.settle());
    let sync = world.sync(tablet);
    assert_eq!(sync.badge.quarantined, 1, "{:?}", sync.quarantine);
    assert_eq!(sync.quarantine[0].code, "tampered");
    assert!(world.cases(tablet, "irrlicht").lines.is_empty(), "what is signed so is not signed");
    assert_eq!(world.cases(tablet, "nordlicht 003").lines[0].id, cases[3]);
    is_listed
}

#[test]
fn sy13_a_card_that_only_passed_the_screen_is_taken_back_with_its_envelope_and_all_devices_agree() {
    let mut seen = BTreeSet::new();
    for seed in 45..77 {
        seen.insert(lists_meanwhile(seed));
        if seen.len() == 2 {
            return;
        }
    }
    panic!("precondition: some pass the screen and some do not");
}
