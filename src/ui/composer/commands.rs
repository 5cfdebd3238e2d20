//! What can be asked for by a line that begins with `/`. The table is the help, the suggestions and the commands at once.

use crate::chat::{Notify, RoomKey};
use crate::engine::{Away, Command, without_capitals};
use crate::i18n::{CommandStrings, CommandText};
use crate::ui::model::{Ask, Modal, Model, Place};
use crate::ui::people;

/// What a command does, with what stands behind its name. `false`: it needs something behind it.
type Run = fn(Model, RoomKey, &str) -> bool;

/// A command: its words, and what it does. `None` is said as it is: readers know it.
pub(crate) type Entry = (fn(&CommandStrings) -> &CommandText, Option<Run>);

pub(crate) fn all() -> [Entry; 15] {
    [
        (|text| &text.join, Some(join)),
        (|text| &text.leave, Some(leave)),
        (|text| &text.me, None),
        (|text| &text.msg, Some(direct)),
        (|text| &text.search, Some(search)),
        (|text| &text.invite, Some(|model, room, _| open(model, Modal::Invite(room)))),
        (|text| &text.mute, Some(mute)),
        (|text| &text.away, Some(|model, _, _| send(model, Command::SetAway(Away::Manual)))),
        (|text| &text.back, Some(|model, _, _| send(model, Command::SetAway(Away::Auto)))),
        (|text| &text.topic, Some(|model, room, _| open(model, Modal::Room(room)))),
        (|text| &text.nick, Some(|model, _, _| go(model, Place::Settings))),
        (|text| &text.clear, Some(clear)),
        (|text| &text.settings, Some(|model, _, _| go(model, Place::Settings))),
        (|text| &text.keys, Some(|model, _, _| open(model, Modal::Keys))),
        (|text| &text.help, Some(|model, _, _| open(model, Modal::Commands))),
    ]
}

/// The name of a command and what stands behind it. Two slashes, or a slash and no letter, is no command.
pub(super) fn read(draft: &str) -> Option<(String, String)> {
    let line = draft.strip_prefix('/')?;
    if line.contains('\n') || !line.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
    // A path is no command either.
    (!name.contains('/')).then(|| (without_capitals(name), rest.trim().to_owned()))
}

pub(super) fn run(model: Model, room: RoomKey, (name, rest): (String, String)) {
    let text = &model.text.commands;
    let known = all().into_iter().find(|(words, _)| {
        let name_here = words(text).name;
        name_here == name || words(&crate::i18n::EN.commands).name == name
    });
    match known {
        Some((_, None)) => model.say(room),
        Some((words, Some(run))) => {
            let command = words(text);
            if run(model, room, &rest) {
                model.redraft(room, "");
            } else {
                model.notice(&(text.missing)([command.name, " ", command.args].concat().trim()));
            }
        }
        None => model.notice(&(text.unknown)(&name)),
    }
}

fn send(model: Model, command: Command) -> bool {
    model.send(command);
    true
}

fn open(model: Model, modal: Modal) -> bool {
    model.open_modal(modal);
    true
}

fn go(model: Model, place: Place) -> bool {
    model.go(place);
    true
}

fn search(model: Model, _: RoomKey, words: &str) -> bool {
    model.sought.set_value(words.to_owned());
    go(model, Place::Search)
}

fn join(model: Model, _: RoomKey, topic: &str) -> bool {
    !topic.is_empty() && send(model, Command::Join(topic.to_owned()))
}

fn leave(model: Model, room: RoomKey, _: &str) -> bool {
    send(model, Command::Leave(room))
}

fn direct(model: Model, _: RoomKey, line: &str) -> bool {
    let (name, said) = addressed(line, &people::names(model));
    if !said.is_empty() {
        model.say_directly(name, said);
    }
    !name.is_empty() && send(model, Command::Direct(name.to_owned()))
}

/// To whom, and what is said. A name of several words is known by those who are here; else the first word is one.
fn addressed<'l>(line: &'l str, known: &[String]) -> (&'l str, &'l str) {
    let line = line.strip_prefix('@').unwrap_or(line);
    let rest = |name: &String| Some((name.len(), line.strip_prefix(name.as_str())?));
    let ends = |(_, rest): &(usize, &str)| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let longest = known.iter().filter_map(rest).filter(ends).max_by_key(|(length, _)| *length);
    let (name, said) = match longest {
        Some((length, rest)) => (line.get(..length).unwrap_or_default(), rest),
        None => line.split_once(char::is_whitespace).unwrap_or((line, "")),
    };
    (name, said.trim())
}

fn mute(model: Model, room: RoomKey, _: &str) -> bool {
    let Some(mut settings) = model.settings(room) else { return true };
    settings.notify = if settings.notify == Notify::None { Notify::Mentions } else { Notify::None };
    send(model, Command::SetRoom { room, settings })
}

fn clear(model: Model, _: RoomKey, _: &str) -> bool {
    let text = &model.text.place;
    let yes = |model: Model| model.send(Command::ClearHistory { room: model.open.get_untracked() });
    open(
        model,
        Modal::Ask(Ask { title: text.clear, means: text.clear_means.to_owned(), word: text.clear_do, yes }),
    )
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_direct_message_is_for_the_longest_name_that_is_known_else_for_the_first_word() {
        let known = ["Anna", "Anna Lena", "Tom"].map(str::to_owned);
        for (line, name, said) in [
            ("Tom hi there", "Tom", "hi there"),
            ("@Tom hi", "Tom", "hi"),
            ("Anna Lena come", "Anna Lena", "come"),
            ("Anna Lenard came", "Anna", "Lenard came"),
            ("Tommy hi", "Tommy", "hi"),
            ("Tom", "Tom", ""),
            ("", "", ""),
        ] {
            assert_eq!(addressed(line, &known), (name, said), "{line}");
        }
    }
}
