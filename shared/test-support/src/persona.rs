//! The people of every test. All of them are invented.

use protocol::chain::Role;

/// Somebody in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Persona {
    /// How tests call them.
    pub name: &'static str,
    /// What they do.
    pub role: Role,
}

/// Leads the unit and counsels; founds the workspace.
pub const VERA: Persona = Persona { name: "Vera", role: Role::UnitLead };
/// Counsels.
pub const JONAS: Persona = Persona { name: "Jonas", role: Role::Counsellor };
/// First contact at reception.
pub const NADIA: Persona = Persona { name: "Nadia", role: Role::Reception };
/// In the coordinating office.
pub const KONRAD: Persona = Persona { name: "Konrad", role: Role::Coordination };
