//! One equation over many signatures: what it refuses, and what it cannot see.

use protocol::{context, signature::Attribution};
use test_support::{SmallOrderSigner, TestDevice, VERA, seeded};

fn device(seed: u64) -> TestDevice {
    TestDevice::make(VERA, &mut seeded(seed))
}

fn genuine(n: u64) -> Vec<Attribution> {
    let make = |idx: u64| {
        let (device, part) = (device(idx % 3), idx.to_be_bytes());
        let signature = device.sign(context::SIGN_ENVELOPE, &[&part]);
        Attribution::new(&device.keys().signing, context::SIGN_ENVELOPE, &[&part], &signature)
    };
    (0..n).map(make).collect()
}

/// PR2
#[test]
fn many_genuine_signatures_pass_the_screen_and_one_foreign_one_among_them_does_not() {
    for n in [0, 1, 2, 40] {
        assert_eq!(Attribution::screen(&genuine(n)), Ok(()), "{n}");
        assert!(genuine(n).iter().all(|one| one.verify().is_ok()), "{n}");
    }
    let signature = device(4).sign(context::SIGN_ENVELOPE, &[b"mine"]);
    for (signer, part, context) in [
        (3, b"mine", context::SIGN_ENVELOPE),
        (4, b"thin", context::SIGN_ENVELOPE),
        (4, b"mine", context::SIGN_AUTHENTICATION),
    ] {
        let lie = Attribution::new(&device(signer).keys().signing, context, &[part], &signature);
        assert!(lie.verify().is_err());
        for at in [0, 20, 40] {
            let mut among = genuine(40);
            among.insert(at, lie.clone());
            assert!(Attribution::screen(&among).is_err(), "{signer} at {at}");
        }
    }
}

/// PR2: why the screen comes before verifying and never instead of it.
#[test]
fn what_hides_a_point_of_small_order_may_pass_the_screen_and_is_never_verified() {
    let signer = SmallOrderSigner::new(&[7; 32]);
    let lies = (1..=64).map(|nonce| {
        let signature = signer.sign(nonce, context::SIGN_ENVELOPE, &[b"part"]);
        Attribution::new(&signer.public(), context::SIGN_ENVELOPE, &[b"part"], &signature)
    });
    let lies: Vec<Attribution> = lies.collect();
    assert!(lies.iter().all(|lie| lie.verify().is_err()));
    let n_passed = lies.iter().filter(|lie| Attribution::screen(std::slice::from_ref(lie)).is_ok()).count();
    assert!((10..=54).contains(&n_passed), "about every second, but {n_passed} of 64");
}
