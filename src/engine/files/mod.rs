//! Messages as the lines of a file: JSON to be imported again, or text to be read. And what an import adds where some
//! of it may be here already. Pure: the driver reads the rows, and gives the core what is new.

mod base64;
mod line;
mod merge;

use crate::chat::{Content, MessageRecord, Place, read_anyway};

pub(super) use line::{Line, json_line};
pub(super) use merge::Merge;

/// Lines that are read at once, so that the page stays responsive.
pub(super) const LINES: usize = 500;

/// `[time] name: text`, with the topic where a feed shows several.
pub(super) fn text_line(room: &str, record: &MessageRecord, time: &dyn Fn(u64) -> String) -> String {
    let content = read_anyway(&record.payload);
    let topic = record.topic.as_deref().filter(|topic| *topic != room);
    let author = match &content {
        Content::Chat { user, .. } => user.as_deref().filter(|user| !user.trim().is_empty()),
        _ => None,
    };
    let said = match &content {
        Content::Chat { say, .. } => say.clone(),
        Content::Report { msg, .. } => msg.clone(),
        Content::Json(text) | Content::Text(text) => text.clone(),
        Content::Binary(_) | Content::Large(_) => content.summary(),
    };
    let mut line = ["[", &time(record.arrived_at), "] "].concat();
    let names = [topic, author].into_iter().flatten();
    for name in names {
        line.push_str(name);
        line.push_str(": ");
    }
    line.push_str(&said);
    line.push('\n');
    line
}

/// Whether one of ours has not taken its place yet.
fn waits(record: &MessageRecord) -> bool {
    record.place == Place::Waiting
}

#[cfg(test)]
mod tests;
