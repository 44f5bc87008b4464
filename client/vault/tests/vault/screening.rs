//! A first sync checks the signatures of a whole frame with one equation. What that lets pass and the strict rules refuse, only
//! a member could have signed, and it is taken back when the bodies are judged (ADR 0016, S7).

use crate::{
    first_sync::{at_the_door, crowded, document, last_of},
    merging::set,
    world::seed_after,
};
use api::{
    command::Done,
    field::{Place, Value},
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

/// The first member signs what a list shows so that one equation may let it pass and the strict rules do not, and goes on
/// writing behind it. Did a newcomer list it meanwhile? Whether or not, it ends up with what everybody has.
fn lists_meanwhile(seed: u64, goes_on: bool) -> bool {
    let (mut world, vera, cases) = crowded(seed);
    let file = document(&world, SpaceKind::Unit, cases[3]);
    set(&mut world, vera, cases[3], (Place::Root, "background.residence_place"), Value::Text("Husum".into()));
    set(
        &mut world,
        vera,
        cases[3],
        (Place::Root, "background.residence_place"),
        Value::Text("Irrlicht".into()),
    );
    world.settle();
    let last = last_of(&world, file);
    if goes_on {
        set(&mut world, vera, cases[3], (Place::Root, "case.goal_text"), Value::Text("Anerkennung".into()));
        world.settle();
        world.net.relay.list_in_full(file);
    }
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
    assert_eq!(world.cases(tablet, "husum").lines[0].id, cases[3]);
    is_listed
}

#[test]
fn sy13_a_card_that_only_passed_the_screen_is_taken_back_with_its_envelope_and_all_devices_agree() {
    for goes_on in [false, true] {
        let mut seen = BTreeSet::new();
        for seed in 45..77 {
            seen.insert(lists_meanwhile(seed, goes_on));
            if seen.len() == 2 {
                break;
            }
        }
        assert_eq!(seen.len(), 2, "precondition: some pass the screen and some do not");
    }
}
