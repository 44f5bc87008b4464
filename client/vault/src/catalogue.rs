//! The cases of the index, joined by their ids and ready to be found: kept up to date entry by entry, never by opening one.

use crate::index::{Entry, Index};
use casework::{
    AgendaCard, Card, CaseCard, CaseId, DirectoryCard, PersonCard, SettingsCard,
    search::{SearchIndex, SearchKeys},
};
use protocol::ids::DocumentId;
use std::collections::BTreeMap;

/// The documents of one case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CaseDocuments {
    pub(crate) person: Option<DocumentId>,
    pub(crate) file: Option<DocumentId>,
}

/// One case as its cards tell it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CaseCards<'a> {
    pub(crate) case: CaseId,
    pub(crate) documents: CaseDocuments,
    pub(crate) person: Option<&'a PersonCard>,
    pub(crate) file: Option<&'a CaseCard>,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    cases: BTreeMap<CaseId, CaseDocuments>,
    agendas: Vec<DocumentId>,
    directory: Option<DocumentId>,
    settings: Option<DocumentId>,
    search: SearchIndex,
}

impl Catalogue {
    /// Takes over what changed in the index.
    pub(crate) fn follow(&mut self, index: &mut Index) {
        for doc in index.take_changed() {
            let Some(card) = index.get(doc).and_then(|entry| entry.card.as_ref()) else { continue };
            match card {
                Card::Person(card) => {
                    let case = card.case;
                    self.cases.entry(case).or_default().person = Some(doc);
                    self.find_again(case, index);
                }
                Card::Case(card) => {
                    let case = card.case;
                    self.cases.entry(case).or_default().file = Some(doc);
                    self.find_again(case, index);
                }
                Card::Agenda(_) if !self.agendas.contains(&doc) => self.agendas.push(doc),
                Card::Agenda(_) => (),
                Card::Directory(_) => self.directory = Some(doc),
                Card::Settings(_) => self.settings = Some(doc),
            }
        }
    }

    fn find_again(&mut self, case: CaseId, index: &Index) {
        let keys = self.get(case, index).map(|cards| SearchKeys::of(cards.person, cards.file));
        keys.into_iter().for_each(|keys| self.search.put(case, keys));
    }

    /// One case.
    pub(crate) fn get<'a>(&self, case: CaseId, index: &'a Index) -> Option<CaseCards<'a>> {
        let documents = *self.cases.get(&case)?;
        let card = |doc: Option<DocumentId>| index.get(doc?)?.card.as_ref();
        let person = card(documents.person)
            .and_then(|card| if let Card::Person(card) = card { Some(card) } else { None });
        let file =
            card(documents.file).and_then(|card| if let Card::Case(card) = card { Some(card) } else { None });
        Some(CaseCards { case, documents, person, file })
    }

    /// Cases that a search finds, in the order in which a list shows them.
    pub(crate) fn find<'a>(&'a self, search: &str, index: &'a Index) -> impl Iterator<Item = CaseCards<'a>> {
        let found = self.search.find(search, usize::MAX);
        found.into_iter().filter_map(move |case| self.get(case, index))
    }

    /// Every case, in no order that means anything.
    pub(crate) fn cases<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = CaseCards<'a>> {
        self.cases.keys().filter_map(move |case| self.get(*case, index))
    }

    /// Every agenda.
    pub(crate) fn agendas<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = &'a AgendaCard> {
        self.agendas.iter().filter_map(move |doc| match index.get(*doc)?.card.as_ref()? {
            Card::Agenda(card) => Some(card),
            Card::Person(_) | Card::Case(_) | Card::Directory(_) | Card::Settings(_) => None,
        })
    }

    /// The sites.
    pub(crate) fn directory<'a>(&self, index: &'a Index) -> Option<&'a DirectoryCard> {
        match self.card_of(self.directory, index)? {
            Card::Directory(card) => Some(card),
            Card::Person(_) | Card::Case(_) | Card::Agenda(_) | Card::Settings(_) => None,
        }
    }

    /// The unit.
    pub(crate) fn settings<'a>(&self, index: &'a Index) -> Option<&'a SettingsCard> {
        match self.card_of(self.settings, index)? {
            Card::Settings(card) => Some(card),
            Card::Person(_) | Card::Case(_) | Card::Agenda(_) | Card::Directory(_) => None,
        }
    }

    fn card_of<'a>(&self, doc: Option<DocumentId>, index: &'a Index) -> Option<&'a Card> {
        index.get(doc?).map(|entry: &Entry| entry.card.as_ref())?
    }
}
