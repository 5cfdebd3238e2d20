//! To any room, or to somebody, by a few letters of its name.

use crate::chat::{Room, RoomKey};
use crate::engine::{Command, without_capitals};
use crate::ui::dialog::frame;
use crate::ui::model::Model;
use crate::ui::state::{Derived, State};
use crate::ui::view::{el, on, watch};
use crate::web::element::El;

const LIST: &str = "switcher-list";
const MOST_SHOWN: usize = 12;

/// Where a choice leads.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Goal {
    Room(RoomKey),
    Direct(String),
    Join(String),
}

pub(crate) fn switcher(model: Model) -> El {
    let text = &model.text.switcher;
    let typed = State::new(String::new());
    let chosen = State::new(0_usize);
    let field = el("input", "")
        .attr("type", "text")
        .attr("role", "combobox")
        .attr("aria-label", text.label)
        .attr("aria-controls", LIST)
        .attr("aria-expanded", "true")
        .attr("aria-autocomplete", "list")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("autofocus", "")
        .attr("placeholder", text.label);
    let goals = Derived::new(move |_| {
        model.people.track();
        find(model, &typed.get())
    });
    let words = field.clone();
    on(&field, "input", move |_| {
        chosen.set(0);
        typed.set(words.value());
    });
    on(&field, "keydown", move |event| {
        let last = goals.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => chosen.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" if !event.is_composing() => {
                if let Some((goal, _)) = goals.with(|goals| goals.get(chosen.get_untracked()).cloned()) {
                    go(model, goal);
                }
            }
            _ => return,
        }
        event.prevent();
    });
    let list = el("ul", "choices").attr("id", LIST).attr("role", "listbox").attr("aria-label", text.title);
    let (host, field_now) = (list.clone(), field.clone());
    watch(move || {
        host.clear();
        let at = chosen.get();
        goals.with(|goals| {
            if goals.is_empty() {
                host.append(&el("li", "hint").text(text.none));
            }
            for (index, (goal, name)) in goals.iter().enumerate() {
                let option = option(model, goal.clone(), name, index, index == at);
                host.append(&option);
            }
        });
        let active = [LIST, "-", &at.to_string()].concat();
        field_now.set("aria-activedescendant", Some(&active));
        if let Some(row) = El::by_id(&active) {
            row.scroll_into_sight();
        }
    });
    frame(model, "switcher", text.title).child(field).child(list).child(el("p", "hint").text(text.hint))
}

fn option(model: Model, goal: Goal, name: &str, index: usize, is_chosen: bool) -> El {
    let option = el("li", if is_chosen { "choice chosen" } else { "choice" })
        .attr("id", &[LIST, "-", &index.to_string()].concat())
        .attr("role", "option")
        .attr("aria-selected", if is_chosen { "true" } else { "false" })
        .child(el("bdi", "").text(name));
    // Lives as long as the dialog: a list that is made anew lets go of the old ones with it.
    on(&option, "click", move |_| go(model, goal.clone()));
    option
}

fn go(model: Model, goal: Goal) {
    model.close_modal();
    match goal {
        Goal::Room(room) => model.open_room(room),
        Goal::Direct(name) => model.send(Command::Direct(name)),
        Goal::Join(topic) => model.send(Command::Join(topic)),
    }
}

/// Rooms first, those with news before others; then people; then a room that would be new.
fn find(model: Model, typed: &str) -> Vec<(Goal, String)> {
    let wanted = without_capitals(typed.trim());
    let fits = |name: &str| without_capitals(name).contains(&wanted);
    let mut goals: Vec<(Goal, String)> = model.rooms.with(|rooms| {
        let mut fitting: Vec<_> =
            rooms.iter().filter(|line| fits(line.name()) || fits(&line.topic)).collect();
        crate::order::sort_by_key(&mut fitting, |line| (line.mentions == 0, line.unread == 0));
        fitting.into_iter().map(|line| (Goal::Room(line.key), line.name().to_owned())).collect()
    });
    let me = model.me.get_untracked();
    if !wanted.is_empty() {
        for name in crate::ui::people::names(model).into_iter().filter(|name| fits(name) && *name != me) {
            goals.push((Goal::Direct(name.clone()), (model.text.switcher.direct)(&name)));
        }
        let topic = typed.trim();
        let known = model.rooms.with(|rooms| rooms.iter().any(|line| line.topic == topic));
        if !known && Room::parse(topic).is_ok() {
            goals.push((Goal::Join(topic.to_owned()), (model.text.switcher.join)(topic)));
        }
    }
    goals.truncate(MOST_SHOWN);
    goals
}
