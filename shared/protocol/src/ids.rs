//! Names of things on the wire: fixed-length byte strings that never mean anything by themselves.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use std::fmt;

/// Declares one id: a newtype over bytes, shown as a short hexadecimal prefix, encoded as a CBOR byte string.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Takes the bytes as they are.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes as they travel.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Reads an id that is exactly as long as it must be.
            #[must_use]
            pub fn parse(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            /// The whole id in lower-case hexadecimal digits.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            /// A short prefix: enough to follow a story in a log, not enough to join tables.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "("))?;
                self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))?;
                f.write_str("…)")
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                Self::parse(d.bytes()?).ok_or_else(|| decode::Error::message(concat!(stringify!($name), " has another length")))
            }
        }
    };
}

id!(
    /// One tenant: the full hash of its genesis operation.
    WorkspaceId, 32
);
id!(
    /// A set of devices that may read the same documents; random.
    SpaceId, 16
);
id!(
    /// One automerge document; derived from workspace, birth space and salt, see [`crate::keys::derive_document_id`].
    DocumentId, 16
);
id!(
    /// A key pair of a member: prefix of the hash of its signing key, unique in the chain.
    DeviceId, 8
);
id!(
    /// A person; random.
    MemberId, 16
);
id!(
    /// One generation of a document's key: prefix of its commitment.
    KeyId, 16
);
id!(
    /// One envelope: prefix of the hash over everything in it.
    EnvelopeId, 16
);
id!(
    /// One operation of the membership chain, and so the head of the chain that ends with it.
    OperationId, 16
);
id!(
    /// One invitation; random.
    InvitationId, 16
);
id!(
    /// What makes a document's name unique within its space; random, or derived for singletons.
    Salt, 16
);

/// Generation of a space key, counted from 1; 0 is "not yet rotated" and seals nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Epoch(#[n(0)] pub u32);

/// Place of an envelope in a workspace's log, counted from 1 in commit order (S3); 0 is "before everything".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Seq(#[n(0)] pub u64);

/// Milliseconds since 1970-01-01T00:00:00Z. Always a parameter, never read here (A1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Timestamp(#[n(0)] pub u64);

impl Timestamp {
    /// This moment and `ms` milliseconds more.
    #[must_use]
    pub const fn plus_ms(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment, 0 if it is not earlier.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}
