//! The message that another one answers, above it in a line; a press goes there.

use crate::chat::{Message, Place, RoomKey};
use crate::ui::model::Model;
use crate::ui::timeline::said::tint;
use crate::ui::view::{button, el};
use crate::web::element::El;

pub(super) fn quote(model: Model, room: RoomKey, message: &Message) -> Option<El> {
    let id = message.answers()?.to_owned();
    let find = |chat: &crate::chat::Chat| {
        let timeline = &chat.room(room)?.timeline;
        timeline.iter().rev().find(|item| item.message.id() == Some(&id)).cloned()
    };
    let Some(answered) = model.chat(find).flatten() else {
        return Some(el("p", "quote gone").text(model.text.history.reply_gone));
    };
    let (original, place) = (answered.message.clone(), answered.place);
    let place = match place {
        Place::Settled(place) => place,
        Place::Waiting => 0,
    };
    let author = answered.message.author().unwrap_or_default();
    let quote = button("quote", "", move || model.jump.set(Some((room, place, original.key))));
    let words = el("span", "quote-said").attr("dir", "auto").text(&answered.message.content.summary());
    Some(quote.child(el("bdi", &["author ", &tint(author)].concat()).text(author)).text(" ").child(words))
}
