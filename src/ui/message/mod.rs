//! What can be done with one message, and what it is underneath.

mod inspect;

pub(crate) use self::inspect::inspect;
use super::copy::{CopyWords, copy_button};
use super::dialog::frame;
use super::model::{Modal, Model};
use super::view::{button, el};
use crate::chat::{Item, MessageKey, Place, RoomKey, Status};
use crate::engine::Command;
use crate::web::element::El;

pub(crate) fn menu(model: Model, room: RoomKey, key: MessageKey) -> El {
    let text = &model.text.menu;
    let item = model.item(room, key);
    let quoted = item.as_ref().map(|item| item.message.content.summary()).unwrap_or_default();
    let frame =
        frame(model, "menu", text.title).child(el("p", "menu-quote").attr("dir", "auto").text(&quoted));
    let Some(item) = item else { return frame };
    let words = &model.text.listeners;
    let copied = item.clone();
    let copy = CopyWords { copy: text.copy_text, copied: words.copied, failed: words.copy_failed };
    let can_answer = item.message.id().is_some();
    let answer = move || {
        model.close_modal();
        model.answering.set(Some((room, key)));
    };
    let resend = move || {
        model.close_modal();
        model.send(Command::Resend { room, key });
    };
    let can_resend = matches!(item.status, Status::Failed(_) | Status::Unconfirmed);
    let actions = el("div", "menu-items")
        .maybe(can_answer.then(|| button("menu-item", text.reply, answer)))
        .child(copy_button("menu-item", copy, move || copied.message.said().unwrap_or_default().to_owned()))
        .child(button("menu-item", text.inspect, move || model.open_modal(Modal::Inspect(room, key))))
        .maybe(can_resend.then(|| button("menu-item", text.retry, resend)))
        .child(button("menu-item danger", text.delete, move || delete(model, room, &item)));
    frame.child(actions).child(el("p", "hint").text(text.delete_means))
}

fn delete(model: Model, room: RoomKey, item: &Item) {
    let key = item.message.key;
    model.close_modal();
    match item.place {
        Place::Settled(_) => model.send(Command::Forget { room, key, place: item.place }),
        Place::Waiting => model.send(Command::Delete { room, key }),
    }
    model.gone.set(Some(key));
}

impl Model {
    /// A message that is held, or on the page.
    pub(crate) fn item(&self, room: RoomKey, key: MessageKey) -> Option<Item> {
        let held = self.chat(|chat| chat.room(room)?.timeline.find(key).cloned()).flatten();
        held.or_else(|| self.paged.with_value(|paged| paged.get(&key).cloned()))
    }
}
