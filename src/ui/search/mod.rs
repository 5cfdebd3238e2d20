//! Searching all that is on this device, while it is typed; a find leads to its place.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::model::{Model, Place};
use super::view::{el, icon_button, keep, next_frame, on, words};
use crate::chat::Place as Stand;
use crate::engine::{Found, Hit};
use crate::ui::state::{Held, State};
use crate::ui::timeline::tint;
use crate::web::element::El;
use crate::web::intl;

const MOST_SHOWN: usize = 100;
/// Between two keys of somebody who types.
const PATIENCE: Duration = Duration::from_millis(120);

pub(crate) fn page(model: Model) -> El {
    let text = &model.text.search;
    let state = State::new(String::new());
    let list = el("ol", "finds");
    let field = el("input", "")
        .attr("type", "search")
        .attr("aria-label", text.label)
        .attr("placeholder", text.placeholder)
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "search");
    // A later search makes the answers of an earlier one old.
    let number = Held::new(0_u32);
    let (typed, place) = (field.clone(), list.clone());
    let waiting = Held::new(None::<TimeoutHandle>);
    let search = move |after: Duration| {
        number.update_value(|number| *number += 1);
        let (mine, query, place) = (number.get_value(), typed.value(), place.clone());
        let search = move || look(model, query.clone(), Answer { mine, number, state, place: place.clone() });
        waiting.update_value(|waiting| {
            if let Some(waiting) = waiting.take() {
                waiting.clear();
            }
            *waiting = set_timeout_with_handle(search, after).ok();
        });
    };
    let sought = model.sought.with_value(String::clone);
    if !sought.is_empty() {
        model.sought.set_value(String::new());
        field.set_value(&sought);
        search(Duration::ZERO);
    }
    on(&field, "input", move |_| search(PATIENCE));
    let focused = field.clone();
    next_frame(move || focused.focus());
    let head = el("header", "place-head")
        .child(icon_button("bare", "back", model.text.settings.back, move || model.go_back()))
        .child(el("h2", "place-title").text(text.title));
    let status = words(el("p", "hint").attr("role", "status"), move || state.get());
    el("div", "page").child(head).child(
        el("div", "page-body").child(field).child(el("p", "hint").text(text.hint)).child(status).child(list),
    )
}

/// Where the finds go.
#[derive(Clone)]
struct Answer {
    mine: u32,
    number: Held<u32>,
    state: State<String>,
    place: El,
}

impl Answer {
    /// The page is still there, and nothing else was typed.
    fn is_wanted(&self) -> bool {
        self.number.try_get_value() == Some(self.mine)
    }

    fn show(&self, model: Model, found: &Found) {
        if !self.is_wanted() {
            return;
        }
        let text = &model.text.search;
        self.place.clear();
        for hit in &found.hits {
            self.place.append(&find(model, hit));
        }
        let count = match (found.total, found.complete) {
            (0, true) => text.none.to_owned(),
            (0, false) => text.loading.to_owned(),
            (total, true) => (text.found)(total),
            (total, false) => [&(text.found)(total), " ", text.loading].concat(),
        };
        self.state.set(count);
    }
}

fn look(model: Model, query: String, answer: Answer) {
    if query.trim().is_empty() {
        answer.place.clear();
        answer.state.set(String::new());
        return;
    }
    let Some(engine) = model.engine() else { return };
    spawn_local(async move {
        let partly = answer.clone();
        let found = engine.search(&query, MOST_SHOWN, move |found| partly.show(model, &found)).await;
        if let Ok(found) = found {
            answer.show(model, &found);
        }
    });
}

fn find(model: Model, hit: &Hit) -> El {
    let (room, key, place) = (hit.room, hit.key, hit.place);
    let name = untrack(|| model.line(room)).map(|line| line.name().to_owned()).unwrap_or_default();
    let time = model.clock.with_value(|clock| clock.full(hit.moment));
    let author = hit.author.clone().unwrap_or_default();
    let said = el("span", "find-said").attr("dir", "auto");
    let mut shown = 0;
    for mark in &hit.marks {
        if let (Some(before), Some(found)) =
            (hit.excerpt.get(shown..mark.start), hit.excerpt.get(mark.clone()))
        {
            said.append_text(before);
            said.append(&el("mark", "").text(found));
            shown = mark.end;
        }
    }
    said.append_text(hit.excerpt.get(shown..).unwrap_or_default());
    let head = el("span", "find-head")
        .child(el("bdi", &["author ", &tint(&author)].concat()).text(&author))
        .text(" ")
        .child(el("span", "find-room").text(&(model.text.search.in_room)(&name)))
        .text(" ")
        .child(el("time", "find-time").attr("datetime", &intl::iso(hit.moment)).text(&time));
    let go = el("button", "find").attr("type", "button").child(head).child(said);
    let (goes, at) = (
        go.clone(),
        match place {
            Stand::Settled(place) => place,
            Stand::Waiting => u64::MAX >> 1,
        },
    );
    // Kept by the page: finds come and go with every key, and their listeners with it.
    keep(goes.listen(
        "click",
        Box::new(move |_| {
            model.open_room(room);
            model.place.set(Place::Messages);
            model.jump.set(Some((room, at, key)));
        }),
    ));
    el("li", "").child(go)
}
