//! The five dialects of a payload, read by the first that fits. Nothing is refused: what no dialect
//! knows is text or binary. Not here: how they look, and how ours is written (`compose`).

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Characters of a `user` that are kept, and the most an `id` may have.
pub(super) const NAME_CHARS: usize = 256;
const SUMMARY_CHARS: usize = 120;

/// What a payload says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A JSON object with a string `say`.
    Chat {
        /// Cut at 256 characters; the JSON text of a `user` that is not a string.
        user: Option<String>,
        say: String,
        /// Absent if empty, no string, or longer than 256 characters: a cut id could equal another one.
        id: Option<String>,
        /// `ts`: ms since the epoch at the sender; absent unless a non-negative integer.
        sent_at: Option<u64>,
        /// The id of the message that this one answers; absent on the same grounds as `id`.
        re: Option<String>,
    },
    /// A JSON object with a string `msg`, and its `time` or `data` as text.
    Report { msg: String, time: Option<String> },
    /// Any other JSON: the text as it came.
    Json(String),
    /// Any other UTF-8, the empty payload among it.
    Text(String),
    /// The rest.
    Binary(Vec<u8>),
    /// Over the limit: neither decoded nor parsed. [`read_anyway`] does it on demand.
    Large(Vec<u8>),
}

impl Content {
    /// Reads a payload of up to `limit` bytes; a larger one is kept unread as [`Content::Large`].
    pub fn read(payload: &[u8], limit: usize) -> Content {
        if payload.len() > limit { Content::Large(payload.to_vec()) } else { read_anyway(payload) }
    }

    /// What somebody said, as far as it can call anyone by name.
    pub(super) fn words(&self) -> Option<&str> {
        match self {
            Content::Chat { say: words, .. } | Content::Report { msg: words, .. } | Content::Text(words) => {
                Some(words)
            }
            Content::Json(_) | Content::Binary(_) | Content::Large(_) => None,
        }
    }

    /// One line of at most 120 characters for a list, without the author.
    pub fn summary(&self) -> String {
        match self {
            Content::Chat { say, .. } => one_line(say),
            Content::Report { msg, .. } => one_line(msg),
            Content::Json(text) | Content::Text(text) => one_line(text),
            Content::Binary(bytes) | Content::Large(bytes) => size(bytes.len()),
        }
    }
}

/// Reads a payload of any size, because somebody asked to see it.
pub fn read_anyway(bytes: &[u8]) -> Content {
    let Ok(text) = str::from_utf8(bytes) else { return Content::Binary(bytes.to_vec()) };
    match serde_json::from_str::<Fields<'_>>(text) {
        Ok(fields) => {
            fields.chat().or_else(|| fields.report()).unwrap_or_else(|| Content::Json(text.to_owned()))
        }
        Err(_) if is_json(text) => Content::Json(text.to_owned()),
        Err(_) => Content::Text(text.to_owned()),
    }
}

/// At most 256 characters of a name.
pub(super) fn cut_name(name: &str) -> &str {
    name.char_indices().nth(NAME_CHARS).and_then(|(end, _)| name.get(..end)).unwrap_or(name)
}

/// Neither empty nor so long that cutting it could make it another one.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && cut_name(id) == id
}

/// Checks without recursion, so depth is no matter.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The members that the dialects know, each as the JSON text it came as; `null` is as good as absent.
#[derive(Default)]
struct Fields<'a> {
    user: Option<&'a str>,
    say: Option<&'a str>,
    id: Option<&'a str>,
    ts: Option<&'a str>,
    re: Option<&'a str>,
    msg: Option<&'a str>,
    data: Option<&'a str>,
    time: Option<&'a str>,
}

impl Fields<'_> {
    fn chat(&self) -> Option<Content> {
        Some(Content::Chat {
            say: string(self.say?)?,
            user: self.user.map(|user| match string(user) {
                Some(mut name) => {
                    name.truncate(cut_name(&name).len());
                    name
                }
                None => cut_name(user).to_owned(),
            }),
            id: self.id.and_then(string).filter(|id| is_id(id)),
            sent_at: self.ts.and_then(|ts| ts.parse().ok()),
            re: self.re.and_then(string).filter(|id| is_id(id)),
        })
    }

    /// `data` or `time` that can't be a time makes it no report: as JSON it stays visible.
    fn report(&self) -> Option<Content> {
        let msg = string(self.msg?)?;
        let time = self.time.map(time_text);
        let data = self.data.map(time_text);
        if time == Some(None) || data == Some(None) {
            return None;
        }
        Some(Content::Report { msg, time: time.or(data).flatten() })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = Fields::default();
        while let Some(slot) = members.next_key_seed(Slot(&mut fields))? {
            let value = members.next_value::<&'de RawValue>()?.get();
            // The last of equal names counts, as in Python and in the browser.
            if let Some(slot) = slot {
                *slot = Some(value).filter(|text| *text != "null");
            }
        }
        Ok(fields)
    }
}

