//! Chance from a seed: the same number tells the same story on every machine.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// The generator of a seed.
#[must_use]
pub fn seeded(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// `true` in `per_mille` of a thousand cases.
pub fn chance(per_mille: u32, rng: &mut impl Rng) -> bool {
    rng.next_u32() % 1_000 < per_mille
}
