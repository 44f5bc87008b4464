//! The membership chain: a linear, signed, hash-linked log of who may read and write what.
//!
//! Clients believe only the chain they verified themselves, and pin its head; the relay keeps it, orders it by
//! compare-and-set and enforces access with the same [`Roster`]. An operation is judged against the roster that all operations
//! before it produced; one that breaks a rule is refused by everybody, so a forged tail cannot grow. (MB1)

mod cut;
mod enrolment;
mod operation;
mod roster;

pub use cut::{CutHead, derive_cut};
pub use operation::{
    Action, AddedDevice, DevicePurpose, History, Operation, Right, Role, SignedOperation, SpaceCut, SpaceKind,
};
pub use roster::{
    ChainError, DeviceStanding, Invitation, Member, NamedCut, Roster, Rotation, Space, Standing,
};
