//! Texts in the making, one a room. What is typed is kept by the engine; here it waits to be known as stored.

use std::collections::HashMap;

use super::Model;
use crate::chat::{Chat, RoomKey};
use crate::engine::Command;

pub(super) type Drafts = HashMap<RoomKey, Draft>;
/// Who is to be told what, once the room with them is open.
pub(super) type Directly = Option<(String, String)>;

/// A text in the making.
#[derive(Default)]
pub(super) struct Draft {
    text: String,
    /// Handed to the engine, and not yet known to be stored.
    sending: Option<String>,
}

impl Model {
    pub(crate) fn draft(&self, room: RoomKey) -> String {
        let typed = self.drafts.with_value(|drafts| drafts.get(&room).map(|draft| draft.text.clone()));
        typed.unwrap_or_else(|| self.kept_draft(room))
    }

    /// It is kept on this device, so that a reload does not lose it.
    pub(crate) fn set_draft(&self, room: RoomKey, text: String) {
        self.drafts.update_value(|drafts| drafts.entry(room).or_default().text.clone_from(&text));
        self.send(Command::Draft { room, text });
    }

    /// The same by something else than typing: the box is to show it.
    pub(crate) fn redraft(&self, room: RoomKey, text: &str) {
        self.set_draft(room, text.to_owned());
        self.redrafted.set(());
    }

    fn kept_draft(&self, room: RoomKey) -> String {
        let kept = |chat: &Chat| chat.room(room).map(|entry| entry.draft.clone());
        self.chat(kept).flatten().unwrap_or_default()
    }

    /// Hands the draft to the engine. It stays in the box until the engine says that it is stored; till then,
    /// asking again does nothing, so that an impatient Enter does not say it twice.
    pub(crate) fn say(&self, room: RoomKey) {
        let mut said = None;
        let kept = self.draft(room);
        self.drafts.update_value(|drafts| {
            let draft = drafts.entry(room).or_insert_with(|| Draft { text: kept, sending: None });
            if draft.sending.is_none() && !draft.text.trim().is_empty() {
                draft.sending = Some(draft.text.clone());
                said.clone_from(&draft.sending);
            }
        });
        if let Some(text) = said {
            let re = self.answered_id(room);
            self.answering.set(None);
            self.send(Command::Say { room, text, re });
        }
    }

    /// To be said in the room with this person, when it opens.
    pub(crate) fn say_directly(&self, name: &str, text: &str) {
        self.directly.set_value(Some((name.to_owned(), text.to_owned())));
    }

    /// A room opened: perhaps the one with whoever is to be told something. Should that not be kept, it is in the box,
    /// unless something else is.
    pub(super) fn say_what_was_meant_for(&self, room: RoomKey) {
        let with = self.chat(|chat| chat.room(room)?.direct.clone()).flatten();
        let told = self.directly.try_update_value(Option::take).flatten();
        match told.filter(|(name, _)| with.as_ref() == Some(name)) {
            Some((_, text)) if self.draft(room).is_empty() => {
                self.redraft(room, &text);
                self.say(room);
            }
            Some((_, text)) => self.send(Command::Say { room, text, re: None }),
            None => {}
        }
    }

    /// The id of the message that is answered, if it has one.
    fn answered_id(&self, room: RoomKey) -> Option<String> {
        let (_, key) = self.answering.get_untracked().filter(|(of, _)| *of == room)?;
        self.chat(|chat| chat.room(room)?.timeline.find(key)?.message.id().map(str::to_owned))?
    }

    /// The text is still in the box, and can be said again.
    pub(super) fn stop_waiting(&self, room: RoomKey) {
        self.drafts.update_value(|drafts| {
            if let Some(draft) = drafts.get_mut(&room) {
                draft.sending = None;
            }
        });
    }

    /// Takes what was said out of the draft, and leaves what was typed after it.
    pub(super) fn said(&self, room: RoomKey, text: &str) {
        self.drafts.update_value(|drafts| {
            let Some(draft) = drafts.get_mut(&room) else { return };
            draft.sending = None;
            if let Some(rest) = draft.text.strip_prefix(text) {
                draft.text = rest.to_owned();
            }
        });
        self.redrafted.set(());
    }
}
