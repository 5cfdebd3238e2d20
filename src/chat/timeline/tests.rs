//! The order of settled and unsettled messages, whatever comes, settles or goes.

use super::super::dialect::Content;
use super::super::message::Origin;
use super::*;

fn message(key: u64, id: Option<&str>) -> Arc<Message> {
    let content = Content::Chat {
        user: Some("Lucy".into()),
        say: "hi".into(),
        id: id.map(str::to_owned),
        sent_at: None,
        re: None,
    };
    Arc::new(Message {
        key: MessageKey(key),
        topic: "chat".into(),
        content,
        arrived_at: 0,
        origin: Origin::Own,
    })
}

fn keys(timeline: &Timeline) -> Vec<u64> {
    timeline.iter().map(|item| item.message.key.0).collect()
}

#[test]
fn what_is_unsettled_stays_at_the_end_in_writing_order() {
    let mut timeline = Timeline::default();
    timeline.write(message(1, Some("a")));
    timeline.write(message(2, Some("b")));
    assert_eq!(timeline.arrive(message(3, Some("c"))), Arrival::New);
    assert_eq!(keys(&timeline), [3, 1, 2]);
    timeline.settle(MessageKey(2), 3).unwrap();
    assert_eq!(keys(&timeline), [3, 2, 1]);
    timeline.arrive(message(4, None));
    assert_eq!(keys(&timeline), [3, 2, 4, 1]);
    timeline.settle(MessageKey(1), 5).unwrap();
    assert_eq!(keys(&timeline), [3, 2, 4, 1]);
    assert!(timeline.settle(MessageKey(1), 6).is_none());
    assert!(timeline.come_back(MessageKey(1)).is_none());
    assert!(timeline.unsettled().is_empty());
}

#[test]
fn a_settled_message_does_not_arrive_again_even_after_it_was_forgotten() {
    let mut timeline = Timeline::default();
    timeline.write(message(1, Some("a")));
    timeline.come_back(MessageKey(1)).unwrap();
    timeline.settle(MessageKey(1), 2).unwrap();
    assert_eq!(timeline.arrive(message(2, Some("a"))), Arrival::Duplicate);
    timeline.remove(MessageKey(1)).unwrap();
    assert_eq!(timeline.arrive(message(3, Some("a"))), Arrival::Duplicate);
    assert!(timeline.is_empty());
}

#[test]
fn what_comes_back_is_ready_when_nothing_of_ours_before_it_is_on_its_way() {
    let mut timeline = Timeline::default();
    (1..=3).for_each(|key| timeline.write(message(key, Some(&key.to_string()))));
    timeline.come_back(MessageKey(3)).unwrap();
    assert_eq!(timeline.ready(), None);
    timeline.unsettled_mut(MessageKey(1)).unwrap().status = Status::Unconfirmed;
    timeline.come_back(MessageKey(2)).unwrap();
    assert_eq!(timeline.ready(), Some(MessageKey(2)));
    timeline.settle(MessageKey(2), 4).unwrap();
    assert_eq!(timeline.ready(), Some(MessageKey(3)));
}

#[test]
fn messages_without_an_id_all_stay() {
    let mut timeline = Timeline::default();
    timeline.arrive(message(1, None));
    timeline.arrive(message(2, None));
    assert_eq!(timeline.len(), 2);
}

#[test]
fn forgetting_keeps_the_border_between_settled_and_unsettled() {
    let mut timeline = Timeline::default();
    timeline.arrive(message(1, None));
    timeline.write(message(2, Some("a")));
    timeline.write(message(3, Some("b")));
    timeline.remove(MessageKey(1)).unwrap();
    timeline.remove(MessageKey(2)).unwrap();
    timeline.arrive(message(4, None));
    assert_eq!(keys(&timeline), [4, 3]);
}

#[test]
fn a_window_beyond_the_end_is_shorter() {
    let mut timeline = Timeline::default();
    (1..=3).for_each(|key| timeline.write(message(key, None)));
    assert_eq!(timeline.window(1..9).len(), 2);
    assert_eq!(timeline.window(5..9).len(), 0);
    let backwards = Range { start: 2, end: 1 };
    assert_eq!(timeline.window(backwards).len(), 0);
    assert_eq!(timeline.find(MessageKey(2)).map(|item| item.message.key), Some(MessageKey(2)));
}
