//! The first day of a vault: keys, a slot for the passphrase, and the way into a workspace, in one strict commit.

use crate::{
    rows::{self, SlotRecord, StandingRecord, chain_key, meta},
    slot::{self, Stopwatch},
    store::{Batch, Table},
};
use api::{
    command::Entry,
    refusal::{FieldFault, Refusal},
};
use minicbor::bytes::ByteArray;
use protocol::{
    chain::{Action, Operation},
    codec,
    ids::{MemberId, OperationId, Timestamp},
};
use rand_core::CryptoRng;
use sealing::{
    device::DeviceSecret,
    invitation::{InvitationLink, NAME_BYTES},
    recovery::RecoveryKit,
    storage::StorageKey,
};

/// Makes everything that a new vault consists of.
///
/// # Errors
/// `WeakPassphrase`, `BadLink`, `BadWords`, `Field` for a name that no link carries.
pub(crate) fn begin(
    (passphrase, stopwatch): (&str, Stopwatch),
    entry: Entry,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<(Batch, SlotRecord, StorageKey), Refusal> {
    let storage = StorageKey::make(rng);
    let slot = slot::make(passphrase, &storage, stopwatch, rng)?;
    let mut device = DeviceSecret::make(rng);
    let mut batch = Batch::default();
    let standing = match entry {
        Entry::Setup { token, name, unit } => found(&device, (&token, name, unit), now, rng, &mut batch)?,
        Entry::Invitation { link, name } => {
            let link = InvitationLink::parse(&link).map_err(|_| Refusal::BadLink)?;
            if let Some(over) = name.len().checked_sub(NAME_BYTES).filter(|over| 0 < *over) {
                let by = u32::try_from(over).unwrap_or(u32::MAX);
                return Err(Refusal::Field(FieldFault::TooLong { by }));
            }
            let accept = Box::new(link.accept(&device, name.trim(), rng));
            StandingRecord::Joining { accept, name }
        }
        Entry::Recovery { words } => {
            let kit = RecoveryKit::parse_words(&words).map_err(|_| Refusal::BadWords)?;
            let heir = std::mem::replace(&mut device, kit.derive_device());
            StandingRecord::Recovering { heir: heir.to_sealed(&storage, rng).into() }
        }
    };
    batch.put(Table::Meta, meta::SLOT, slot.encode());
    batch.put(Table::Meta, meta::DEVICE, device.to_sealed(&storage, rng));
    let sealed = storage.seal_record("meta", meta::STANDING, &rows::encode(&standing), rng);
    batch.put(Table::Meta, meta::STANDING, sealed);
    Ok((batch, slot, storage))
}

fn found(
    device: &DeviceSecret,
    (token, name, unit): (&str, String, String),
    now: Timestamp,
    rng: &mut impl CryptoRng,
    batch: &mut Batch,
) -> Result<StandingRecord, Refusal> {
    let token = from_hex(token.trim()).ok_or(Refusal::BadLink)?;
    let (mut salt, mut member) = ([0; 16], [0; MemberId::LEN]);
    rng.fill_bytes(&mut salt);
    rng.fill_bytes(&mut member);
    let genesis = device.sign_genesis(&Operation {
        prev: OperationId::from_bytes([0; OperationId::LEN]),
        author: device.device_id(),
        at: now,
        action: Action::Genesis {
            salt: ByteArray::from(salt),
            member: MemberId::from_bytes(member),
            device: device.public_keys().clone(),
        },
    });
    batch.put(Table::Chain, chain_key(0), codec::encode(&genesis));
    Ok(StandingRecord::Founding { token: token.into(), genesis, name, unit })
}

/// Reads pairs of hexadecimal digits.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