/// Finds where a member's value goes by its name, which need not be kept for that.
struct Slot<'f, 'a>(&'f mut Fields<'a>);

impl<'de, 'f, 'a> DeserializeSeed<'de> for Slot<'f, 'a> {
    type Value = Option<&'f mut Option<&'a str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'f, 'a> Visitor<'_> for Slot<'f, 'a> {
    type Value = Option<&'f mut Option<&'a str>>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let fields = self.0;
        Ok(match name {
            "user" => Some(&mut fields.user),
            "say" => Some(&mut fields.say),
            "id" => Some(&mut fields.id),
            "ts" => Some(&mut fields.ts),
            "re" => Some(&mut fields.re),
            "msg" => Some(&mut fields.msg),
            "data" => Some(&mut fields.data),
            "time" => Some(&mut fields.time),
            _ => None,
        })
    }
}

fn string(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

fn time_text(json: &str) -> Option<String> {
    let is_number = json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    if is_number { Some(json.to_owned()) } else { string(json) }
}

fn one_line(text: &str) -> String {
    let mut line = String::new();
    let mut chars = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = chars > 0;
            continue;
        }
        if chars + 2 >= SUMMARY_CHARS {
            line.push('…');
            break;
        }
        if std::mem::take(&mut gap) {
            line.push(' ');
            chars += 1;
        }
        line.push(c);
        chars += 1;
    }
    line
}

