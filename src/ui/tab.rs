//! What of the chat is seen of a tab that nobody looks at: its title, its icon, the app's badge, notifications.

use std::collections::HashMap;

use super::model::{Model, RoomLine};
use super::view::{keep, watch};
use crate::chat::{Notify, RoomKey};
use crate::engine::Prefill;
use crate::web::badge::{self, Favicon};
use crate::web::{dom, notifications, page, update};

/// Unread messages and mentions of each room when they were last looked at.
type Counts = HashMap<RoomKey, (u32, u32)>;

pub(super) fn mind(model: Model) {
    let (mut before, mut marked) = (Counts::new(), None);
    watch(move || {
        model.rooms.with(|rooms| {
            let unread = unread(rooms);
            if marked.replace(unread) != Some(unread) {
                mark(unread);
            }
            for line in rooms {
                tell(model, line, before.get(&line.key).copied().unwrap_or_default());
            }
            before = rooms.iter().map(|line| (line.key, (line.unread, line.mentions))).collect();
        });
    });
    keep(notifications::on_open(move |fragment| {
        let wanted = Prefill::from_fragment(&fragment).room;
        let room = model.rooms.with_untracked(|rooms| {
            rooms.iter().find(|line| Some(&line.topic) == wanted.as_ref()).map(|line| line.key)
        });
        if let Some(room) = room {
            model.open_room(room);
        }
    }));
    update::updates(move || model.update_ready.set(true));
}

/// A muted room is counted in its line alone.
fn unread(rooms: &[RoomLine]) -> u32 {
    let loud = rooms.iter().filter(|line| line.settings.notify != Notify::None || line.mentions > 0);
    loud.map(|line| line.unread).fold(0, u32::saturating_add)
}

fn mark(unread: u32) {
    match unread {
        0 => dom::set_title("Snug"),
        _ => dom::set_title(&["(", &unread.to_string(), ") Snug"].concat()),
    }
    badge::set_favicon(if unread > 0 { Favicon::Unread } else { Favicon::Plain });
    badge::set_app_badge(unread);
}

/// One notification a room, which says the last message; it goes when the room was read.
fn tell(model: Model, line: &RoomLine, (unread, mentions): (u32, u32)) {
    if line.unread == 0 {
        if unread > 0 {
            notifications::close(&line.topic);
        }
        return;
    }
    let is_news = match line.settings.notify {
        Notify::All => line.unread > unread,
        Notify::Mentions => line.mentions > mentions,
        Notify::None => false,
    };
    if !is_news || !page::is_hidden() {
        return;
    }
    let body = match &line.last {
        Some((author, said, _)) if author.is_empty() => said.clone(),
        Some((author, said, _)) => [author, ": ", said].concat(),
        None => (model.text.notify.several)(line.unread),
    };
    let room = Prefill { room: Some(line.topic.clone()), ..Prefill::default() };
    notifications::show(&line.topic, line.name(), &body, &room.to_fragment());
}
