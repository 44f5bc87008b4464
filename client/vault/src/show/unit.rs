//! Sites and settings. Cards leave rooms and the carrier's texts out: what the two documents of the unit say is kept beside the
//! index with the state that it was read from, so that a view opens either of them only after it changed (A11).

use crate::{
    commands::CARRIER_TEXTS,
    open::Step,
    rows::{HeadRecord, SiteRecord, UnitRecord, meta},
    store::{Batch, Durability, Store},
};
use api::{
    ids::SiteId,
    refusal::Refusal,
    view::{Gate, SettingsView, SiteView},
};
use casework::{DocumentView, Subject, Value, schema::FieldKind};
use minicbor::bytes::ByteArray;
use protocol::{chain::SpaceKind, ids::DocumentId};
use rand_core::CryptoRng;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// The sites with their rooms, by name.
    ///
    /// # Errors
    /// Of the local store.
    pub(super) async fn sites(&mut self) -> Result<Vec<SiteView>, Refusal> {
        if let Some((doc, at)) = self.state_of(Subject::Directory)
            && self.open.unit.sites_at != at
            && self.load(doc).await?
            && let Some(view) = self.open.documents.peek(doc).map(casework::Document::view)
        {
            let unit = UnitRecord { sites: sites_of(&view), sites_at: at, ..self.open.unit.clone() };
            self.keep_unit(unit).await?;
        }
        let site = |site: &SiteRecord| SiteView {
            id: SiteId(*site.id),
            name: site.name.clone(),
            room: site.room.clone(),
        };
        Ok(self.open.unit.sites.iter().map(site).collect())
    }

    async fn carrier_texts(&mut self) -> Result<Vec<(String, String)>, Refusal> {
        if let Some((doc, at)) = self.state_of(Subject::UnitSettings)
            && self.open.unit.texts_at != at
            && self.load(doc).await?
            && let Some(view) = self.open.documents.peek(doc).map(casework::Document::view)
        {
            let unit = UnitRecord { texts: texts_of(&view), texts_at: at, ..self.open.unit.clone() };
            self.keep_unit(unit).await?;
        }
        let text = |key: &str| {
            let known = self.open.unit.texts.iter().find(|(known, _)| known == key);
            known.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        Ok(CARRIER_TEXTS.iter().map(|key| ((*key).to_owned(), text(key))).collect())
    }

    /// The document and everything of it that is here.
    fn state_of(&self, subject: Subject) -> Option<(DocumentId, Vec<HeadRecord>)> {
        let doc = self.open.name_of(subject)?;
        Some((doc, self.open.index.get(doc)?.heads.clone()))
    }

    async fn keep_unit(&mut self, unit: UnitRecord) -> Result<(), Refusal> {
        let mut batch = Batch::default();
        self.put_sealed(meta::UNIT, &unit, &mut batch);
        self.store.commit(batch, Durability::Relaxed).await?;
        self.open.unit = unit;
        Ok(())
    }

    /// Unit, Land, carrier texts, own name, automatic lock.
    ///
    /// # Errors
    /// Of the local store.
    pub(super) async fn settings_view(&mut self) -> Result<SettingsView, Refusal> {
        let carrier_texts = self.carrier_texts().await?;
        let card = self.open.catalogue.settings(&self.open.index);
        let land = card.and_then(|card| card.land.clone()).unwrap_or_default();
        let own_name = match self.gate() {
            Gate::Open { name, .. } => name,
            Gate::Empty
            | Gate::Locked(_)
            | Gate::Founding
            | Gate::Joining { .. }
            | Gate::Revoked
            | Gate::OtherTab => String::new(),
        };
        Ok(SettingsView {
            unit: self.unit_name(),
            land,
            lands: lands(),
            own_name,
            carrier_texts,
            auto_lock_minutes: self.open.settings.auto_lock_minutes,
            may_write: self.open.may_write(SpaceKind::Directory),
        })
    }
}

fn sites_of(directory: &DocumentView) -> Vec<SiteRecord> {
    let mut sites: Vec<SiteRecord> = directory
        .live_entries("sites")
        .map(|entry| {
            let text = |id| entry.value(id).and_then(Value::as_str).unwrap_or_default().to_owned();
            SiteRecord { id: ByteArray::from(entry.id.0), name: text("site.name"), room: text("site.room") }
        })
        .collect();
    sites.sort_unstable_by(|one, other| (&one.name, &*one.id).cmp(&(&other.name, &*other.id)));
    sites
}

fn texts_of(settings: &DocumentView) -> Vec<(String, String)> {
    let text = |key: &str| {
        let value = settings.field(&format!("unit.{key}")).and_then(|field| field.answer.value());
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    CARRIER_TEXTS.iter().map(|key| ((*key).to_owned(), text(key))).collect()
}

/// The codes of the Länder.
fn lands() -> Vec<String> {
    match casework::DocumentKind::UnitSettings.spec().field("unit.land").map(|found| found.field.kind) {
        Some(FieldKind::Code(list)) => list.offered().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
