//! What a message is underneath: its topic, how it came, its times, and its payload byte for byte.

use leptos::task::spawn_local;

use crate::chat::{Item, MessageKey, Origin, RoomKey, hex_preview};
use crate::mqtt::Delivery;
use crate::ui::copy::{CopyWords, copy_button};
use crate::ui::dialog::frame;
use crate::ui::model::Model;
use crate::ui::timeline::{moment, status_words};
use crate::ui::view::el;
use crate::web::element::El;

const HEX_ROWS: usize = 64;

pub(crate) fn inspect(model: Model, room: RoomKey, key: MessageKey) -> El {
    let text = &model.text.inspect;
    let frame = frame(model, "inspect", text.title);
    let Some(item) = model.item(room, key) else { return frame.child(el("p", "").text(text.gone)) };
    let facts = el("dl", "facts").children(facts(model, &item));
    let payload = el("div", "payload").child(el("p", "hint").text(text.payload));
    let place = payload.clone();
    let at = item.place;
    spawn_local(async move {
        let Some(engine) = model.engine() else { return };
        let raw = engine.payload(room, key, at).await.ok().flatten();
        place.append(&raw.map_or_else(|| el("p", "").text(text.gone), |bytes| shown(model, &bytes)));
    });
    frame.child(facts).child(payload).child(el("p", "hint").text(text.claim))
}

fn facts(model: Model, item: &Item) -> Vec<El> {
    let text = &model.text.inspect;
    let message = &item.message;
    let when = |ms: u64| model.clock.with_value(|clock| clock.full(ms));
    let (qos, retained) = match message.origin {
        Origin::Own => (None, false),
        Origin::Received { retained, delivery } => (Some(delivery), retained),
    };
    let qos = qos.map(|delivery| match delivery {
        Delivery::AtMostOnce => "0",
        Delivery::AtLeastOnce => "1",
        Delivery::ExactlyOnce => "2",
    });
    let arrived = if message.origin == Origin::Own { text.written } else { text.arrived };
    let status = status_words(&model.text.status, item.status).0;
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            facts.push(el("dt", "").text(name));
            facts.push(el("dd", "").attr("dir", "auto").text(value));
        }
    };
    fact(text.topic, &message.topic);
    fact(text.sender, message.author().unwrap_or_default());
    fact(text.id, message.id().unwrap_or_default());
    fact(text.qos, qos.unwrap_or_default());
    fact(text.retained, if retained { text.yes } else { text.no });
    fact(text.sent, &when(moment(message)));
    fact(arrived, &when(message.arrived_at));
    if message.origin == Origin::Own {
        fact(text.status, status);
    }
    facts
}

fn shown(model: Model, bytes: &[u8]) -> El {
    let text = &model.text.inspect;
    let readable = std::str::from_utf8(bytes).ok().map(str::to_owned);
    let whole = readable.clone().unwrap_or_else(|| hex_preview(bytes, usize::MAX));
    let pre = el("pre", "").attr("tabindex", "0").attr("dir", "ltr");
    let words = &model.text.listeners;
    let copy = CopyWords { copy: text.copy, copied: words.copied, failed: words.copy_failed };
    el("div", "slot")
        .child(el("p", "hint").text(&(text.bytes)(bytes.len())))
        .child(pre.text(&readable.unwrap_or_else(|| hex_preview(bytes, HEX_ROWS))))
        .child(copy_button("quiet", copy, move || whole.clone()))
}
