//! What the host of the page decides (`config.json`) and what a link brings (`#broker=…&room=…&name=…`).
//! Both are read leniently in what they leave out and strictly in what they say.

use serde_json::{Map, Value};

/// The seeds' client says this when it joins.
pub const GREETING: &str = "Hello,anyone!";
const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// `config.json` beside `index.html`; everything is optional.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostConfig {
    /// Addresses offered in the form; the first is filled in.
    pub brokers: Vec<String>,
    /// Rooms joined by everyone who signs in here; the first is filled in.
    pub rooms: Vec<String>,
    /// Only `brokers` may be used: the form and links can't name another.
    pub lock_broker: bool,
    /// Where presence and the like live.
    pub prefix: String,
    /// Said at the first join of a room; empty: nothing is said.
    pub greeting: String,
    /// Bytes of a message: more is not sent, and shown as its size only.
    pub max_message_bytes: usize,
    pub locale: Option<String>,
    pub theme: Option<Theme>,
    /// `#rrggbb`: the one colour of buttons and links.
    pub accent: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Default for HostConfig {
    fn default() -> Self {
        Self {
            brokers: Vec::new(),
            rooms: Vec::new(),
            lock_broker: false,
            prefix: "snug".into(),
            greeting: GREETING.into(),
            max_message_bytes: MAX_MESSAGE_BYTES,
            locale: None,
            theme: None,
            accent: None,
        }
    }
}

impl HostConfig {
    /// The error names the key and what it should hold.
    pub fn parse(json: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let Value::Object(keys) = value else { return Err("an object {…} is expected".into()) };
        let mut config = Self::default();
        if let Some(brokers) = texts(&keys, "brokers")? {
            config.brokers = brokers;
        }
        if let Some(rooms) = texts(&keys, "rooms")? {
            config.rooms = rooms;
        }
        if let Some(lock) = keys.get("lockBroker") {
            config.lock_broker = lock.as_bool().ok_or("lockBroker: true or false is expected")?;
        }
        if let Some(prefix) = text(&keys, "prefix")? {
            config.prefix = prefix;
        }
        if let Some(greeting) = text(&keys, "greeting")? {
            config.greeting = greeting;
        }
        if let Some(bytes) = keys.get("maxMessageBytes") {
            let bytes =
                bytes.as_u64().and_then(|bytes| usize::try_from(bytes).ok()).filter(|bytes| *bytes > 0);
            config.max_message_bytes = bytes.ok_or("maxMessageBytes: a number above 0 is expected")?;
        }
        config.locale = text(&keys, "locale")?;
        config.theme = match text(&keys, "theme")?.as_deref() {
            None | Some("auto") => None,
            Some("light") => Some(Theme::Light),
            Some("dark") => Some(Theme::Dark),
            Some(_) => return Err("theme: \"light\", \"dark\" or \"auto\" is expected".into()),
        };
        config.accent = text(&keys, "accent")?;
        if config.accent.as_deref().is_some_and(|accent| !is_colour(accent)) {
            return Err("accent: a colour such as \"#984926\" is expected".into());
        }
        if config.lock_broker && config.brokers.is_empty() {
            return Err("lockBroker: brokers has to name at least one".into());
        }
        Ok(config)
    }

    /// Whether the host lets people use this address.
    pub fn allows(&self, broker: &str) -> bool {
        let is_listed = |one: &str| self.brokers.iter().any(|allowed| allowed == one.trim());
        !self.lock_broker || is_listed(broker) || broker.split(',').all(is_listed)
    }
}

/// What the form holds before anybody types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefill {
    pub broker: Option<String>,
    pub room: Option<String>,
    pub name: Option<String>,
}

impl Prefill {
    /// As an address fragment, without its `#`.
    pub fn to_fragment(&self) -> String {
        let parts = [("broker", &self.broker), ("room", &self.room), ("name", &self.name)];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(key, value)| Some([key, "=", &percent_encode(value.as_ref()?)].concat()))
            .collect();
        parts.join("&")
    }

    /// From the address fragment, with or without its `#`. What is not percent-encoded UTF-8 is left out.
    pub fn from_fragment(fragment: &str) -> Self {
        let mut prefill = Self::default();
        for pair in fragment.trim_start_matches('#').split('&') {
            let Some((key, value)) = pair.split_once('=') else { continue };
            let Some(value) = percent_decode(value).filter(|value| !value.is_empty()) else { continue };
            match key {
                "broker" => prefill.broker = Some(value),
                "room" => prefill.room = Some(value),
                "name" => prefill.name = Some(value),
                _ => {}
            }
        }
        prefill
    }

    /// The other's values where this has none.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            broker: self.broker.or(other.broker),
            room: self.room.or(other.room),
            name: self.name.or(other.name),
        }
    }
}

