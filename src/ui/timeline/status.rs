//! How far one of our own messages has come, beside it. Its changes are not read aloud: the message was.

use super::lines::RowState;
use crate::chat::{MessageKey, RoomKey, Status};
use crate::engine::Command;
use crate::i18n::StatusStrings;
use crate::ui::model::Model;
use crate::ui::state::State;
use crate::ui::view::{button, el, watch};
use crate::web::element::El;

pub(super) fn own_status(model: Model, room: RoomKey, key: MessageKey, state: State<RowState>) -> El {
    let text = &model.text.status;
    let footer = el("footer", "status").attr("aria-live", "off");
    let place = footer.clone();
    let mut shown = None;
    watch(move || {
        // The row may be on its way out.
        let Some(status) = state.try_get().map(|state| state.status) else { return };
        if shown.replace(status) == Some(status) {
            return;
        }
        place.clear();
        let (word, means) = words(text, status);
        let icon = el("span", icon(status)).attr("aria-hidden", "true");
        let said = el("span", "status-word").text(word);
        place.append(&el("span", "status-state").attr("title", means).child(icon).child(said));
        place.toggle("doubtful", status == Status::Unconfirmed);
        if matches!(status, Status::Failed(_) | Status::Unconfirmed) {
            let retry = move || model.send(Command::Resend { room, key });
            let delete = move || model.send(Command::Delete { room, key });
            place.append(&button("quiet", text.retry, retry));
            place.append(&button("quiet", text.delete, delete));
        }
    });
    footer
}

/// The word, and what it means.
pub(crate) fn words(text: &StatusStrings, status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Queued => (text.queued, text.queued_title),
        Status::Sent => (text.sent, text.sent_title),
        Status::Unconfirmed => (text.unconfirmed, text.unconfirmed_title),
        Status::Delivered | Status::Received => (text.delivered, text.delivered_title),
        Status::Failed(failure) => ((text.failed)(failure), ""),
    }
}

fn icon(status: Status) -> &'static str {
    match status {
        Status::Queued => "icon icon-clock",
        Status::Sent => "icon icon-check",
        Status::Delivered | Status::Received => "icon icon-checks",
        Status::Failed(_) | Status::Unconfirmed => "icon icon-warning",
    }
}
