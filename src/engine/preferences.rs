//! What a person decided for all rooms at a broker, beside the sign-in: kept with the account, in one JSON text with it.
//! What can't be read counts as never decided.

use serde_json::{Map, Value};

/// Whether others are told that nobody is at the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Away {
    /// When all tabs were hidden for five minutes.
    #[default]
    Auto,
    /// From now on, until it is `Auto` again.
    Manual,
}

/// Whether others are told what was read here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Receipts {
    #[default]
    Send,
    Keep,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Preferences {
    pub(super) away: Away,
    pub(super) receipts: Receipts,
    /// Rooms of which the broker tells who is typing and reading, so that a later page can end what this one began.
    pub(super) watched: Vec<String>,
}

impl Preferences {
    pub(super) fn read(text: &str) -> Self {
        let Ok(Value::Object(keys)) = serde_json::from_str(text) else { return Self::default() };
        let is = |key: &str, word: &str| keys.get(key).and_then(Value::as_str) == Some(word);
        let watched = keys.get("watched").and_then(Value::as_array).into_iter().flatten();
        Self {
            away: if is("away", "manual") { Away::Manual } else { Away::Auto },
            receipts: if is("receipts", "keep") { Receipts::Keep } else { Receipts::Send },
            watched: watched.filter_map(Value::as_str).map(str::to_owned).collect(),
        }
    }

    /// Only what is not as it always was.
    pub(super) fn write(&self, keys: &mut Map<String, Value>) {
        if self.away == Away::Manual {
            keys.insert("away".into(), "manual".into());
        }
        if self.receipts == Receipts::Keep {
            keys.insert("receipts".into(), "keep".into());
        }
        if !self.watched.is_empty() {
            keys.insert("watched".into(), self.watched.clone().into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_comes_back() {
        let watched = vec!["在/1".to_owned()];
        let decided = Preferences { away: Away::Manual, receipts: Receipts::Keep, watched };
        for preferences in [decided, Preferences::default()] {
            let mut keys = Map::new();
            preferences.write(&mut keys);
            assert_eq!(Preferences::read(&Value::Object(keys).to_string()), preferences);
        }
    }

    #[test]
    fn what_was_kept_before_there_were_preferences_says_nothing() {
        for text in ["", "{}", r#"{"broker":"ws://b","away":7,"watched":"x"}"#, "[]"] {
            assert_eq!(Preferences::read(text), Preferences::default(), "{text}");
        }
    }
}