/// In units that every language shares.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => bytes.to_string() + " B",
        1_000..1_000_000 => (bytes / 1_000).to_string() + " kB",
        _ => (bytes / 1_000_000).to_string() + "." + &(bytes / 100_000 % 10).to_string() + " MB",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 65_536;

    fn read(text: &str) -> Content {
        Content::read(text.as_bytes(), LIMIT)
    }

    fn chat(user: Option<&str>, say: &str) -> Content {
        let (id, sent_at, re) = (None, None, None);
        Content::Chat { user: user.map(str::to_owned), say: say.to_owned(), id, sent_at, re }
    }

    fn report(msg: &str, time: Option<&str>) -> Content {
        Content::Report { msg: msg.to_owned(), time: time.map(str::to_owned) }
    }

    #[test]
    fn our_own_shape_is_read_whole() {
        assert_eq!(
            read(r#"{"user":"Lucy","say":"Tom在吗?","id":"01JD","ts":1795175748000}"#),
            Content::Chat {
                user: Some("Lucy".into()),
                say: "Tom在吗?".into(),
                id: Some("01JD".into()),
                sent_at: Some(1_795_175_748_000),
                re: None
            }
        );
    }

    #[test]
    fn an_answer_knows_what_it_answers_if_that_is_an_id() {
        let re = |text: &str| match read(text) {
            Content::Chat { re, .. } => re,
            _ => panic!("a chat message"),
        };
        assert_eq!(re(r#"{"say":"s","id":"2","ts":1,"re":"01J"}"#).as_deref(), Some("01J"));
        for odd in ["7", "null", "[]", "\"\""] {
            assert_eq!(re(&format!(r#"{{"say":"s","re":{odd}}}"#)), None, "{odd}");
        }
    }

    #[test]
    fn the_python_clients_ascii_escapes_become_text() {
        assert_eq!(
            read(r#"{"user": "Tom", "say": "Lucy\u5728\u5417? \ud83d\ude00"}"#),
            chat(Some("Tom"), "Lucy在吗? 😀")
        );
    }

    #[test]
    fn the_python_publishers_report_keeps_its_time_text() {
        assert_eq!(
            read(r#"{"msg": "MQTT信息发布!", "data": "2016-10-01 11-29-00"}"#),
            report("MQTT信息发布!", Some("2016-10-01 11-29-00"))
        );
        assert_eq!(read(r#"{"msg":"up","time":1475321340}"#), report("up", Some("1475321340")));
        assert_eq!(read(r#"{"msg":"up","time":"noon","data":"x"}"#), report("up", Some("noon")));
        assert_eq!(read(r#"{"msg":"up","data":null}"#), report("up", None));
    }

    #[test]
    fn a_report_whose_data_is_no_time_stays_visible_as_json() {
        for text in [r#"{"msg":"ok","data":{"t":21}}"#, r#"{"msg":"ok","time":"noon","data":[1]}"#] {
            assert_eq!(read(text), Content::Json(text.into()));
        }
    }

    #[test]
    fn say_wins_over_msg() {
        assert_eq!(read(r#"{"msg":"m","say":"s"}"#), chat(None, "s"));
    }

    #[test]
    fn a_user_that_is_no_string_is_shown_as_its_json() {
        assert_eq!(read(r#"{"user":7,"say":"s"}"#), chat(Some("7"), "s"));
        assert_eq!(read(r#"{"user":{"b":1.0,"a":[]},"say":"s"}"#), chat(Some(r#"{"b":1.0,"a":[]}"#), "s"));
        assert_eq!(read(r#"{"user":null,"say":"s"}"#), chat(None, "s"));
    }

    #[test]
    fn ids_and_times_of_other_types_count_as_absent() {
        for odd in [r#""id":7"#, r#""id":"""#, r#""ts":-1"#, r#""ts":1.5"#, r#""ts":"1""#, r#""ts":1e3"#] {
            assert_eq!(read(&format!(r#"{{"say":"s",{odd}}}"#)), chat(None, "s"), "{odd}");
        }
    }

    #[test]
    fn long_names_are_cut_and_long_ids_ignored() {
        let long = "名".repeat(257);
        let Content::Chat { user, id, .. } = read(&format!(r#"{{"say":"s","user":"{long}","id":"{long}"}}"#))
        else {
            panic!("a chat message")
        };
        assert_eq!(user, Some("名".repeat(256)));
        assert_eq!(id, None);
    }

    #[test]
    fn the_last_of_equal_keys_counts_and_unknown_keys_are_ignored() {
        assert_eq!(read(r#"{"say":1,"say":"s","later":{"say":[2]}}"#), chat(None, "s"));
        assert_eq!(read(r#"{"\u0073ay":"s"}"#), chat(None, "s"));
    }

    #[test]
    fn any_other_json_is_kept_as_it_came() {
        for text in
            ["21.5", "null", "[]", " {\"a\": 1e999 }\n", r#"{"say":5}"#, r#"{"say":"\ud83d"}"#, "\"\\ud83d\""]
        {
            assert_eq!(read(text), Content::Json(text.into()));
        }
    }

    #[test]
    fn json_of_any_depth_is_read_without_recursion() {
        let deep = "[".repeat(30_000) + &"]".repeat(30_000);
        assert_eq!(read(&deep), Content::Json(deep.clone()));
        let chatty = format!(r#"{{"say":"s","x":{deep}}}"#);
        assert_eq!(read(&chatty), chat(None, "s"));
    }

    #[test]
    fn what_is_no_json_is_text() {
        for text in ["", "hello", "{\"say\":\"s\"", "{\"say\":\"s\"} x", "\u{feff}{}", "在吗", "\0"] {
            assert_eq!(read(text), Content::Text(text.into()));
        }
    }

    #[test]
    fn what_is_no_utf8_is_binary() {
        assert_eq!(Content::read(b"\xff\x00", LIMIT), Content::Binary(vec![0xff, 0]));
        assert_eq!(Content::read(b"\xed\xa0\x80", LIMIT), Content::Binary(vec![0xed, 0xa0, 0x80]));
    }

    #[test]
    fn over_the_limit_nothing_is_read_until_asked() {
        let text = br#"{"say":"s"}"#;
        assert_eq!(Content::read(text, text.len()), chat(None, "s"));
        assert_eq!(Content::read(text, text.len() - 1), Content::Large(text.to_vec()));
        assert_eq!(read_anyway(text), chat(None, "s"));
    }

    #[test]
    fn a_summary_is_one_short_line() {
        assert_eq!(chat(Some("Lucy"), "  Tom\n\n\t在吗? ").summary(), "Tom 在吗?");
        let long = Content::Text("a b ".repeat(100)).summary();
        assert!(long.ends_with('…') && long.chars().count() <= 120, "{long}");
        assert_eq!(Content::Binary(vec![0; 999]).summary(), "999 B");
        assert_eq!(Content::Binary(vec![0; 65_536]).summary(), "65 kB");
        assert_eq!(Content::Large(vec![0; 2_480_000]).summary(), "2.4 MB");
    }
}
