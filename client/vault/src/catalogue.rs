//! The cases of the index, joined by their ids and ready to be found: kept up to date entry by entry, never by opening one.
//!
//! Which documents belong together is known from the entries alone. Names for the search are read from the cards, which takes
//! its time after a start: [`Catalogue::learn_names`] does it in slices while nobody needs it, or at once for whoever does.

use crate::{index::Index, views::cases::Standing};
use casework::{
    AgendaCard, Card, CaseCard, CaseId, DirectoryCard, DocumentKind, PersonCard, SettingsCard,
    search::{SearchIndex, SearchKeys},
};
use protocol::ids::DocumentId;
use std::collections::{BTreeMap, BTreeSet};

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
    /// What filters ask of the cases whose names the search knows.
    standings: BTreeMap<CaseId, Standing>,
    n_removed: usize,
    agendas: Vec<DocumentId>,
    directory: Option<DocumentId>,
    settings: Option<DocumentId>,
    /// Cases with a next step that is open.
    to_do: BTreeSet<CaseId>,
    search: SearchIndex,
    /// Cases whose names the search does not know, or not as they are now.
    unlearned: BTreeSet<CaseId>,
    /// Cases whose names it knows from the person sheet, and whose case file has come since: a first sync brings that later.
    unlearned_files: BTreeSet<CaseId>,
}

impl Catalogue {
    /// Takes over what changed in the index.
    pub(crate) fn follow(&mut self, index: &mut Index) {
        for doc in index.take_changed() {
            let Some(entry) = index.get(doc) else { continue };
            // A person sheet and a case file lie under the salt of their case's id.
            let case = CaseId(*entry.home.salt.as_bytes());
            match entry.kind {
                Some(DocumentKind::PersonSheet) => {
                    self.cases.entry(case).or_default().person = Some(doc);
                    self.unlearned.insert(case);
                }
                Some(DocumentKind::CaseFile) => {
                    let documents = self.cases.entry(case).or_default();
                    let is_new = documents.file.replace(doc).is_none() && documents.person.is_some();
                    if is_new && !self.unlearned.contains(&case) {
                        self.unlearned_files.insert(case);
                    } else {
                        self.unlearned.insert(case);
                    }
                    if entry.to_do {
                        self.to_do.insert(case);
                    } else {
                        self.to_do.remove(&case);
                    }
                }
                Some(DocumentKind::Agenda) if !self.agendas.contains(&doc) => self.agendas.push(doc),
                Some(DocumentKind::Directory) => self.directory = Some(doc),
                Some(DocumentKind::UnitSettings) => self.settings = Some(doc),
                Some(DocumentKind::Agenda) | None => (),
            }
        }
    }

    /// Teaches the search at most so many names. Whoever wants to find has to learn all of them first.
    pub(crate) fn learn_names(&mut self, index: &Index, at_most: usize) {
        for _ in 0..at_most {
            if let Some(case) = self.unlearned.pop_first() {
                let Some(CaseCards { person, file, .. }) = self.get(case, index) else { continue };
                let (keys, standing) = (SearchKeys::of(person, file), Standing::of(person, file));
                self.search.put(case, keys);
                self.stand(case, standing);
            } else if let Some(case) = self.unlearned_files.pop_first() {
                let Some(CaseCards { person, file, .. }) = self.get(case, index) else { continue };
                let (keys, standing) = (SearchKeys::of(None, file), Standing::of(person, file));
                self.search.add(case, keys);
                self.stand(case, standing);
            } else {
                return;
            }
        }
    }

    fn stand(&mut self, case: CaseId, standing: Standing) {
        let before = self.standings.insert(case, standing);
        self.n_removed -= usize::from(before.is_some_and(|before| before.is_removed));
        self.n_removed += usize::from(standing.is_removed);
    }

    /// How many cases there are, the trash aside.
    pub(crate) fn n_present(&self) -> usize {
        self.standings.len() - self.n_removed
    }

    /// Does the search know every name?
    pub(crate) fn knows_names(&self) -> bool {
        self.unlearned.is_empty() && self.unlearned_files.is_empty()
    }

    /// One case.
    pub(crate) fn get<'a>(&self, case: CaseId, index: &'a Index) -> Option<CaseCards<'a>> {
        let documents = *self.cases.get(&case)?;
        let card = |doc: Option<DocumentId>| index.get(doc?)?.card();
        let person = card(documents.person)
            .and_then(|card| if let Card::Person(card) = card { Some(card) } else { None });
        let file =
            card(documents.file).and_then(|card| if let Card::Case(card) = card { Some(card) } else { None });
        Some(CaseCards { case, documents, person, file })
    }

    /// Cases that a search finds and that fit, in the order in which a list shows them.
    pub(crate) fn find(&self, search: &str, fits: impl Fn(&Standing) -> bool) -> Vec<CaseId> {
        let mut found = self.search.find(search, usize::MAX);
        found.retain(|case| self.standings.get(case).is_some_and(&fits));
        found
    }

    /// Every case, in no order that means anything.
    pub(crate) fn cases<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = CaseCards<'a>> {
        self.cases.keys().filter_map(move |case| self.get(*case, index))
    }

    /// Cases with a next step that is open.
    pub(crate) fn to_do<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = CaseCards<'a>> {
        self.to_do.iter().filter_map(move |case| self.get(*case, index))
    }

    /// Every agenda.
    pub(crate) fn agendas<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = &'a AgendaCard> {
        self.agendas.iter().filter_map(move |doc| match index.get(*doc)?.card()? {
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
        index.get(doc?)?.card()
    }
}
