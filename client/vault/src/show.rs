//! Answers queries: fetches what a view needs and hands it to the pure functions of `views`. Cards wherever cards suffice (A11).

mod appointment;
mod case;
mod days;
mod lists;
mod people;
mod status;
mod unit;

use crate::{open::Step, store::Store};
use api::{
    query::Query,
    refusal::Refusal,
    view::{Loaded, SettingsView, View},
};
use casework::Subject;
use rand_core::CryptoRng;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Answers a query of the open vault.
    pub(crate) async fn show(&mut self, query: &Query) -> Loaded<View> {
        self.open.catalogue.follow(&mut self.open.index);
        let view = match query {
            Query::Gate => View::Gate(self.gate()),
            Query::Schema => View::Schema(crate::views::schema::schema()),
            Query::Today => View::Today(self.today_view()),
            Query::CaseList(filter) => {
                self.open.catalogue.learn_names(&self.open.index, usize::MAX);
                View::CaseList(self.case_list(filter))
            }
            Query::Case(case) => {
                return loaded(self.case_view(*case).await.map(|view| View::Case(Box::new(view))));
            }
            Query::History(case) => return loaded(self.history(*case).await.map(View::History)),
            Query::Trash => View::Trash(self.trash()),
            Query::Calendar { from, to } => View::Calendar(self.calendar(*from, *to)),
            Query::Clashes { draft, moved } => View::Clashes(self.clashes_with(draft, *moved)),
            Query::Sync => View::Sync(self.sync_view()),
            Query::SyncBadge => View::SyncBadge(self.badge()),
            Query::Members => View::Members(self.members()),
            Query::Sites => View::Sites(self.sites()),
            Query::Directory => {
                let document = self.unit_document(Subject::Directory).await;
                return loaded(document.map(View::Sheet));
            }
            Query::UnitSettings => {
                let document = self.unit_document(Subject::UnitSettings).await;
                return loaded(document.map(View::Sheet));
            }
            Query::Appointment { appointment, day } => {
                return loaded(self.appointment(*appointment, *day).await.map(View::Appointment));
            }
            Query::Draft(form) => View::Draft(self.open.drafts.forms.get(form).cloned().unwrap_or_default()),
            Query::Settings => {
                View::Settings(SettingsView { auto_lock_minutes: self.open.settings.auto_lock_minutes })
            }
        };
        Loaded::Ready(view)
    }
}

fn loaded(view: Result<View, Refusal>) -> Loaded<View> {
    match view {
        Ok(view) => Loaded::Ready(view),
        // It comes, and the view is made again then.
        Err(Refusal::NotHereYet) => Loaded::Waiting,
        Err(refusal) => Loaded::Failed(refusal),
    }
}
