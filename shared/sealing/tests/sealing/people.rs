//! Seeded keys and places that the tests share.

use protocol::{
    ids::{Epoch, OperationId, Salt, SpaceId, WorkspaceId},
    records::KeyUse,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealing::{device::DeviceSecret, document::KeyScope, space::BoxScope};

pub(crate) const WORKSPACE: WorkspaceId = WorkspaceId::from_bytes([0x57; 32]);
pub(crate) const UNIT: SpaceId = SpaceId::from_bytes([0xA1; 16]);
pub(crate) const HEAD: OperationId = OperationId::from_bytes([0x0C; 16]);
pub(crate) const SCOPE: BoxScope = BoxScope { workspace: WORKSPACE, space: UNIT, epoch: Epoch(3) };
pub(crate) const KEY_SCOPE: KeyScope = KeyScope {
    workspace: WORKSPACE,
    salt: Salt::from_bytes([0x5A; 16]),
    space: UNIT,
    epoch: Epoch(3),
    chain_head: HEAD,
    key_use: KeyUse::Write,
};

pub(crate) fn chance(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

pub(crate) fn device(seed: u8) -> DeviceSecret {
    DeviceSecret::make(&mut chance(seed))
}
