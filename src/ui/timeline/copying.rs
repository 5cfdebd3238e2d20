//! Several messages on the clipboard are readable text: who, when, what.

use crate::ui::model::Model;
use crate::ui::view::on;
use crate::web::clipboard;
use crate::web::element::El;

pub(super) fn as_text(_model: Model, log: &El) {
    let list = log.clone();
    on(log, "copy", move |event| {
        let rows = clipboard::selected(&list, "article");
        // A part of one message is copied as it is.
        if rows.len() < 2 {
            return;
        }
        let lines: Vec<String> = rows.iter().map(line).collect();
        if clipboard::put(&event, &lines.join("\n")) {
            event.prevent();
        }
    });
}

fn line(row: &El) -> String {
    let words = |selector: &str| row.find(selector).map(|part| part.words()).unwrap_or_default();
    ["[", &words("time"), "] ", &words(".author"), ": ", &words(".bubble")].concat()
}
