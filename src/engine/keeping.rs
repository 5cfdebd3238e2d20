//! How long messages stay on this device, and what takes them off it: somebody who clears, or time. How long is part of
//! the account's settings. The tab that leads looks when it begins to, and every hour; what is too old it forgets in
//! steps, as the driver finds it.

use serde_json::{Map, Value};

use super::account::Account;
use super::core::{Action, Core, Now};
use super::history::KeepFor;
use super::json::to_text;
use super::profile::sign_in_text;
use crate::chat::RoomKey;
use crate::mqtt::client::Millis;

const HOUR: Millis = 3_600_000;
const DAY: u64 = 24 * HOUR;
const KEY: &str = "keepFor";

/// From the account's settings; what is missing or garbage is for ever.
fn read(settings: &str) -> KeepFor {
    let days = serde_json::from_str::<Value>(settings).ok().and_then(|keys| keys.get(KEY)?.as_u64());
    days.and_then(|days| u16::try_from(days).ok()).map_or(KeepFor::Ever, KeepFor::Days)
}

/// Into the account's settings, whose other keys stay.
fn write(settings: &mut String, keep_for: KeepFor) {
    let mut keys = match serde_json::from_str(settings) {
        Ok(Value::Object(keys)) => keys,
        _ => Map::new(),
    };
    match keep_for {
        KeepFor::Ever => keys.remove(KEY),
        KeepFor::Days(days) => keys.insert(KEY.to_owned(), days.into()),
    };
    *settings = to_text(&Value::Object(keys));
}

impl Account {
    /// As the sign-in and the preferences are now; how long messages stay is as it was.
    pub(super) fn write_settings(&mut self) {
        let keep_for = read(&self.record.settings);
        self.record.settings = sign_in_text(&self.sign_in, &self.preferences);
        write(&mut self.record.settings, keep_for);
    }
}

impl Core {
    /// Of the account that is signed in.
    pub fn keep_for(&self) -> KeepFor {
        self.account.as_ref().map_or(KeepFor::Ever, |account| read(&account.record.settings))
    }

    pub(super) fn set_keep_for(&mut self, now: Now, keep_for: KeepFor) {
        self.note_keep_for(keep_for);
        self.keep_account();
        self.expire_now(now);
    }

    /// For this tab to show; the tab that leads stores it.
    pub(super) fn note_keep_for(&mut self, keep_for: KeepFor) {
        if let Some(account) = &mut self.account {
            write(&mut account.record.settings, keep_for);
        }
    }

    /// All that is settled, in one room or in all of them.
    pub(super) fn clear_history(&mut self, room: Option<RoomKey>) {
        let all = self.chat.rooms().iter().map(|entry| entry.key);
        let rooms: Vec<RoomKey> = all.filter(|key| room.is_none_or(|room| room == *key)).collect();
        for room in rooms {
            let effect = self.chat.clear(room);
            self.note(effect);
        }
    }

    /// It is time to look.
    pub(super) fn expire(&mut self, now: Now) {
        let Some(account) = &mut self.account else { return };
        if account.expire_at.take_if(|at| *at <= now.clock).is_some() {
            self.expire_now(now);
        }
    }

    pub(super) fn expire_now(&mut self, now: Now) {
        let Some(account) = self.account.as_mut().filter(|account| account.is_leading()) else { return };
        account.expire_at = None;
        if let KeepFor::Days(days) = read(&account.record.settings) {
            account.expire_at = Some(now.clock + HOUR);
            let before = now.wall.saturating_sub(DAY * u64::from(days.max(1)));
            self.do_later(Action::Expire { before });
        }
    }

    /// What [`Action::Expire`] found: all that stands before this place in the room.
    pub fn handle_expired(&mut self, now: Now, room: RoomKey, before: u64) {
        self.clock = now.clock;
        if self.account.as_ref().is_some_and(Account::is_leading) {
            let effect = self.chat.expire(room, before);
            self.note(effect);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_stands_in_the_settings_beside_what_was_there() {
        let mut settings = r#"{"broker":"ws://a"}"#.to_owned();
        assert_eq!(read(&settings), KeepFor::Ever);
        write(&mut settings, KeepFor::Days(30));
        assert_eq!(settings, r#"{"broker":"ws://a","keepFor":30}"#);
        assert_eq!(read(&settings), KeepFor::Days(30));
        write(&mut settings, KeepFor::Ever);
        assert_eq!(settings, r#"{"broker":"ws://a"}"#);
    }

    #[test]
    fn garbage_is_kept_for_ever() {
        for settings in ["", "[]", r#"{"keepFor":-1}"#, r#"{"keepFor":70000}"#] {
            assert_eq!(read(settings), KeepFor::Ever, "{settings}");
        }
    }
}
