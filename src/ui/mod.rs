//! What people see: Leptos components, a folder for each place on the screen.
//! Thin on purpose: what is true lives in the engine's `Chat`, and `model` brings it here as signals.

// Leptos' component macro declares what it makes `pub`, whatever the component says.
#![allow(unreachable_pub)]

mod composer;
mod model;
mod rooms;
mod shell;
mod sign_in;
mod timeline;

use leptos::prelude::*;

use self::model::Model;
use self::shell::{Shell, TopBar};
use self::sign_in::SignIn;
use crate::engine::{HostConfig, Prefill, Problem, Stage, Theme};
use crate::web::dom;

/// The static first paint in `index.html`, which the app takes the place of.
const FIRST_PAINT: &str = "boot";

/// Starts the engine and puts the app into the page. `problem` is what went wrong before, in reading the host's
/// settings.
pub fn mount(config: HostConfig, prefill: Prefill, problem: Option<Problem>) {
    match config.theme {
        Some(Theme::Light) => dom::set_root_attribute("data-theme", "light"),
        Some(Theme::Dark) => dom::set_root_attribute("data-theme", "dark"),
        None => {}
    }
    mount_to_body(move || {
        let model = Model::start(config, prefill, problem);
        provide_context(model);
        dom::set_root_attribute("lang", model.text.lang);
        view! { <App /> }
    });
    dom::remove(FIRST_PAINT);
}

#[component]
fn App() -> impl IntoView {
    let model = Model::expect();
    let signed_in = Memo::new(move |_| model.stage.get() == Stage::In);
    view! {
        <div class="app">
            <TopBar />
            {move || if signed_in.get() { view! { <Shell /> }.into_any() } else { view! { <SignIn /> }.into_any() }}
        </div>
    }
}
