//! The device's storage is nearly full: said before it is full, wherever one is, because then nothing more can be saved.

use crate::locale::use_locale;
use crate::route::Route;
use crate::ui::kit::go::Go;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) route: Route,
    pub(crate) is_low: bool,
}

/// The notice; not where the numbers stand anyway.
#[component]
pub(crate) fn RoomNotice(props: &Props) -> Html {
    let locale = use_locale();
    html! {
        <div role="status">
            if props.is_low && props.route != Route::Sync {
                <div class="UpdateNotice" data-tone="warn">
                    <p><strong>{ locale.text("storage-low") }</strong><span>{ locale.text("storage-low-what") }</span></p>
                    <Go to={Route::Sync} class="Button">{ locale.text("storage-low-look") }</Go>
                </div>
            }
        </div>
    }
}
