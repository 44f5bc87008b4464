//! Ids as the screens know them: opaque, without content, fit for an address bar.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares one 16-byte id with its hexadecimal form.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// Reads 32 hexadecimal digits.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let mut bytes = [0; 16];
                if text.len() != 32 || !text.is_ascii() {
                    return None;
                }
                for (i, byte) in bytes.iter_mut().enumerate() {
                    *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
                }
                Some(Self(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:02x}{:02x}…)"), self.0[0], self.0[1])
            }
        }
    };
}

id!(
    /// A case: its person sheet and its case file are joined by it.
    CaseId
);
id!(
    /// An entry of a list inside a document: a contact, a qualification, a next step.
    EntryId
);
id!(
    /// An appointment, the same in whatever month it stands.
    AppointmentId
);
id!(
    /// A site where counselling happens.
    SiteId
);
id!(
    /// A person who works with Sprechtag.
    MemberId
);
id!(
    /// An invitation.
    InvitationId
);
id!(
    /// One person's vault on this device.
    VaultId
);

/// A device of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeviceId(pub [u8; 8]);

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment(pub u64);

/// A day of the civil calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    /// Year, e.g. 2026.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

/// Minutes since midnight, Europe/Berlin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimeOfDay(pub u16);

/// The state of a document that a screen had seen: edits are made there, so that a stale screen reverts nothing.
/// Empty for an edit of whatever stands now, such as taking back what was just done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version(pub Vec<u8>);
