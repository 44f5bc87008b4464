//! The unit: its name, its Land, how one is seen oneself, and the texts that its carrier must show.

use super::staff::{StaffFields, staff_entry};
use crate::door::use_view;
use crate::locale::use_locale;
use crate::ui::kit::chip::Tone;
use crate::ui::kit::field::folded::{Folded, standing};
use crate::ui::kit::field::{FieldView, use_office};
use crate::ui::kit::loaded::loaded;
use crate::ui::kit::notice::Notice;
use crate::ui::kit::panel::Panel;
use api::field::{Place, Sheet};
use api::ids::MemberId;
use api::query::Query;
use api::view::SheetView;
use std::rc::Rc;
use yew::prelude::*;

/// What the unit is called and where it is.
const UNIT: &[&str] = &["unit.name", "unit.carrier", "unit.land", "unit.case_prefix"];

/// Texts of the carrier.
pub(crate) const CARRIER_TEXTS: [&str; 3] = ["unit.imprint", "unit.privacy", "unit.accessibility"];

#[derive(PartialEq, Properties)]
pub(crate) struct PageProps {
    /// Who reads it.
    pub(crate) me: MemberId,
}

/// The page.
#[component]
pub(crate) fn UnitPage(props: &PageProps) -> Html {
    let locale = use_locale();
    let settings = use_view::<SheetView>(Query::UnitSettings);
    let office = use_office();
    loaded(&locale, &settings, |settings| {
        let Some(office) = &office else { return html! {} };
        let desk = office.desk(Sheet::UnitSettings, &settings.version, settings.access);
        let field = |id: &str| desk.field(None, id).map(|schema| standing(schema, &settings.root));
        html! {
            <>
                if settings.too_new { <Notice text={locale.text("refusal-read-only")} tone={Tone::Warn} /> }
                <Panel title={locale.text("section-stelle")}>
                    <Folded desk={Rc::clone(&desk)} place={Place::Root} fields={UNIT.iter().filter_map(|id| field(id)).collect::<Vec<_>>()} always={UNIT} />
                    <p class="Panel-row muted">{ locale.text(if desk.writable { "unit-why" } else { "unit-read-only" }) }</p>
                </Panel>
                <Panel title={locale.text("own-name-shown")}>
                    <StaffFields desk={Rc::clone(&desk)} entry={staff_entry(settings, props.me)} />
                </Panel>
                if desk.writable {
                    { for CARRIER_TEXTS.iter().filter_map(|id| field(id)).map(|(schema, state)| html! {
                        <Panel key={schema.id.as_str()} title={locale.field(&schema.id)}>
                            <div class="Panel-row"><FieldView desk={Rc::clone(&desk)} place={Place::Root} schema={schema.clone()} {state} bare=true /></div>
                        </Panel>
                    }) }
                }
            </>
        }
    })
}
