//! DEV ONLY: personas, a fake clock, seeded chance, devices that sign, and a simulated network with a relay in memory.
//!
//! The relay follows the protocol as the real one does and judges with the same `Roster`; the network loses, repeats, swaps and
//! truncates frames and cuts links, in virtual time and by seed, and hashes what it delivered, so that a failing day can be
//! replayed byte for byte. Nothing here depends on the vault: the vault's own simulation runs on it.

#![expect(clippy::expect_used, reason = "whatever fails here is a broken test, and must say so at once")]

mod chance;
mod clock;
mod network;
mod persona;
mod relay;
mod small_order;
mod test_device;
mod workspace;

pub use chance::{chance, seeded};
pub use clock::FakeClock;
pub use network::{Arrival, Counts, EndpointId, Faults, SimulatedNetwork, What};
pub use persona::{JONAS, KONRAD, NADIA, Persona, VERA};
pub use relay::{Disk, LinkId, Outgoing, SETUP_TOKEN, SimulatedRelay};
pub use small_order::SmallOrderSigner;
pub use test_device::{EnvelopeDraft, TestDevice};
pub use workspace::TestWorkspace;
