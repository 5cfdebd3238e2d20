//! Keeping alive (C2): pings by what was sent, liveness by what was heard, and clocks that jump.

use snug::mqtt::client::{Event, Lost, Millis};
use snug::mqtt::{Delivery, Packet, PublishId};

use crate::scripted_broker::message;
use crate::story::{Story, options};

fn online(keep_alive: u16) -> Story {
    let mut options = options();
    options.connect.keep_alive = keep_alive;
    Story::online_with(options)
}

#[test]
fn c2_1_what_comes_in_does_not_put_the_ping_off() {
    let mut story = online(60);
    for _ in 0..59 {
        story.wait(1_000);
        story.hear(&message(PublishId::AtMostOnce, "news"));
    }
    assert_eq!(story.said(), ["PINGREQ"]);
}

#[test]
fn c2_2_a_busy_sender_notices_a_dead_link() {
    let mut story = online(60);
    for second in 0..120 {
        story.wait(1_000);
        if story.lost().is_some() {
            assert!(second <= 60, "only after {second} s");
            break;
        }
        story.publish(Delivery::AtMostOnce, "x");
    }
    assert_eq!(story.lost(), Some(&Lost::Silent));
}

#[test]
fn c2_3_the_ping_goes_out_at_half_the_keep_alive() {
    for keep_alive in [1, 20, 60, 65_535] {
        let mut story = online(keep_alive);
        let half = Millis::from(keep_alive) * 500;
        story.wait(half - 1);
        assert!(story.said().is_empty());
        story.wait(1);
        assert_eq!(story.said(), ["PINGREQ"]);
    }
}

#[test]
fn c2_4_an_open_ping_has_half_the_keep_alive_and_no_other_beside_it() {
    let mut story = online(60);
    story.wait(59_999);
    assert_eq!(story.said(), ["PINGREQ"]);
    assert_eq!(story.lost(), None);
    story.wait(1);
    assert_eq!(story.lost(), Some(&Lost::Silent));
    assert!(story.said().is_empty());
    assert!(story.retry_at().is_some());
}

#[test]
fn c2_4_a_ping_that_is_answered_leads_to_the_next() {
    let mut story = online(60);
    for _ in 0..100 {
        story.wait(30_000);
        assert_eq!(story.said(), ["PINGREQ"]);
        story.hear(&Packet::PingResp);
    }
    assert_eq!(story.lost(), None);
}

/// Timers of a hidden tab go off once a minute.
#[test]
fn c2_6_timers_that_go_off_once_a_minute_are_enough_for_two_minutes() {
    let mut story = online(120);
    let mut last = story.now;
    for minute in 0..600 {
        story.sleep(60_000);
        // Messages arrive when they do; only the timer is late.
        story.tell(|client, now| client.handle_timeout(now));
        for line in story.said() {
            assert_eq!(line, "PINGREQ");
            assert!(story.now - last <= 120_000, "minute {minute}");
            last = story.now;
            story.hear(&Packet::PingResp);
        }
    }
    assert_eq!(story.lost(), None);
    assert!(story.now - last <= 120_000);
}

#[test]
fn c2_8_after_a_long_sleep_the_connection_is_changed_at_once() {
    let mut story = online(60);
    story.sleep(90_001);
    story.tell(|client, now| client.handle_timeout(now));
    assert_eq!(story.lost(), Some(&Lost::Silent));
    assert_eq!(story.retry_at(), Some(story.now));
    assert_eq!((story.closed().len(), story.opened().len()), (1, 2));
    assert!(story.said().is_empty());
}

#[test]
fn c2_8_a_short_sleep_only_brings_the_ping() {
    let mut story = online(60);
    story.sleep(89_000);
    story.tell(|client, now| client.handle_timeout(now));
    assert_eq!(story.said(), ["PINGREQ"]);
    assert_eq!(story.lost(), None);
}

#[test]
fn c2_9_waking_up_asks_for_a_sign_of_life_within_seconds() {
    let mut story = online(60);
    story.wait(1_000);
    story.tell(|client, now| client.probe(now));
    assert_eq!(story.said(), ["PINGREQ"]);
    story.wait(5_000);
    assert_eq!(story.lost(), Some(&Lost::Silent));
}

#[test]
fn c2_9_waking_up_with_a_ping_open_still_takes_seconds() {
    let mut story = online(60);
    story.wait(30_000);
    story.tell(|client, now| client.probe(now));
    story.wait(5_000);
    assert_eq!(story.lost(), Some(&Lost::Silent));
}

#[test]
fn c2_9_waking_up_after_a_long_sleep_changes_the_connection_at_once() {
    let mut story = online(60);
    story.sleep(90_001);
    story.tell(|client, now| client.probe(now));
    assert_eq!((story.closed().len(), story.opened().len()), (1, 2));
}

#[test]
fn c2_10_with_keep_alive_off_there_are_no_pings_and_no_deadline() {
    let mut story = online(0);
    assert_eq!(story.client.poll_timeout(), None);
    story.sleep(86_400_000);
    story.tell(|client, now| client.handle_timeout(now));
    assert!(story.said().is_empty());
    assert_eq!(story.lost(), None);
    // Asked for, a ping still has its deadline.
    story.tell(|client, now| client.probe(now));
    story.wait(5_000);
    assert_eq!(story.lost(), Some(&Lost::Silent));
}

#[test]
fn a_timeout_too_many_is_harmless() {
    let mut story = online(60);
    for _ in 0..1_000 {
        story.sleep(10);
        story.tell(|client, now| client.handle_timeout(now));
    }
    assert!(story.said().is_empty());
    assert_eq!(story.lost(), None);
}

fn round_trips(story: &Story) -> Vec<Millis> {
    story
        .events()
        .filter_map(|event| if let Event::RoundTrip(time) = event { Some(*time) } else { None })
        .collect()
}

#[test]
fn a_round_trip_is_from_a_ping_to_its_own_answer() {
    let mut story = online(60);
    story.wait(30_000);
    story.sleep(42);
    story.hear(&Packet::PingResp);
    assert_eq!(round_trips(&story), [42]);
    // A page that is shown, focused and woken probes three times, and the answers are in order.
    for _ in 0..3 {
        story.tell(|client, now| client.probe(now));
    }
    story.sleep(50);
    story.hear(&Packet::PingResp);
    story.tell(|client, now| client.probe(now));
    story.sleep(1);
    story.hear(&Packet::PingResp);
    story.hear(&Packet::PingResp);
    story.sleep(60);
    story.hear(&Packet::PingResp);
    assert_eq!(round_trips(&story), [42, 50, 61]);
    assert!(!story.events().any(|event| matches!(event, Event::Stray { .. })));
    assert_eq!(story.lost(), None);
}

#[test]
fn an_answer_that_was_cut_off_is_not_waited_for_on_the_next_connection() {
    let mut story = online(60);
    story.tell(|client, now| client.probe(now));
    story.come_back(true);
    story.sleep(3);
    story.tell(|client, now| client.probe(now));
    story.sleep(7);
    story.hear(&Packet::PingResp);
    assert_eq!(round_trips(&story), [7]);
}
