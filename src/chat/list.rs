//! The list of rooms, as a person arranged it: what each is called, where it stands, with whom it is.

use super::book::Chat;
use super::entry::RoomEntry;
use super::prefix;
use super::room::{Room, RoomKey};
use super::settings::RoomSettings;

impl Chat {
    /// What this room is called here, and so on.
    pub fn set_settings(&mut self, key: RoomKey, settings: RoomSettings) {
        if let Some(entry) = self.room_mut(key) {
            entry.settings = settings.cut();
            self.touch(key);
            self.hurry();
        }
    }

    /// The room stands at this place of the list from now on, or at its end.
    pub fn move_room(&mut self, key: RoomKey, to: usize) {
        let Some(from) = self.rooms.iter().position(|entry| entry.key == key) else { return };
        let moved = self.rooms.remove(from);
        self.rooms.insert(to.min(self.rooms.len()), moved);
        let mut others = Vec::new();
        for (entry, order) in self.rooms.iter_mut().zip(0..) {
            if entry.order != order {
                entry.order = order;
                others.push(entry.key);
            }
        }
        for key in others {
            self.touch(key);
            self.hurry();
        }
    }

    pub(super) fn new_entry(&self, key: RoomKey, room: Room) -> RoomEntry {
        let direct = match &room {
            Room::Chat(topic) => prefix::direct_other(self.prefix(), topic.as_str(), self.me()),
            Room::Feed(_) => None,
        };
        RoomEntry::new(key, room, direct, self.limits().held)
    }

    pub(super) fn sort_rooms(&mut self) {
        crate::order::sort_by_key(&mut self.rooms, |entry| (entry.order, entry.key));
    }
}

#[cfg(test)]
mod tests {
    use super::super::book::Limits;
    use super::super::change::ChatChange;
    use super::super::settings::Notify;
    use super::*;
    use crate::mqtt::{Delivery, TopicName};

    fn chat(rooms: &[&str]) -> Chat {
        let mut chat = Chat::new("Lucy", Limits::default());
        for room in rooms {
            chat.join(Room::parse(room).unwrap());
        }
        chat
    }

    fn topics(chat: &Chat) -> Vec<&str> {
        chat.rooms().iter().map(|entry| entry.room.as_str()).collect()
    }

    #[test]
    fn a_moved_room_takes_its_place_and_a_replay_ends_in_the_same_list() {
        let mut chat = chat(&["a", "b", "c", "d"]);
        let mut replayed = Chat::new("Lucy", Limits::default());
        for (room, to) in [("c", 0), ("a", 9), ("d", 1), ("d", 1)] {
            chat.move_room(chat.find(room).unwrap(), to);
            chat.take_changes().into_iter().for_each(|change| _ = replayed.replay(change));
            assert_eq!(topics(&replayed), topics(&chat));
        }
        assert_eq!(topics(&chat), ["c", "d", "b", "a"]);
        chat.join(Room::parse("e").unwrap());
        assert_eq!(topics(&chat), ["c", "d", "b", "a", "e"]);
        chat.leave(chat.find("e").unwrap());
        chat.take_changes();
        chat.move_room(RoomKey(99), 0);
        assert!(!chat.has_changes());
    }

    #[test]
    fn where_nothing_was_chosen_the_record_says_nothing() {
        let mut chat = chat(&["a"]);
        let settings = |chat: &mut Chat| match &chat.take_changes()[..] {
            [ChatChange::Room(record)] => record.settings.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(settings(&mut chat), None);
        let chosen = RoomSettings { alias: "x".repeat(300), colour: Some(3), notify: Notify::Mentions };
        chat.set_settings(RoomKey(0), chosen);
        assert_eq!(settings(&mut chat).map(|settings| settings.alias.len()), Some(256));
        chat.set_settings(RoomKey(0), RoomSettings::default());
        assert_eq!(settings(&mut chat), None);
    }

    #[test]
    fn each_kind_of_room_begins_with_a_notification_level_of_its_own() {
        let chat = chat(&["a", "a/#", "snug/dm/Lucy/Tom", "snug/dm/Ann/Tom"]);
        let levels: Vec<Notify> = chat.rooms().iter().map(|entry| entry.settings.notify).collect();
        assert_eq!(levels, [Notify::Mentions, Notify::None, Notify::All, Notify::Mentions]);
    }

    #[test]
    fn whoever_is_called_is_counted_and_reading_ends_it() {
        let mut chat = chat(&["a", "#", "snug/dm/Lucy/Tom"]);
        let hear = |chat: &mut Chat, topic: &str, payload: &str, retained: bool| {
            let topic = TopicName::parse(topic).unwrap();
            chat.receive(&topic, payload.as_bytes(), retained, Delivery::AtLeastOnce, 7);
        };
        hear(&mut chat, "a", r#"{"user":"Tom","say":"hi @LUCY","id":"1"}"#, false);
        hear(&mut chat, "a", "@lucy: the door is open", false);
        hear(&mut chat, "a", r#"{"user":"Tom","say":"@lucyx","id":"2"}"#, false);
        hear(&mut chat, "a", "@lucy", true);
        hear(&mut chat, "snug/dm/Lucy/Tom", r#"{"user":"Tom","say":"psst"}"#, false);
        let counts = |chat: &Chat| -> Vec<_> {
            chat.rooms().iter().map(|entry| (entry.unread, entry.mentions)).collect()
        };
        assert_eq!(counts(&chat), [(3, 2), (4, 2), (1, 1)]);
        let mut replayed = Chat::new("Lucy", Limits::default());
        let mut records = chat.take_changes();
        records.iter().for_each(|change| _ = replayed.replay(change.clone()));
        assert_eq!(counts(&replayed), counts(&chat), "as another tab counts");
        replayed.count_unread();
        assert_eq!(counts(&replayed), counts(&chat), "as a page that opens counts");
        records.clear();
        let room = chat.find("a").unwrap();
        chat.open(room);
        assert_eq!(counts(&chat), [(0, 0), (4, 2), (1, 1)]);
    }
}
