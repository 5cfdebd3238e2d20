//! Who is here: beside the messages where there is room, else a place of its own; who writes, and who has read.

mod foot;

pub(crate) use self::foot::foot;
use super::model::{Model, Place};
use super::view::{attribute, button, el, icon_button, watch};
use crate::chat::{Member, Origin, Presence, RoomKey};
use crate::engine::Command;
use crate::ui::look::{Beside, Look};
use crate::ui::timeline::tint;
use crate::web::dom;
use crate::web::element::El;

/// Beside the messages, or instead of them.
pub(crate) fn toggle(model: Model) {
    if dom::is_wide() {
        show_beside(model, if model.people_shown.get_untracked() { Beside::Hidden } else { Beside::Shown });
    } else if model.place.get_untracked() == Place::People {
        model.go_back();
    } else {
        model.go(Place::People);
    }
}

fn show_beside(model: Model, beside: Beside) {
    model.people_shown.set(beside == Beside::Shown);
    model.look.update(|look| look.people = beside);
    model.look.with_untracked(Look::keep);
}

pub(crate) fn pane(model: Model) -> El {
    let text = &model.text.people;
    let list = el("ul", "people");
    let (host, note) = (list.clone(), el("p", "hint"));
    let said = note.clone();
    watch(move || {
        model.people.track();
        host.clear();
        let Some(room) = model.open.get() else { return };
        let members = members(model, room);
        let others = members.iter().any(|member| !member.is_me);
        let refused = model.chat(|chat| chat.people().is_refused()).unwrap_or_default();
        said.write(match (refused, others) {
            (true, _) => text.refused,
            (false, false) => text.none,
            (false, true) => "",
        });
        for member in &members {
            let twin =
                members.iter().any(|other| other.name == member.name && other.client_id != member.client_id);
            host.append(&person(model, member, if twin { Twin::Some } else { Twin::None }));
        }
    });
    let close = move || {
        if dom::is_wide() {
            show_beside(model, Beside::Hidden);
        }
        if model.place.get_untracked() == Place::People {
            model.go_back();
        }
    };
    let head = el("header", "place-head")
        .child(el("h2", "place-title").text(text.title))
        .child(icon_button("bare", "close", text.hide, close));
    let invite = button("quiet", model.text.place.invite, move || {
        if let Some(room) = model.open.get_untracked() {
            model.open_modal(super::model::Modal::Invite(room));
        }
    });
    el("aside", "people-pane")
        .attr("aria-label", text.region)
        .child(head)
        .child(list)
        .child(note)
        .child(invite)
}

/// Whether another has the same name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Twin {
    None,
    Some,
}

fn person(model: Model, member: &Member, twin: Twin) -> El {
    let text = &model.text.people;
    let away = member.status == Presence::Away;
    let name = member.name.to_string();
    let direct = (text.direct)(&name);
    let sign = name.chars().next().map(String::from).unwrap_or_default();
    let face = el("span", &["face ", &tint(&name)].concat()).attr("aria-hidden", "true").text(&sign);
    let state = el("span", "person-state").text(match (member.is_me, away) {
        (true, _) => text.you,
        (false, true) => text.away,
        (false, false) => text.online,
    });
    let twin = (twin == Twin::Some)
        .then(|| el("span", "person-twin").attr("dir", "ltr").text(&(text.same_name)(&member.client_id)));
    let words = el("span", "person-words")
        .child(el("bdi", &["person-name ", &tint(&name)].concat()).text(&name))
        .text(" ")
        .child(state)
        .maybe(twin);
    let row = el("li", if away { "person is-away" } else { "person" }).child(face).child(words);
    if member.is_me {
        return row;
    }
    let talk = icon_button("bare", "direct", &direct, move || model.send(Command::Direct(name.clone())));
    row.child(talk)
}

/// So many are here, on the button that shows them: a number drawn by the style sheet, since the button's name does not
/// hold it, and words that describe the button.
pub(crate) fn with_count(button: El, model: Model, room: RoomKey) -> El {
    let here = move || {
        model.people.track();
        members(model, room).len()
    };
    let number = move || Some(here()).filter(|here| *here > 0).map(|here| here.to_string());
    let button = attribute(button, "data-count", number);
    attribute(button, "title", move || Some((model.text.people.here)(here())))
}

/// Who is in a room, by name; of a direct one, those who it is between.
fn members(model: Model, room: RoomKey) -> Vec<Member> {
    let read = |chat: &crate::chat::Chat| {
        let entry = chat.room(room)?;
        let people = chat.people();
        Some(match &entry.direct {
            Some(name) => {
                let all = people.all().into_iter();
                all.filter(|member| member.is_me || *member.name == **name).collect()
            }
            None => people.members(entry.room.as_str()),
        })
    };
    model.chat(read).flatten().unwrap_or_default()
}

/// Everybody's names, each once.
pub(crate) fn names(model: Model) -> Vec<String> {
    let all = model.chat(|chat| chat.people().all()).unwrap_or_default();
    let mut names: Vec<String> = all.iter().map(|member| member.name.to_string()).collect();
    crate::order::sort_by(&mut names, Ord::cmp);
    names.dedup();
    names
}

/// Those who spoke in a room, the last first, then those who are in it.
pub(crate) fn speakers(model: Model, room: RoomKey) -> Vec<String> {
    let spoke = |chat: &crate::chat::Chat| {
        let mut names: Vec<String> = Vec::new();
        for item in chat.room(room)?.timeline.iter().rev().filter(|item| item.message.origin != Origin::Own) {
            if let Some(name) = item.message.author().filter(|name| !names.iter().any(|known| known == name))
            {
                names.push(name.to_owned());
            }
        }
        Some(names)
    };
    let mut names = model.chat(spoke).flatten().unwrap_or_default();
    for member in members(model, room) {
        if !names.iter().any(|known| **known == *member.name) {
            names.push(member.name.to_string());
        }
    }
    names
}
