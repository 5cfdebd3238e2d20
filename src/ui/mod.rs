//! What people see, a folder for each place on the screen. Thin on purpose: what is true lives in the engine's `Chat`, and
//! `model` brings it here as states (`state`); `view` turns states into elements.

mod composer;
mod copy;
mod dialog;
mod invite;
mod keys;
mod look;
mod message;
mod model;
mod people;
mod rooms;
mod search;
mod settings;
mod shell;
mod sign_in;
mod state;
mod tab;
mod timeline;
mod update;
mod view;

use std::time::Duration;

use leptos::prelude::*;

use self::look::Look;
use self::model::Model;
use self::view::{el, keep, later, show, slot, watch};
use crate::engine::{Opening, Stage};
use crate::ui::state::{Derived, Held, State};
use crate::web::element::El;
use crate::web::intl::Clock;
use crate::web::page::Typed;
use crate::web::{dom, history, viewport};

/// The static first paint in `index.html`, and the form before the app: the app takes their place.
const BEFORE: [&str; 2] = ["boot", "boot-form"];

/// Starts the engine and puts the app into the page.
pub fn mount(opening: Opening) {
    mount_to_body(move || {
        let model = Model::start(opening, Look::kept());
        let is_due = due(model);
        if let Some(body) = El::body() {
            body.append(&show(
                move || is_due.get(),
                move || {
                    BEFORE.into_iter().for_each(dom::remove);
                    app(model)
                },
            ));
        }
    });
}

/// Whether the app takes the place of what was there before it. Who pressed Connect in the form before the app is signed
/// in first: on a slow phone, to build the same form again keeps the broker waiting. It is built where the answer takes
/// long, because only the app's form can search, cancel and say what is wrong.
fn due(model: Model) -> Derived<bool> {
    const ANSWER_WITHIN: Duration = Duration::from_secs(1);
    let pressed = model.typed.with_value(|typed| typed.pressed);
    let waits = State::new(pressed);
    if pressed {
        model.typed.set_value(Typed::default());
        model.sign_in(model.form.with_value(|form| form.start.clone()));
        later(ANSWER_WITHIN, move || waits.set(false));
    }
    Derived::new(move |was_due| {
        was_due == Some(&true)
            || !waits.get()
            || model.stage.get() == Stage::In
            || model.problem.with(Option::is_some)
    })
}

fn app(model: Model) -> El {
    watch(move || {
        let (look, config) = (model.look.get(), model.config.get_value());
        look.apply(&config);
        model.clock.set_value(Clock::with(Some(&look.locale(&config).tag), look.hours));
    });
    keep(history::on_back(move || model.come_back()));
    view::on_anywhere("hashchange", move |_| invite::look_at_link(model));
    keep(viewport::follow_keyboard());
    tab::mind(model);
    // What depends on the language and the clock is made anew with them.
    let version = Derived::new(move |_| {
        let look = model.look.get();
        (look.hours, model.config.with_value(|config| look.strings(config).lang))
    });
    let number = Held::new(0);
    let renewed = move || {
        // To track it is not enough: one that was never read looks at nothing.
        version.with(|_| ());
        number.update_value(|number| *number += 1);
        number.get_value()
    };
    slot(renewed, move |_| {
        let text = model.look.get_untracked().strings(&model.config.get_value());
        Some(page(model.in_words(text)))
    })
}

fn page(model: Model) -> El {
    keys::listen(model);
    let signed_in = Derived::new(move |_| model.stage.get() == Stage::In);
    el("div", "app")
        .child(shell::top_bar(model))
        .child(slot(
            move || u64::from(signed_in.get()),
            move |signed_in| Some(if signed_in == 1 { shell::shell(model) } else { sign_in::sign_in(model) }),
        ))
        .child(notice(model))
        .child(update::update(model))
        .child(dialog::dialogs(model))
}

/// A word on what was just tried.
fn notice(model: Model) -> El {
    let place = el("p", "notice").attr("role", "status").attr("dir", "auto");
    let said = place.clone();
    watch(move || {
        let words = model.notice.get();
        said.set("hidden", words.is_none().then_some(""));
        said.write(words.as_deref().unwrap_or_default());
    });
    place
}
