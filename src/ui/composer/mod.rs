//! Where people write. The text stays until the engine says that it is stored; Enter never sends what an input
//! method is still composing.

mod answer;
mod commands;
mod complete;
mod suggest;

pub(crate) use self::commands::all as all_commands;
use self::suggest::Suggestions;
use crate::chat::{Origin, RoomKey};
use crate::engine::Command;
use crate::ui::look::Enter;
use crate::ui::model::Model;
use crate::ui::state::State;
use crate::ui::view::{attribute, el, icon, next_frame, on, on_anywhere, watch};
use crate::web::dom;
use crate::web::element::{El, Event};

/// The box of the room on screen, for what puts the focus there.
pub(crate) const BOX: &str = "message";

pub(crate) fn composer(model: Model, room: RoomKey, topic: &str) -> El {
    let text = &model.text.composer;
    let draft = State::new(model.draft(room));
    let field = el("textarea", "")
        .attr("id", BOX)
        .attr("rows", "1")
        .attr("aria-label", text.label)
        .attr("placeholder", &(text.placeholder)(topic))
        .attr("dir", "auto")
        .attr("autocomplete", "off")
        .attr("enterkeyhint", if dom::is_coarse() { "enter" } else { "send" });
    field.set_value(&draft.get_untracked());
    let suggestions = Suggestions::new(model, room, field.clone());
    let typed = field.clone();
    on(&field, "input", move |_| {
        let now = typed.value();
        model.set_draft(room, now.clone());
        if !now.is_empty() && !now.starts_with('/') {
            model.send(Command::Typing(room));
        }
        draft.set(now);
        suggestions.look();
    });
    let form = el("form", "composer").attr("novalidate", "");
    let box_ = field.clone();
    on(&field, "keydown", move |event| {
        if !event.is_composing() && !suggestions.key(&event) {
            key(model, room, &box_, &event);
        }
    });
    let again = field.clone();
    on(&form, "submit", move |event| {
        event.prevent();
        say(model, room);
        if !dom::is_coarse() {
            again.focus();
        }
    });
    follow_the_draft(model, room, draft, field.clone(), suggestions);
    take_stray_typing(model, field.clone());
    // An opened room is ready to write in, except where that raises a keyboard over its messages.
    if !dom::is_coarse() {
        let (field, before) = (field.clone(), El::focused());
        next_frame(move || field.focus_unless_gone_from(before.as_ref()));
    }
    let send = el("button", "primary send").attr("type", "submit").attr("title", text.send);
    on(&send, "mousedown", |event| event.prevent());
    let send = send.child(icon("send")).child(el("span", "send-word").text(text.send));
    // A copy of the text behind the box gives it its height: whole lines, measured by nobody.
    let grow = attribute(el("div", "grow").child(field), "data-text", move || Some(draft.get()));
    el("div", "composer-place")
        .child(suggestions.view())
        .child(answer::bar(model, room))
        .child(form.child(grow).child(send))
}

/// A command of ours is done; anything else is said.
fn say(model: Model, room: RoomKey) {
    let draft = model.draft(room);
    match commands::read(&draft) {
        Some(command) => commands::run(model, room, command),
        None => model.say(room),
    }
}

fn key(model: Model, room: RoomKey, field: &El, event: &Event) {
    match event.key().as_str() {
        "Enter" if !dom::is_coarse() => {
            let sends = match model.look.get_untracked().enter {
                Enter::Sends => !event.shift(),
                Enter::Breaks => event.ctrl(),
            };
            if sends {
                event.prevent();
                say(model, room);
            }
        }
        // With Alt it goes to the room above.
        "ArrowUp" if !event.alt() && field.value().is_empty() => {
            if let Some(said) = last_said(model, room) {
                event.prevent();
                model.redraft(room, &said);
            }
        }
        "Escape" if model.answering.get_untracked().is_some() => {
            event.prevent();
            event.stop();
            model.answering.set(None);
        }
        _ => {}
    }
}

fn last_said(model: Model, room: RoomKey) -> Option<String> {
    model.chat(|chat| {
        let mut own =
            chat.room(room)?.timeline.iter().rev().filter(|item| item.message.origin == Origin::Own);
        own.next().and_then(|item| item.message.said().map(str::to_owned))
    })?
}

/// Writes into the box what changed the draft other than typing. Nothing else writes there but what was chosen of the
/// suggestions: setting the value under an input method would break its composition.
fn follow_the_draft(model: Model, room: RoomKey, draft: State<String>, field: El, suggestions: Suggestions) {
    let mut begun = false;
    watch(move || {
        model.redrafted.track();
        let now = model.draft(room);
        if !std::mem::replace(&mut begun, true) || draft.with_untracked(|shown| *shown == now) {
            return;
        }
        // Some browsers would put the cursor at the end for it.
        if field.value() != now {
            field.set_value(&now);
        }
        draft.set(now);
        suggestions.look();
    });
}

/// Typing anywhere on the page lands in the box: the key goes where the focus is when it takes effect.
fn take_stray_typing(model: Model, field: El) {
    on_anywhere("keydown", move |event| {
        let free = model.modal.with_untracked(Option::is_none) && !event.is_prevented();
        // `?` and `/` alone are for the list of keys and the search.
        if free && event.is_stray_text() && event.key() != "?" {
            field.focus();
        }
    });
}
