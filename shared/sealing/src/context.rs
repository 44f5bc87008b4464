//! Context strings of every derived key, in one place: equal strings would be equal keys. Listed in the SPEC. (PR8)

/// Device seed → Ed25519 secret key.
pub(crate) const DEVICE_SIGNING: &str = "sprechtag/device-signing-key/v1";
/// Device seed → X-Wing decapsulation key.
pub(crate) const DEVICE_ENCAPSULATION: &str = "sprechtag/device-encapsulation-key/v1";
/// Recovery secret → device seed of the kit.
pub(crate) const RECOVERY_DEVICE: &str = "sprechtag/recovery-device-seed/v1";
/// Check bits behind the words of a recovery kit.
pub(crate) const RECOVERY_CHECK: &str = "sprechtag/recovery-check/v1";
/// Invitation secret → Ed25519 secret key.
pub(crate) const INVITATION_SIGNING: &str = "sprechtag/invitation-signing-key/v1";
/// Check bytes at the end of an invitation's link.
pub(crate) const INVITATION_CHECK: &str = "sprechtag/invitation-check/v1";
/// Invitation secret → key that seals the joiner's name.
pub(crate) const INVITATION_NAME: &str = "sprechtag/invitation-name-key/v1";
/// Space key and seed → their commitment in the chain.
pub(crate) const SPACE_COMMIT: &str = "sprechtag/space-commit/v1";
/// Space key → key that seals the predecessor.
pub(crate) const BACKLINK_KEY: &str = "sprechtag/space-backlink-key/v1";
/// Predecessor's commitment → nonce of the back-link.
pub(crate) const BACKLINK_NONCE: &str = "sprechtag/space-backlink-nonce/v1";
/// Space key → key that wraps document keys.
pub(crate) const WRAP_KEY: &str = "sprechtag/document-wrap-key/v1";
/// Space seed and purpose → salt of a singleton.
pub(crate) const SINGLETON_SALT: &str = "sprechtag/singleton-salt/v1";
/// Document key → its commitment, whose first 16 bytes name it.
pub(crate) const DOCUMENT_COMMIT: &str = "sprechtag/document-commit/v1";
/// Document key → key of bodies.
pub(crate) const BODY_KEY: &str = "sprechtag/body-key/v1";
/// Document key → key of cards.
pub(crate) const CARD_KEY: &str = "sprechtag/card-key/v1";
/// HPKE info of a box with a space key.
pub(crate) const SPACE_BOX: &str = "sprechtag/space-box/v1";
/// Storage key → key that seals local records.
pub(crate) const STORAGE_RECORD: &str = "sprechtag/storage-record-key/v1";
/// Passphrase key → key that wraps the storage key.
pub(crate) const SLOT: &str = "sprechtag/passphrase-slot-key/v1";

/// All of the above; a test proves that no two are equal.
#[cfg(test)]
pub(crate) const ALL: [&str; 18] = [
    DEVICE_SIGNING,
    DEVICE_ENCAPSULATION,
    RECOVERY_DEVICE,
    RECOVERY_CHECK,
    INVITATION_SIGNING,
    INVITATION_CHECK,
    INVITATION_NAME,
    SPACE_COMMIT,
    BACKLINK_KEY,
    BACKLINK_NONCE,
    WRAP_KEY,
    SINGLETON_SALT,
    DOCUMENT_COMMIT,
    BODY_KEY,
    CARD_KEY,
    SPACE_BOX,
    STORAGE_RECORD,
    SLOT,
];

#[cfg(test)]
mod tests {
    use super::ALL;

    /// PR8
    #[test]
    fn no_two_contexts_are_equal_and_all_say_whose_they_are() {
        let mut seen = std::collections::BTreeSet::new();
        for context in ALL {
            assert!(context.starts_with("sprechtag/") && context.ends_with("/v1"), "{context}");
            assert!(seen.insert(context), "{context}");
        }
    }

    /// PR8: the SPEC names every context, so that an outsider can derive the same keys.
    #[test]
    fn the_spec_lists_every_context() {
        let spec = include_str!("../../protocol/SPEC.md");
        for context in ALL {
            assert!(spec.contains(&format!("`{context}`")), "{context}");
        }
    }
}
