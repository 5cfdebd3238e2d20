//! Under the messages: who has read them, who is writing, who came and left. It takes no room when there is nothing to say.

use crate::chat::{Came, RoomKey};
use crate::ui::model::Model;
use crate::ui::view::{el, watch};
use crate::web::clock;
use crate::web::element::El;

/// Comings are told for so long.
const COMINGS_FOR: u64 = 10 * 60 * 1000;
const MOST_NAMED: usize = 3;

pub(crate) fn foot(model: Model, room: RoomKey) -> El {
    let (seen, comings, typing) = (el("p", "seen"), el("p", "comings"), el("p", "typing"));
    let foot = el("div", "people-foot").child(comings.clone()).child(seen.clone()).child(typing.clone());
    watch(move || {
        model.people.track();
        model.messages.track();
        write(&seen, &seen_words(model, room));
        write(&comings, &coming_words(model, room));
        write(&typing, &typing_words(model, room));
    });
    foot
}

fn write(place: &El, words: &str) {
    if place.words() != words {
        place.write(words);
    }
    place.set("hidden", words.is_empty().then_some(""));
}

fn topic(model: Model, room: RoomKey) -> Option<String> {
    model.chat(|chat| chat.room(room).map(|entry| entry.room.as_str().to_owned()))?
}

/// Those who have read the last message.
fn seen_words(model: Model, room: RoomKey) -> String {
    let me = model.me.get_untracked();
    let read = |chat: &crate::chat::Chat| {
        let entry = chat.room(room)?;
        let last = entry.timeline.iter().rev().find_map(|item| item.message.id().map(str::to_owned))?;
        let seen = chat.people().seen_by(entry.room.as_str()).into_iter();
        let mut names: Vec<String> =
            seen.filter(|(_, id)| **id == *last).map(|(name, _)| name.to_string()).collect();
        names.retain(|name| *name != me);
        names.dedup();
        Some(names)
    };
    let names = model.chat(read).flatten().unwrap_or_default();
    if names.is_empty() {
        String::new()
    } else {
        (model.text.people.seen_by)(&listed(model.text.people.comma, &names))
    }
}

/// The first few, and how many more.
fn listed(comma: &str, names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(MOST_NAMED).map(String::as_str).collect();
    let more = names.len().saturating_sub(MOST_NAMED);
    let rest = if more > 0 { [" +", &more.to_string()].concat() } else { String::new() };
    [shown.join(comma), rest].concat()
}

fn typing_words(model: Model, room: RoomKey) -> String {
    let text = &model.text.people;
    let Some(topic) = topic(model, room) else { return String::new() };
    let names = model.chat(|chat| chat.people().typing(&topic)).unwrap_or_default();
    match names.as_slice() {
        [] => String::new(),
        [one] => (text.typing_one)(one),
        [one, two] => (text.typing_two)(one, two),
        _ => text.typing_many.to_owned(),
    }
}

/// One line, whoever came or left lately.
fn coming_words(model: Model, room: RoomKey) -> String {
    let text = &model.text.people;
    let Some(topic) = topic(model, room) else { return String::new() };
    let since = clock::wall().saturating_sub(COMINGS_FOR);
    let read = |chat: &crate::chat::Chat| {
        let comings = chat.people().comings(&topic).filter(|coming| coming.at >= since);
        comings.map(|coming| (coming.name.to_string(), coming.what, coming.at)).collect::<Vec<_>>()
    };
    let all = model.chat(read).unwrap_or_default();
    let words = |(name, what, _): &(String, Came, u64)| match what {
        Came::Came => (text.came)(name),
        Came::Left => (text.left)(name),
    };
    match all.as_slice() {
        [] => String::new(),
        few @ ([_] | [_, _]) => few.iter().map(words).collect::<Vec<_>>().join(" · "),
        many => (text.comings)(many.len()),
    }
}
