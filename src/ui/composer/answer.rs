//! Which message the next one answers, above the box, and the way out of that.

use leptos::prelude::*;

use super::BOX;
use crate::chat::RoomKey;
use crate::ui::model::Model;
use crate::ui::timeline::tint;
use crate::ui::view::{el, icon_button, slot};
use crate::web::dom;
use crate::web::element::El;

pub(super) fn bar(model: Model, room: RoomKey) -> El {
    let answered = move || model.answering.get().filter(|(of, _)| *of == room).map(|(_, key)| key);
    slot(
        move || answered().map_or(0, |key| key.0 + 1),
        move |which| {
            let key = untrack(answered).filter(|_| which > 0)?;
            let read = |chat: &crate::chat::Chat| {
                let item = chat.room(room)?.timeline.find(key)?.clone();
                Some(item.message)
            };
            let message = model.chat(read).flatten()?;
            let author = message.author().unwrap_or(model.text.timeline.anonymous);
            let cancel = icon_button("bare", "close", model.text.history.cancel_reply, move || {
                model.answering.set(None);
            });
            if !dom::is_coarse() {
                dom::focus_by_id(BOX);
            }
            let title = el("strong", &tint(author)).text(&(model.text.history.replying)(author));
            let words = el("span", "quote-said").attr("dir", "auto").text(&message.content.summary());
            Some(el("div", "answering").child(el("p", "").child(title).text(" ").child(words)).child(cancel))
        },
    )
}
