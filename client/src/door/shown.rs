//! Which view answers which question, so that a component names the type it shows and nothing else.

use api::field::Schema;
use api::view::{
    AppointmentLine, AppointmentView, CalendarView, CaseListView, CaseView, Gate, HistoryLine, Loaded,
    MembersView, SettingsView, SheetView, SiteView, SyncBadge, SyncView, TodayView, TrashLine, View,
};
use std::rc::Rc;

/// What a component can show.
pub(crate) trait Shown: Sized + PartialEq + 'static {
    /// Takes it out of an answer; `None` if the answer is to another question.
    fn of(view: View) -> Option<Self>;
}

/// Says which variant of [`View`] carries which type.
macro_rules! shown {
    ($($variant:ident => $shown:ty),* $(,)?) => {$(
        impl Shown for $shown {
            fn of(view: View) -> Option<Self> {
                if let View::$variant(shown) = view { Some(shown) } else { None }
            }
        }
    )*};
}

shown! {
    Gate => Gate,
    Schema => Schema,
    Today => TodayView,
    CaseList => CaseListView,
    History => Vec<HistoryLine>,
    Trash => Vec<TrashLine>,
    Calendar => CalendarView,
    Sync => SyncView,
    SyncBadge => SyncBadge,
    Members => MembersView,
    Sites => Vec<SiteView>,
    Settings => SettingsView,
    Sheet => SheetView,
    Appointment => AppointmentView,
    Clashes => Vec<AppointmentLine>,
    Draft => Vec<(String, String)>,
}

impl Shown for CaseView {
    fn of(view: View) -> Option<Self> {
        if let View::Case(shown) = view { Some(*shown) } else { None }
    }
}

/// The answer as a component keeps it; an answer to another question leaves everything as it was.
pub(crate) fn shown<T: Shown>(answer: Loaded<View>) -> Option<Loaded<Rc<T>>> {
    Some(match answer {
        Loaded::Waiting => Loaded::Waiting,
        Loaded::Ready(view) => Loaded::Ready(Rc::new(T::of(view)?)),
        Loaded::Stale { last, because } => Loaded::Stale { last: Rc::new(T::of(last)?), because },
        Loaded::Failed(because) => Loaded::Failed(because),
    })
}
