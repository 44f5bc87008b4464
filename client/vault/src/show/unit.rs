//! The unit: its sites, its settings, and the two documents they stand in.

use crate::{open::Step, store::Store};
use api::{
    ids::SiteId,
    refusal::Refusal,
    view::{Gate, SettingsView, SiteView, UnitDocumentView},
};
use casework::{SiteCard, Subject};
use protocol::chain::SpaceKind;
use rand_core::CryptoRng;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// The sites, by name.
    pub(super) fn sites(&self) -> Vec<SiteView> {
        let directory = self.open.catalogue.directory(&self.open.index);
        let mut sites: Vec<SiteView> =
            directory.into_iter().flat_map(|card| &card.sites).map(site_view).collect();
        sites.sort_unstable_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        sites
    }

    /// A document of the unit, opened because somebody looks at it.
    ///
    /// # Errors
    /// `NotHereYet`, of the local store.
    pub(super) async fn unit_document(&mut self, subject: Subject) -> Result<UnitDocumentView, Refusal> {
        let sheet = self.sheet(subject).await?.unwrap_or_default();
        Ok(UnitDocumentView { sheet, writable: self.open.may_write(SpaceKind::Directory) })
    }

    /// The unit's and the own name, automatic lock.
    pub(super) fn settings_view(&self) -> SettingsView {
        let own_name = match self.gate() {
            Gate::Open { name, .. } => name,
            Gate::Empty
            | Gate::Locked(_)
            | Gate::Founding { .. }
            | Gate::Joining { .. }
            | Gate::Revoked
            | Gate::OtherTab => String::new(),
        };
        SettingsView {
            unit: self.unit_name(),
            own_name,
            auto_lock_minutes: self.open.settings.auto_lock_minutes,
            may_write: self.open.may_write(SpaceKind::Directory),
        }
    }
}

pub(super) fn site_view(card: &SiteCard) -> SiteView {
    SiteView { id: SiteId(card.id.0), name: card.name.clone(), town: card.town.clone().unwrap_or_default() }
}
