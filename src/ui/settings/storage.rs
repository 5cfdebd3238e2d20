//! The history on this device: how much it is, how long it stays, out of it and into it.

use leptos::task::spawn_local;

use super::choice::choice;
use crate::engine::{Command, Export, KeepFor};
use crate::ui::model::{Ask, Model};
use crate::ui::state::Held;
use crate::ui::view::{button, el, on};
use crate::web::dom::Offer;
use crate::web::element::El;
use crate::web::{database, files, intl};

const DAYS: [u16; 4] = [7, 30, 90, 365];

pub(super) fn section(model: Model) -> El {
    let text = &model.text.settings;
    // There from the start: what came into being later would push the buttons below from under the pointer.
    let used = el("p", "").text("…");
    let promise = el("p", "hint").text(text.not_persisted);
    let said = el("p", "hint").attr("role", "status");
    tell(model, used.clone(), promise.clone());
    let persist = button("quiet", text.persist, {
        let (used, promise) = (used.clone(), promise.clone());
        move || {
            let (used, promise) = (used.clone(), promise.clone());
            spawn_local(async move {
                database::persist().await;
                tell(model, used, promise);
            });
        }
    });
    let offer = Held::new(None);
    let save = move |format: fn() -> Export, name: &'static str| {
        move || {
            let Some(engine) = model.engine() else { return };
            spawn_local(async move {
                if let Ok(parts) = engine.export(format(), None).await {
                    offer.set_value(Offer::new(&parts.concat(), name));
                }
            });
        }
    };
    let clear = move || {
        model.open_modal(crate::ui::model::Modal::Ask(Ask {
            title: text.clear,
            means: text.clear_means.to_owned(),
            word: text.clear_do,
            yes: |model| model.send(Command::ClearHistory { room: None }),
        }));
    };
    let actions = el("div", "actions")
        .child(button("", text.export_json, save(|| Export::JsonLines, "snug-messages.jsonl")))
        .child(button(
            "",
            text.export_text,
            save(|| Export::Text(Box::new(intl::plain)), "snug-messages.txt"),
        ))
        .child(import(model, said.clone()));
    super::section(
        text.storage,
        vec![
            used,
            promise,
            persist,
            keep_for(model),
            actions,
            said,
            el("div", "actions").child(button("danger", text.clear, clear)),
        ],
    )
}

fn tell(model: Model, used: El, promise: El) {
    let text = &model.text.settings;
    let Some(engine) = model.engine() else { return };
    spawn_local(async move {
        let storage = engine.storage().await;
        let mut words = vec![(text.used)(storage.messages)];
        // Not every browser says how much it is.
        if let Some(bytes) = storage.bytes {
            words.push((model.text.timeline.size)(usize::try_from(bytes).unwrap_or(usize::MAX)));
        }
        used.write(&words.join(" · "));
        promise.write(if storage.persisted == Some(true) { text.persisted } else { text.not_persisted });
    });
}

fn keep_for(model: Model) -> El {
    let text = &model.text.settings;
    let now = model.engine().map(|engine| engine.keep_for()).unwrap_or_default();
    let days = DAYS.map(|days| (text.keep_days)(u32::from(days)));
    let mut words = vec![text.keep_ever];
    words.extend(days.iter().map(String::as_str));
    let at = match now {
        KeepFor::Ever => 0,
        KeepFor::Days(days) => DAYS.iter().position(|one| *one >= days).map_or(0, |at| at + 1),
    };
    choice("keep-for", text.keep_for, "", &words, at, move |at| {
        let days = at.checked_sub(1).and_then(|at| DAYS.get(at)).copied();
        model.send(Command::KeepFor(days.map_or(KeepFor::Ever, KeepFor::Days)));
    })
}

fn import(model: Model, said: El) -> El {
    let text = &model.text.settings;
    let file = el("input", "visually-hidden").attr("type", "file").attr("accept", ".jsonl,.txt,.json");
    file.set("tabindex", Some("-1"));
    file.set("aria-label", Some(text.import));
    let chosen = file.clone();
    on(&file, "change", move |_| {
        let (chosen, said) = (chosen.clone(), said.clone());
        let Some(engine) = model.engine() else { return };
        spawn_local(async move {
            let Some(content) = files::text_of(&chosen).await else { return };
            let answer = engine.import(content).await;
            said.write(&match answer {
                Ok(done) => (text.imported)(done.messages, done.rooms),
                Err(error) => (text.import_failed)(&(model.text.not_imported)(&error)),
            });
        });
    });
    let opens = file.clone();
    el("span", "slot").child(button("", text.import, move || opens.click())).child(file)
}
