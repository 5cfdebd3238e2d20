//! One message as a line of JSON. A chat message shows what it says in keys of its own; whatever would be lost by that
//! stands in the payload beside it, exact to the byte.

use serde_json::{Map, Value};

use super::{base64, waits};
use crate::chat::{
    Acknowledged, Content, MessageKey, MessageRecord, Origin, Place, Room, RoomKey, Status, quote,
    read_anyway,
};
use crate::mqtt::{Delivery, TopicName};

/// A longer line is not read.
const LINE_BYTES: usize = 8 << 20;

/// A message of a file, which has no place here yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) room: Room,
    pub(crate) topic: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) origin: Origin,
    pub(crate) arrived_at: u64,
}

/// With a line break at its end. What waits says so, and is not imported again: nobody knows whether anyone got it.
pub(crate) fn json_line(room: &str, record: &MessageRecord) -> Vec<u8> {
    let mut line = Vec::with_capacity(record.payload.len() + 96);
    text(&mut line, "{\"room\":", room);
    text(&mut line, ",\"topic\":", record.topic.as_deref().unwrap_or(room));
    let mut is_whole = false;
    if let Content::Chat { user, say, id, sent_at, re } = read_anyway(&record.payload) {
        let shown = said(user.as_deref(), &say, [id.as_deref(), re.as_deref()], sent_at);
        line.push(b',');
        line.extend(shown.get(1..shown.len() - 1).unwrap_or_default());
        is_whole = shown == *record.payload;
    }
    if !is_whole {
        match str::from_utf8(&record.payload) {
            Ok(payload) => text(&mut line, ",\"payload\":", payload),
            Err(_) => text(&mut line, ",\"base64\":", &base64::encode(&record.payload)),
        }
    }
    number(&mut line, ",\"at\":", record.arrived_at);
    match record.origin {
        Origin::Own => line.extend(b",\"own\":true"),
        Origin::Received { retained, delivery } => {
            number(&mut line, ",\"qos\":", u64::from(delivery.bits()));
            if retained {
                line.extend(b",\"retained\":true");
            }
        }
    }
    if waits(record) {
        text(&mut line, ",\"status\":", record.status.as_str());
    }
    line.extend(b"}\n");
    line
}

impl Line {
    /// `me` is the name we write under: what is ours in the file of another name is not ours here. `None` of what is no
    /// message, does not fit its room, or was still waiting.
    pub(crate) fn read(line: &str, me: &str) -> Option<Self> {
        if line.len() > LINE_BYTES {
            return None;
        }
        let Ok(Value::Object(keys)) = serde_json::from_str::<Value>(line) else { return None };
        let texts = |key: &str| keys.get(key).and_then(Value::as_str);
        let numbers = |key: &str| keys.get(key).and_then(Value::as_u64);
        let marks = |key: &str| keys.get(key) == Some(&Value::Bool(true));
        if keys.contains_key("status") {
            return None;
        }
        let room = Room::parse(texts("room")?).ok()?;
        let topic = texts("topic").unwrap_or_else(|| room.as_str()).to_owned();
        if !room.matches(&TopicName::parse(topic.as_str()).ok()?) {
            return None;
        }
        let payload = payload(&keys)?;
        let is_own = marks("own") && texts("user") == Some(me) && !room.is_feed();
        let delivery = numbers("qos").and_then(|bits| Delivery::from_bits(u8::try_from(bits).ok()?));
        let delivery = delivery.unwrap_or(Delivery::AtMostOnce);
        let origin =
            if is_own { Origin::Own } else { Origin::Received { retained: marks("retained"), delivery } };
        let arrived_at = numbers("at").or(numbers("ts")).unwrap_or_default();
        Some(Self { room, topic, payload, origin, arrived_at })
    }

    /// As it stands at this place of its room.
    pub(crate) fn into_record(self, room: RoomKey, place: u64) -> MessageRecord {
        let (status, acknowledged) = match self.origin {
            Origin::Own => (Status::Delivered, Acknowledged::Yes),
            Origin::Received { .. } => (Status::Received, Acknowledged::No),
        };
        MessageRecord {
            room,
            key: MessageKey(place),
            place: Place::Settled(place),
            topic: self.room.is_feed().then(|| self.topic.into()),
            payload: self.payload.into(),
            origin: self.origin,
            status,
            acknowledged,
            arrived_at: self.arrived_at,
        }
    }
}

fn payload(keys: &Map<String, Value>) -> Option<Vec<u8>> {
    let text = |key: &str| keys.get(key).and_then(Value::as_str);
    if let Some(encoded) = text("base64") {
        return base64::decode(encoded);
    }
    if let Some(payload) = text("payload") {
        return Some(payload.as_bytes().to_vec());
    }
    Some(said(text("user"), text("say")?, [text("id"), text("re")], keys.get("ts").and_then(Value::as_u64)))
}

/// The payload of a chat message, byte for byte as this page writes it if nothing is missing.
fn said(user: Option<&str>, say: &str, [id, re]: [Option<&str>; 2], sent_at: Option<u64>) -> Vec<u8> {
    let mut payload = vec![b'{'];
    if let Some(user) = user {
        text(&mut payload, "\"user\":", user);
        payload.push(b',');
    }
    text(&mut payload, "\"say\":", say);
    if let Some(id) = id {
        text(&mut payload, ",\"id\":", id);
    }
    if let Some(sent_at) = sent_at {
        number(&mut payload, ",\"ts\":", sent_at);
    }
    if let Some(re) = re {
        text(&mut payload, ",\"re\":", re);
    }
    payload.push(b'}');
    payload
}

fn text(out: &mut Vec<u8>, key: &str, text: &str) {
    out.extend(key.bytes());
    quote(text, out);
}

fn number(out: &mut Vec<u8>, key: &str, number: u64) {
    out.extend(key.bytes());
    out.extend(number.to_string().bytes());
}
