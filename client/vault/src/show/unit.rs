//! The unit: its sites, its settings, and the two documents they stand in.

use crate::{open::Step, store::Store};
use api::{
    ids::SiteId,
    refusal::Refusal,
    view::{Access, SheetView, SiteView},
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
    pub(super) async fn unit_document(&mut self, subject: Subject) -> Result<SheetView, Refusal> {
        if let Some(sheet) = self.sheet(subject).await? {
            return Ok(sheet);
        }
        // Nothing is written yet: whoever may, begins it.
        let access = if self.open.may_write(SpaceKind::Directory) { Access::Write } else { Access::Read };
        Ok(SheetView { access, ..SheetView::default() })
    }
}

pub(super) fn site_view(card: &SiteCard) -> SiteView {
    SiteView { id: SiteId(card.id.0), name: card.name.clone(), town: card.town.clone().unwrap_or_default() }
}
