//! What stands in the way of an appointment before it is made, in words. It is said beside the time and refuses nothing, because
//! two may well come together on purpose. What overlaps is the vault's rule, the same that marks appointments afterwards.

use crate::locale::{Locale, dates::Dates};
use crate::ui::wording;
use api::command::AppointmentDraft;
use api::ids::TimeOfDay;
use api::view::{AppointmentLine, MembersView};
use yew::AttrValue;

/// What is said about an appointment that `draft` would overlap with.
pub(super) fn said(
    locale: &Locale,
    draft: &AppointmentDraft,
    line: &AppointmentLine,
    members: Option<&MembersView>,
) -> AttrValue {
    let from = Dates::time(line.start);
    let end = line.start.0.saturating_add(line.minutes).min(24 * 60);
    let (at, to) = (("at", from.as_str()), Dates::time(TimeOfDay(end)));
    if draft.case.is_some() && draft.case == line.case {
        return locale.with("clash-counselee", &[at, ("to", &to)]);
    }
    let Some(id) = line.counsellor.filter(|_| draft.counsellor == line.counsellor) else {
        return locale.with("clash-site", &[at, ("to", &to), ("where", &line.site_name)]);
    };
    let with = wording::appointment(locale, line);
    if members.is_some_and(|all| all.members.iter().any(|one| one.me && one.id == id)) {
        return locale.with("clash-own", &[at, ("to", &to), ("with", &with)]);
    }
    let who = wording::member(locale, members, id);
    locale.with("clash-colleague", &[at, ("to", &to), ("who", &who), ("with", &with)])
}
