//! What must hold for any bytes and any order of events: reading never fails, composing is undone by reading,
//! indenting changes white space only, and a timeline shows each message once, in the order rule's order.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use snug::chat::{
    Access, Chat, Content, Failure, Limits, Outgoing, Room, RoomKey, Status, Ulid, compose, hex_preview,
    indent, read_anyway,
};
use snug::mqtt::{Delivery, TopicName};
use std::collections::HashSet;

proptest! {
    #[test]
    fn reading_never_panics_on_any_bytes(bytes in vec(any::<u8>(), 0..300), limit in 0usize..400) {
        let content = Content::read(&bytes, limit);
        prop_assert_eq!(matches!(content, Content::Large(_)), bytes.len() > limit);
        prop_assert!(content.summary().chars().count() <= 120);
        hex_preview(&bytes, 4);
    }

    #[test]
    fn reading_never_panics_on_what_is_almost_json(text in r#"[\[\]{}",:\\u0-9a-f \n]{0,80}|\{"(say|msg)":.{0,40}\}"#) {
        read_anyway(text.as_bytes());
        indent(&text);
    }

    #[test]
    fn what_is_composed_reads_back(user in "(?s).{0,256}", say in "(?s).*", id in "(?s).{1,256}", ts in any::<u64>(), re in proptest::option::of("(?s).{1,256}")) {
        let payload = compose(&user, &say, &id, ts, re.as_deref());
        prop_assert_eq!(
            read_anyway(&payload),
            Content::Chat { user: Some(user), say, id: Some(id), sent_at: Some(ts), re }
        );
    }

    #[test]
    fn indenting_changes_white_space_only(value in json()) {
        let (compact, pretty) = (value.to_string(), serde_json::to_string_pretty(&value).unwrap());
        prop_assert_eq!(indent(&compact), pretty.clone());
        prop_assert_eq!(indent(&pretty), pretty);
    }

    #[test]
    fn each_message_is_shown_once_and_in_order(events in vec(event(), 0..80)) {
        let mut page = Page::new();
        for event in events {
            page.happen(event);
            let items = page.chat.room(page.room).unwrap().timeline.iter();
            let shown: Vec<(String, Status)> =
                items.map(|item| (item.message.content.summary(), item.status)).collect();
            prop_assert_eq!(shown, page.expected());
        }
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(?s).{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec(("(?s).{0,6}", inner), 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Numbers choose among what was written so far.
#[derive(Clone, Debug)]
enum Event {
    Write,
    Sent(usize),
    Acknowledged(usize),
    Failed(usize),
    Resend(usize),
    /// Our own copy comes, for the first time or again.
    Echo(usize),
    /// Somebody else's message; with an id from a small pool it may be a duplicate.
    Foreign {
        user: u8,
        id: Option<u8>,
    },
}

fn event() -> impl Strategy<Value = Event> {
    let which = 0usize..12;
    prop_oneof![
        3 => Just(Event::Write),
        1 => which.clone().prop_map(Event::Sent),
        1 => which.clone().prop_map(Event::Acknowledged),
        1 => which.clone().prop_map(Event::Failed),
        1 => which.clone().prop_map(Event::Resend),
        3 => which.prop_map(Event::Echo),
        3 => (0u8..2, proptest::option::of(0u8..4)).prop_map(|(user, id)| Event::Foreign { user, id }),
    ]
}

const FAILURE: Failure = Failure::QueueFull;
const FAILED: Status = Status::Failed(FAILURE);

fn sent(status: Status) -> Option<Status> {
    (status == Status::Queued).then_some(Status::Sent)
}

fn failed(status: Status) -> Option<Status> {
    (status != Status::Delivered).then_some(FAILED)
}

fn queued_again(status: Status) -> Option<Status> {
    (status == FAILED).then_some(Status::Queued)
}

/// The real thing beside a model of two lists: settled in the broker's order, ours in writing order. One of ours that
/// came back goes over when none of ours before it is on its way.
struct Page {
    chat: Chat,
    room: RoomKey,
    written: Vec<Outgoing>,
    foreign: usize,
    settled: Vec<(String, Status)>,
    ours: Vec<(String, Status)>,
    seen: HashSet<(u8, u8)>,
}

impl Page {
    fn new() -> Self {
        let mut chat = Chat::new("Lucy", Limits::default());
        let room = chat.join(Room::parse("chat").expect("a topic name"));
        chat.set_access("chat", Access::Granted(Delivery::ExactlyOnce));
        let (written, settled, ours) = (Vec::new(), Vec::new(), Vec::new());
        Self { chat, room, written, foreign: 0, settled, ours, seen: HashSet::new() }
    }

    fn expected(&self) -> Vec<(String, Status)> {
        self.settled.iter().chain(&self.ours).cloned().collect()
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Write => self.write(),
            Event::Echo(which) => self.echo(which),
            Event::Foreign { user, id } => self.hear_somebody(user, id),
            Event::Sent(which) => self.step(which, |chat, _, ours| chat.sent(&ours.id).is_some(), sent),
            Event::Acknowledged(which) => {
                self.step(which, |chat, _, ours| !chat.acknowledged(&ours.id).is_empty(), sent);
            }
            Event::Failed(which) => {
                self.step(which, |chat, _, ours| !chat.failed(&ours.id, FAILURE).is_empty(), failed);
            }
            Event::Resend(which) => {
                self.step(
                    which,
                    |chat, room, ours| chat.resend(room, ours.key).as_ref() == Some(ours),
                    queued_again,
                );
            }
        }
    }

    fn write(&mut self) {
        let number = self.written.len();
        let text = format!("own {number}");
        let id = Ulid::new(number as u64, [7; 10]);
        self.written.push(self.chat.write(self.room, &text, id, 1).expect("a short text"));
        self.ours.push((text, Status::Queued));
    }

    /// Does `real` to one of ours, and `model` to its status unless it is settled; both must tell whether that
    /// changed anything.
    fn step(
        &mut self,
        which: usize,
        real: impl Fn(&mut Chat, RoomKey, &Outgoing) -> bool,
        model: impl Fn(Status) -> Option<Status>,
    ) {
        let Some(ours) = self.written.get(which) else { return };
        let text = format!("own {which}");
        let unsettled = self.ours.iter_mut().find(|(own, _)| *own == text);
        let changed = unsettled.and_then(|(_, status)| model(*status).map(|next| *status = next));
        assert_eq!(real(&mut self.chat, self.room, ours), changed.is_some());
        self.settle();
    }

    fn echo(&mut self, which: usize) {
        let Some(ours) = self.written.get(which).cloned() else { return };
        self.hear(&ours.payload);
        let text = format!("own {which}");
        if let Some((_, status)) = self.ours.iter_mut().find(|(own, _)| *own == text) {
            *status = Status::Delivered;
        }
        self.settle();
    }

    fn settle(&mut self) {
        let mut held = false;
        let mut free = |status| {
            held |= matches!(status, Status::Queued | Status::Sent);
            status == Status::Delivered && !held
        };
        let (done, ours) = std::mem::take(&mut self.ours).into_iter().partition(|(_, status)| free(*status));
        self.ours = ours;
        let done: Vec<_> = done;
        self.settled.extend(done);
    }

    fn hear_somebody(&mut self, user: u8, id: Option<u8>) {
        self.foreign += 1;
        let text = format!("foreign {}", self.foreign);
        let payload = match id {
            Some(id) => format!(r#"{{"user":"{user}","say":"{text}","id":"{id}"}}"#),
            None => format!(r#"{{"user":"{user}","say":"{text}"}}"#),
        };
        self.hear(payload.as_bytes());
        if id.is_none_or(|id| self.seen.insert((user, id))) {
            self.settled.push((text, Status::Received));
        }
    }

    fn hear(&mut self, payload: &[u8]) {
        let topic = TopicName::parse("chat").expect("a topic name");
        self.chat.receive(&topic, payload, false, Delivery::AtLeastOnce, 2);
    }
}
