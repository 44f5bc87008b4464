//! What stands in the way. Each variant has its sentence in the locale; none carries what a person typed (A10).

use serde::{Deserialize, Serialize};

/// Why a command was not carried out. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The vault is locked.
    Locked,
    /// The passphrase is wrong; wait before the next try.
    WrongPassphrase {
        /// How long, in ms.
        wait_ms: u32,
    },
    /// Too soon after a wrong passphrase.
    TooSoon {
        /// How long still, in ms.
        wait_ms: u32,
    },
    /// The passphrase is too easy to guess.
    WeakPassphrase,
    /// The link is not one of ours, or damaged.
    BadLink,
    /// The words are not those of a recovery kit.
    BadWords,
    /// The value does not fit the field.
    Field(FieldFault),
    /// It is not there any more.
    NotFound,
    /// The own role does not allow it.
    NotAllowed,
    /// The case belongs to a colleague: give a reason first.
    ForeignCase,
    /// The case is closed.
    CaseClosed,
    /// The device has no room; what was saved stays.
    StorageFull,
    /// The device's store failed; what was saved stays.
    StorageFailed,
    /// This needs the relay, and there is no connection.
    Offline,
    /// Somebody changed the members at the same time; look again.
    ChainMoved,
    /// The relay refused.
    RelayRefused(RelayFault),
    /// The document is of a newer version and can only be read.
    ReadOnly,
    /// Several people said different things about it: choose one of them first.
    Unresolved,
    /// A first sync has brought the card and not yet the rest; it has been asked for.
    NotHereYet,
}

/// Why a value was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldFault {
    /// Empty where something must stand.
    Blank,
    /// Longer than the field, by this many characters.
    TooLong {
        /// Characters too many.
        by: u32,
    },
    /// A line break where one line must stand.
    LineBreak,
    /// A control character.
    ControlCharacter,
    /// No such day or time.
    ImpossibleDate,
    /// Outside the field's range.
    OutOfRange {
        /// Least.
        min: i64,
        /// Most.
        max: i64,
    },
    /// Not a code of the field's list.
    UnknownCode,
    /// Another kind of value.
    WrongKind,
    /// There is no such field.
    UnknownField,
}

/// Why the relay said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RelayFault {
    /// The setup token is wrong or used.
    SetupToken,
    /// The invitation is unknown, used, cancelled or expired.
    Invitation,
    /// This device is not, or no longer, a member.
    NotMember,
    /// The client is too old.
    Version,
    /// It cannot store now.
    Storage,
    /// Anything else.
    Other,
}

/// Why the worker cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The store does not open. It is never deleted.
    StoreDoesNotOpen,
    /// A bug: the worker panicked.
    Panic,
    /// Another tab took over.
    TakenOver,
}
