//! Lines that are written and read, and what an import makes of those that are here already.

use super::*;
use crate::chat::{Acknowledged, FIRST, MessageKey, Origin, RoomKey, Status};
use crate::mqtt::Delivery;

const ROOM: RoomKey = RoomKey(3);
const RECEIVED: Origin = Origin::Received { retained: false, delivery: Delivery::AtLeastOnce };

fn record(place: u64, payload: &[u8], origin: Origin) -> MessageRecord {
    let own = origin == Origin::Own;
    MessageRecord {
        room: ROOM,
        key: MessageKey(place),
        place: Place::Settled(place),
        topic: None,
        payload: payload.into(),
        origin,
        status: if own { Status::Delivered } else { Status::Received },
        acknowledged: if own { Acknowledged::Yes } else { Acknowledged::No },
        arrived_at: 1_795_175_748_000,
    }
}

fn json(room: &str, record: &MessageRecord) -> String {
    String::from_utf8(json_line(room, record)).unwrap()
}

fn read(line: &str) -> Option<Line> {
    Line::read(line, "Lucy")
}

#[test]
fn a_chat_message_is_a_line_anybody_can_read() {
    let ours = record(
        9,
        r#"{"user":"Lucy","say":"Tom在吗?","id":"01JD","ts":1795175748000}"#.as_bytes(),
        Origin::Own,
    );
    let line = concat!(
        r#"{"room":"chat","topic":"chat","user":"Lucy","say":"Tom在吗?","id":"01JD","ts":1795175748000,"#,
        r#""at":1795175748000,"own":true}"#,
        "\n"
    );
    assert_eq!(json("chat", &ours), line);
    let theirs = record(9, br#"{"say":"hi"}"#, RECEIVED);
    let line = "{\"room\":\"chat\",\"topic\":\"chat\",\"say\":\"hi\",\"at\":1795175748000,\"qos\":1}\n";
    assert_eq!(json("chat", &theirs), line);
}

#[test]
fn what_is_exported_comes_back_byte_for_byte() {
    let payloads: [&[u8]; 9] = [
        br#"{"user":"Lucy","say":"hi","id":"1","ts":5}"#,
        br#"{"user": "Tom", "say": "spaces"}"#,
        br#"{"user":"Tom","say":"more","id":"2","ts":5,"re":"1"}"#,
        br#"{"user":7,"say":"odd \u0041 \ud83d","id":"x"}"#,
        br#"{"msg":"on","time":"12:00"}"#,
        br#"{"a":1}"#,
        b"21.5 \"degrees\"\n",
        b"\xff\x00\x01",
        b"",
    ];
    let retained = Origin::Received { retained: true, delivery: Delivery::ExactlyOnce };
    for payload in payloads {
        for origin in [RECEIVED, retained] {
            let record = record(9, payload, origin);
            let line = json("chat", &record);
            assert_eq!(read(&line).unwrap().into_record(ROOM, 9), record, "{line}");
        }
    }
    let mut feed = record(9, b"21.5", RECEIVED);
    feed.topic = Some("/kitchen".into());
    assert_eq!(read(&json("/+", &feed)).unwrap().into_record(ROOM, 9), feed);
}

#[test]
fn only_what_we_wrote_under_this_name_is_ours() {
    let ours = record(9, br#"{"user":"Lucy","say":"hi","id":"1","ts":5}"#, Origin::Own);
    assert_eq!(read(&json("chat", &ours)).unwrap().into_record(ROOM, 9), ours);
    let as_tom = Line::read(&json("chat", &ours), "Tom").unwrap();
    assert_eq!(as_tom.origin, Origin::Received { retained: false, delivery: Delivery::AtMostOnce });
}

#[test]
fn what_was_waiting_is_exported_and_not_imported() {
    let mut waiting = record(9, br#"{"user":"Lucy","say":"hi","id":"1","ts":5}"#, Origin::Own);
    (waiting.place, waiting.status) = (Place::Waiting, Status::Queued);
    let line = json("chat", &waiting);
    assert!(line.ends_with(",\"status\":\"queued\"}\n"), "{line}");
    assert_eq!(read(&line), None);
}

#[test]
fn what_is_no_message_of_its_room_is_unreadable() {
    let lines = [
        "",
        "{",
        "[]",
        r#"{"room":"chat"}"#,
        r#"{"say":"hi"}"#,
        r#"{"room":"","say":"hi"}"#,
        r#"{"room":"chat","topic":"other","say":"hi"}"#,
        r#"{"room":"/+","say":"hi"}"#,
        r#"{"room":"chat","base64":"?"}"#,
        r#"{"room":"chat","say":7}"#,
    ];
    for line in lines {
        assert_eq!(read(line), None, "{line}");
    }
}

#[test]
fn a_line_written_by_hand_needs_a_room_and_a_text() {
    let line = read(r#"{"room":"chat","user":"Tom","say":"hi","ts":7}"#).unwrap();
    assert_eq!(line.payload, br#"{"user":"Tom","say":"hi","ts":7}"#);
    assert_eq!((line.arrived_at, line.topic.as_str()), (7, "chat"));
}

#[test]
fn text_is_for_people() {
    let time = |_: u64| "2026-11-21 10:00".to_owned();
    let hi = record(9, br#"{"user":"Lucy","say":"hi"}"#, RECEIVED);
    assert_eq!(text_line("chat", &hi, &time), "[2026-11-21 10:00] Lucy: hi\n");
    let mut report = record(9, br#"{"msg":"on","data":"x"}"#, RECEIVED);
    report.topic = Some("/lamp".into());
    assert_eq!(text_line("/+", &report, &time), "[2026-11-21 10:00] /lamp: on\n");
    assert_eq!(text_line("chat", &record(9, b"\xff\xfe", RECEIVED), &time), "[2026-11-21 10:00] 2 B\n");
}

fn merge(lines: &[&str]) -> Merge {
    let mut merge = Merge::new();
    lines.iter().for_each(|say| merge.add(read(say).unwrap()));
    merge
}

const HI: &str = r#"{"room":"chat","user":"Tom","say":"hi","id":"1"}"#;
const PLAIN: &str = r#"{"room":"chat","payload":"21.5","at":5}"#;
const LATER: &str = r#"{"room":"chat","payload":"21.5","at":6}"#;

fn places(slices: &[Vec<MessageRecord>]) -> Vec<Vec<u64>> {
    slices.iter().map(|slice| slice.iter().map(|record| record.key.0).collect()).collect()
}

#[test]
fn imported_messages_stand_in_the_order_of_the_file_before_what_is_here() {
    let (slices, known) = merge(&[HI, PLAIN, LATER]).into_slices(ROOM, 2);
    assert_eq!((places(&slices), known), (vec![vec![FIRST - 1, FIRST - 2], vec![FIRST - 3]], 0));
    assert_eq!(&*slices[0][0].payload, b"21.5");
    assert_eq!(slices[0][0].arrived_at, 6);
    let mut again = merge(&[LATER]);
    again.knows("chat", &slices[1][0]);
    assert_eq!(places(&again.into_slices(ROOM, 9).0), [[FIRST - 4]], "below what was imported before");
    let mut beside = merge(&[HI]);
    beside.knows("chat", &record(FIRST + 70, b"here", RECEIVED));
    assert_eq!(places(&beside.into_slices(ROOM, 9).0), [[FIRST - 1]]);
}

#[test]
fn what_is_here_or_twice_in_the_file_is_not_doubled() {
    let mut merge = merge(&[HI, PLAIN, HI, LATER, PLAIN]);
    // Its time here is another one, and so are its bytes; the id is the same.
    merge.knows("chat", &record(FIRST, br#"{"id":"1","user":"Tom","say":"hi"}"#, RECEIVED));
    let (slices, known) = merge.into_slices(ROOM, 9);
    assert_eq!((places(&slices), known), (vec![vec![FIRST - 1, FIRST - 2]], 3));
}

#[test]
fn accounts_that_began_before_have_no_place_for_it() {
    let mut merge = merge(&[HI]);
    assert!(merge.has_place());
    merge.knows("chat", &record(7, b"old", RECEIVED));
    assert!(!merge.has_place());
}