fn text(keys: &Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match keys.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err([key, ": a text is expected"].concat()),
    }
}

fn texts(keys: &Map<String, Value>, key: &str) -> Result<Option<Vec<String>>, String> {
    let Some(value) = keys.get(key) else { return Ok(None) };
    let items =
        value.as_array().map(|items| items.iter().map(|item| item.as_str().map(str::to_owned)).collect());
    match items {
        Some(Some(texts)) => Ok(Some(texts)),
        _ => Err([key, ": a list of texts is expected"].concat()),
    }
}

/// `#` and six hexadecimal digits.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// All but the letters that are safe anywhere in an address.
fn percent_encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| char::from(HEX.get(usize::from(value & 15)).copied().unwrap_or_default());
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', digit(byte >> 4), digit(byte)]);
        }
    }
    encoded
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_object_means_defaults() {
        assert_eq!(HostConfig::parse("{}"), Ok(HostConfig::default()));
    }

    #[test]
    fn every_key_is_read() {
        let json = r##"{"brokers":["wss://a/mqtt"],"rooms":["chat","/+"],"lockBroker":true,"prefix":"p",
            "greeting":"","maxMessageBytes":1000,"locale":"zh","theme":"dark","accent":"#0a7d5A","auth":null,"later":1}"##;
        let config = HostConfig::parse(json).expect("a valid config");
        assert_eq!(config.brokers, ["wss://a/mqtt"]);
        assert_eq!(config.rooms, ["chat", "/+"]);
        assert!(config.lock_broker && config.allows("wss://a/mqtt") && !config.allows("wss://b/mqtt"));
        assert_eq!((config.prefix.as_str(), config.greeting.as_str()), ("p", ""));
        assert_eq!((config.max_message_bytes, config.theme), (1000, Some(Theme::Dark)));
        assert_eq!(config.accent.as_deref(), Some("#0a7d5A"));
    }

    #[test]
    fn a_fragment_reads_back_as_what_it_was_made_of() {
        let all = Prefill {
            broker: Some("wss://broker.example/mqtt?a=b&c".into()),
            room: Some("聊天/#1 %".into()),
            name: Some("Tom & Ann".into()),
        };
        assert_eq!(Prefill::from_fragment(&all.to_fragment()), all);
        assert_eq!(Prefill::default().to_fragment(), "");
    }

    #[test]
    fn an_error_names_the_key() {
        for (json, key) in [
            (r#"{"brokers":"wss://a"}"#, "brokers"),
            (r#"{"rooms":[1]}"#, "rooms"),
            (r#"{"lockBroker":"yes"}"#, "lockBroker"),
            (r#"{"lockBroker":true}"#, "lockBroker"),
            (r#"{"maxMessageBytes":0}"#, "maxMessageBytes"),
            (r#"{"theme":"pink"}"#, "theme"),
            (r##"{"accent":"#12345"}"##, "accent"),
            (r##"{"accent":"red;x"}"##, "accent"),
        ] {
            let error = HostConfig::parse(json).expect_err(json);
            assert!(error.starts_with(key), "{error}");
        }
        assert!(HostConfig::parse("[]").is_err());
        assert!(HostConfig::parse("{").is_err());
    }

    #[test]
    fn a_link_fills_the_form() {
        let prefill =
            Prefill::from_fragment("#broker=wss%3A%2F%2Fa%2Fmqtt&room=caf%C3%A9%2F1&name=Tom&password=x");
        assert_eq!(prefill.broker.as_deref(), Some("wss://a/mqtt"));
        assert_eq!(prefill.room.as_deref(), Some("café/1"));
        assert_eq!(prefill.name.as_deref(), Some("Tom"));
    }

    #[test]
    fn a_broken_link_fills_what_it_can() {
        let prefill = Prefill::from_fragment("#broker=%FF&room=%2&name=&x&room=a%20b");
        assert_eq!(prefill, Prefill { room: Some("a b".into()), ..Prefill::default() });
    }
}
