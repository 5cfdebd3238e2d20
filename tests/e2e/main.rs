//! The release build of the page, played end to end in three browser engines: Chromium, Firefox and WebKitGTK.
//!
//! Everything: `cargo xtask test e2e`. One scenario in one engine, or whatever else a part of a name chooses:
//!
//! ```sh
//! cargo xtask test e2e two_people_talk
//! SNUG_ENGINES=firefox cargo xtask test e2e
//! cargo test --test e2e -- two_people_talk::chromium   # with dist/ and snug-host built, and the tools installed
//! ```
//!
//! Names read `file::engine::scenario`. `SNUG_DIST` names the built page (default `dist`), `SNUG_PSEUDO_DIST` the one
//! with the pseudo-locale (default `target/pseudo-dist`), `SNUG_HOST` the `snug-host` binary (default in `target/`), `SNUG_PYTHON` a Python with paho-mqtt, `SNUG_AXE` axe-core's script, `SNUG_ENGINES` the
//! engines, by commas.
//! A failure leaves pictures, HTML and console of its pages in `target/e2e/`. A scenario fails, too, when a page traps or
//! does what its Content Security Policy forbids.
//!
//! Scenarios that take long are ignored; `cargo xtask soak` and `cargo xtask screenshots` run them.
//!
//! A new scenario is an `async fn(stage: &Stage)` in a file named for its subject, listed in that file's
//! `in_three_engines!`. It finds things by role and accessible name (`support/page.rs`), never by class or id.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

#[path = "../support"]
mod support {
    #[path = "../../src/i18n/pseudo/accent.rs"]
    pub(crate) mod accent;
    pub(crate) mod axe;
    pub(crate) mod browser;
    pub(crate) mod content_type;
    pub(crate) mod crowd;
    pub(crate) mod cutting_link;
    pub(crate) mod embedded_host;
    pub(crate) mod hands;
    pub(crate) mod haste;
    pub(crate) mod link;
    pub(crate) mod mosquitto;
    pub(crate) mod page;
    pub(crate) mod process;
    pub(crate) mod python;
    pub(crate) mod scripted_ws;
    pub(crate) mod static_server;
    pub(crate) mod tab;
    pub(crate) mod wait;
}

mod stage;

/// Makes a test of each scenario for each engine: `chromium::scenario`, `firefox::scenario`, `webkit::scenario`.
macro_rules! in_three_engines {
    ($($scenario:ident),+ $(,)?) => {
        in_engine!(chromium, Chromium, $($scenario),+);
        in_engine!(firefox, Firefox, $($scenario),+);
        in_engine!(webkit, WebKit, $($scenario),+);
    };
}

macro_rules! in_engine {
    ($module:ident, $engine:ident, $($scenario:ident),+ $(,)?) => {
        mod $module {
            $(
                #[test]
                fn $scenario() {
                    let name = concat!(module_path!(), "::", stringify!($scenario));
                    crate::stage::play(crate::support::browser::Engine::$engine, name, super::$scenario);
                }
            )+
        }
    };
}

mod accessibility;
mod addresses;
mod coming_back;
mod commands;
mod dialects;
mod direct;
mod early_form;
mod faults;
mod feeds;
mod hidden;
mod history;
mod hosting;
mod interruptions;
mod invite;
mod keyboard;
mod large_room;
mod limits;
mod markup;
mod mentions;
mod message_menu;
mod nodes;
mod offline;
mod people;
mod phone;
mod places;
mod preferences;
mod pseudo;
mod python_and_page;
mod refusals;
mod replies;
mod room_settings;
mod rooms;
mod screenshots;
mod search;
mod sessions;
mod settings;
mod soak;
mod store_faults;
mod tabs;
mod two_people_talk;
mod unpacking;
mod walk;
mod without_locks;
