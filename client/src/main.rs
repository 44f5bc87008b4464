//! The page of the PWA: mounts the app.

use yew::prelude::*;

#[component]
fn App() -> Html {
    html! { <main class="App"></main> }
}

fn main() {
    let root = gloo_root();
    if let Some(root) = root {
        yew::Renderer::<App>::with_root(root).render();
    }
}

fn gloo_root() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.get_element_by_id("app")
}
