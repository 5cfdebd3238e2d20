//! The open room: its name, its messages, and the box to write in, or a word on why there is none.

use super::mark;
use crate::chat::{Access, Echo, RoomKey};
use crate::ui::composer::composer;
use crate::ui::model::{Modal, Model, Place, RoomLine};
use crate::ui::people;
use crate::ui::state::Derived;
use crate::ui::timeline::timeline;
use crate::ui::view::{attribute, el, icon_button, next_frame, on, show, slot, watch};
use crate::web::dom;
use crate::web::element::El;

/// Made anew for each room, so that nothing of one shows in another and no history is read aloud as news.
pub(crate) fn room_pane(model: Model, room: RoomKey) -> El {
    let text = model.text;
    let line = Derived::new(move |_| model.line(room));
    let read = |chat: &crate::chat::Chat| {
        let entry = chat.room(room)?;
        Some((entry.room.as_str().to_owned(), entry.room.is_feed()))
    };
    let (topic, is_feed) = model.chat(read).flatten().unwrap_or_default();
    let is_refused = move || is(line, |line| line.access == Access::Refused);
    let is_silent = move || is(line, |line| line.echo == Echo::Missing);
    let claim = move |_| {
        let name = line.get_untracked()?.direct?;
        Some(el("p", "note claim").text(&(text.place.direct_claim)(&name)))
    };
    let foot = if is_feed {
        el("p", "read-only").text(text.composer.read_only)
    } else {
        composer(model, room, &topic)
    };
    el("div", "slot")
        .child(head(model, room, line, is_feed))
        .child(show(is_refused, move || el("p", "note").text(text.timeline.refused)))
        .child(show(is_silent, move || el("p", "note").text(text.timeline.no_echo)))
        .child(slot(move || u64::from(is(line, |line| line.direct.is_some())), claim))
        .child(timeline(model, room, &topic, is_feed))
        .child(foot)
}

fn is(line: Derived<Option<RoomLine>>, what: fn(&RoomLine) -> bool) -> bool {
    line.with(|line| line.as_ref().is_some_and(what))
}

fn head(model: Model, room: RoomKey, line: Derived<Option<RoomLine>>, is_feed: bool) -> El {
    let text = model.text;
    let title = el("h2", "place-title").attr("tabindex", "-1");
    let said = title.clone();
    watch(move || {
        said.clear();
        let Some(line) = line.get() else { return };
        said.append(&el("bdi", "").text(line.name()));
        if line.name() != line.topic {
            said.append(&el("bdi", "place-topic").text(&line.topic));
        }
        if let Some(mark) = mark(&text.rooms, &line) {
            said.append(&mark);
        }
    });
    // On a touch screen the box would raise the keyboard, so the title takes the focus that the list loses.
    if is_feed || dom::is_coarse() {
        let title = title.clone();
        next_frame(move || title.focus());
    }
    let back = icon_button("bare back", "back", text.rooms.back, move || model.go_back());
    let people = (!is_feed).then(|| {
        let button = el("button", "bare people-open").attr("type", "button");
        on(&button, "click", move |_| people::toggle(model));
        let shown =
            move || (model.people_shown.get() && dom::is_wide()) || model.place.get() == Place::People;
        let label = move || Some(if shown() { text.people.hide } else { text.people.show }.to_owned());
        let button = attribute(button, "aria-expanded", move || Some(shown().to_string()));
        let button = attribute(button, "aria-label", label);
        people::with_count(button, model, room).child(crate::ui::view::icon("people"))
    });
    let name = line.get_untracked().map(|line| line.name().to_owned()).unwrap_or_default();
    let settings = icon_button("bare", "more", &(text.place.settings)(&name), move || {
        model.open_modal(Modal::Room(room));
    });
    el("header", "place-head").child(back).child(title).maybe(people).child(settings)
}
