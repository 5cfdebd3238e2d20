//! What is said beside the rooms: who is here, who is typing, what was read. Bounded before it is read, and whatever
//! does not fit is nothing. On which topics, `prefix` knows.

use serde_json::{Map, Value};
use std::sync::Arc;

use super::dialect::{cut_name, is_id};
use super::json::quote;

/// Bytes of a payload beside a room; a larger one is nothing.
const LIMIT: usize = 32 * 1024;
/// Bytes that the rooms of our own presence may have, so that others' limit is not met.
const ROOMS_LIMIT: usize = 24 * 1024;
/// Rooms of one person.
const ROOMS: usize = 200;

/// Whether somebody who is connected is also at the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    #[default]
    Online,
    Away,
}

/// What somebody says of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Here {
    pub(super) name: Arc<str>,
    pub(super) status: Presence,
    pub(super) rooms: Vec<Box<str>>,
}

impl Here {
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        let keys = object(payload)?;
        let rooms = keys.get("rooms").and_then(Value::as_array).into_iter().flatten();
        let mut rooms: Vec<Box<str>> = rooms.filter_map(Value::as_str).take(ROOMS).map(Box::from).collect();
        crate::order::sort_by(&mut rooms, Ord::cmp);
        rooms.dedup();
        let status = match keys.get("status").and_then(Value::as_str) {
            Some("away") => Presence::Away,
            _ => Presence::Online,
        };
        Some(Self { name: name(&keys)?, status, rooms })
    }
}

/// `ts` is ms since the epoch. Rooms beyond what others read are left out.
pub fn presence_payload<'r>(
    user: &str,
    status: Presence,
    rooms: impl Iterator<Item = &'r str>,
    ts: u64,
) -> Vec<u8> {
    let mut payload = start(user);
    payload.extend(match status {
        Presence::Online => &b",\"status\":\"online\",\"rooms\":["[..],
        Presence::Away => b",\"status\":\"away\",\"rooms\":[",
    });
    let end = payload.len() + ROOMS_LIMIT;
    for (number, room) in rooms.take(ROOMS).enumerate() {
        let before = payload.len();
        if number > 0 {
            payload.push(b',');
        }
        quote(room, &mut payload);
        if payload.len() > end {
            payload.truncate(before);
            break;
        }
    }
    payload.extend(b"],\"ts\":");
    payload.extend(ts.to_string().bytes());
    payload.push(b'}');
    payload
}

pub fn typing_payload(user: &str) -> Vec<u8> {
    let mut payload = start(user);
    payload.push(b'}');
    payload
}

/// `id` is the message's, up to which everything was read.
pub fn seen_payload(user: &str, id: &str) -> Vec<u8> {
    let mut payload = start(user);
    payload.extend(b",\"id\":");
    quote(id, &mut payload);
    payload.push(b'}');
    payload
}

/// Who is typing.
pub(super) fn read_typing(payload: &[u8]) -> Option<Arc<str>> {
    name(&object(payload)?)
}

/// Who, and the id of the last message they read.
pub(super) fn read_seen(payload: &[u8]) -> Option<(Arc<str>, Arc<str>)> {
    let keys = object(payload)?;
    let id = keys.get("id").and_then(Value::as_str).filter(|id| is_id(id))?;
    Some((name(&keys)?, id.into()))
}

fn start(user: &str) -> Vec<u8> {
    let mut payload = b"{\"user\":".to_vec();
    quote(user, &mut payload);
    payload
}

fn object(payload: &[u8]) -> Option<Map<String, Value>> {
    let payload = Some(payload).filter(|payload| payload.len() <= LIMIT)?;
    // Text is what all else of ours is read from: another reader would be in the page twice.
    match serde_json::from_str(std::str::from_utf8(payload).ok()?).ok()? {
        Value::Object(keys) => Some(keys),
        _ => None,
    }
}

fn name(keys: &Map<String, Value>) -> Option<Arc<str>> {
    let user = keys.get("user").and_then(Value::as_str)?;
    (!user.trim().is_empty()).then(|| cut_name(user).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_beside_a_room_is_byte_for_byte_what_the_design_shows() {
        let text = |payload| String::from_utf8(payload).unwrap();
        assert_eq!(
            text(presence_payload("Lu\"cy", Presence::Online, ["chat", "在"].into_iter(), 7)),
            r#"{"user":"Lu\"cy","status":"online","rooms":["chat","在"],"ts":7}"#
        );
        assert_eq!(text(typing_payload("Lucy")), r#"{"user":"Lucy"}"#);
        assert_eq!(text(seen_payload("Lucy", "01J")), r#"{"user":"Lucy","id":"01J"}"#);
    }

    #[test]
    fn what_was_written_reads_back() {
        let payload = presence_payload("Lucy", Presence::Away, ["b", "a", "b"].into_iter(), 7);
        let rooms = vec!["a".into(), "b".into()];
        assert_eq!(Here::read(&payload), Some(Here { name: "Lucy".into(), status: Presence::Away, rooms }));
        assert_eq!(read_seen(&seen_payload("Lucy", "1")), Some(("Lucy".into(), "1".into())));
        assert_eq!(read_typing(&typing_payload("Lucy")).as_deref(), Some("Lucy"));
    }

    #[test]
    fn garbage_is_nobody() {
        let deep = "[".repeat(20_000);
        let long = format!(r#"{{"user":"Tom","x":"{}"}}"#, "x".repeat(LIMIT));
        for text in ["", "{}", "[]", r#"{"user":7}"#, r#"{"user":" "}"#, "\"Tom\"", "\u{0}", &deep, &long] {
            assert_eq!(Here::read(text.as_bytes()), None, "{text:.40}");
            assert_eq!(read_typing(text.as_bytes()), None);
        }
        assert_eq!(Here::read(b"\xff"), None);
        for text in [r#"{"user":"Tom"}"#, r#"{"user":"Tom","id":7}"#, r#"{"user":"Tom","id":""}"#] {
            assert_eq!(read_seen(text.as_bytes()), None, "{text}");
        }
        let odd = Here::read(br#"{"user":"Tom","status":[],"rooms":{"a":1}}"#).unwrap();
        assert_eq!((odd.status, odd.rooms.len()), (Presence::Online, 0));
    }

    #[test]
    fn names_and_lists_are_cut() {
        let many: Vec<String> = (0..300).map(|number| number.to_string()).collect();
        let here = |rooms: &[String]| {
            let rooms = rooms.iter().map(String::as_str);
            Here::read(&presence_payload(&"名".repeat(300), Presence::Online, rooms, 7)).unwrap()
        };
        assert_eq!((here(&many).name.chars().count(), here(&many).rooms.len()), (256, 200));
        let long: Vec<String> = (0..30).map(|number| "x".repeat(1_000 + number)).collect();
        assert_eq!(here(&long).rooms.len(), 24);
    }
}
