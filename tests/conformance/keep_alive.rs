//! §3.1.2.10: what we send keeps the connection alive.

use snug::mqtt::PublishId;
use snug::mqtt::client::Millis;

use crate::rows::covers;
use crate::scripted_broker::message;
use crate::story::{Story, options};

const KEEP_ALIVE: Millis = 60_000;

#[test]
fn no_gap_between_packets_we_send_exceeds_the_keep_alive() {
    covers!("MQTT-3.1.2-23 a");
    let mut story = Story::online();
    let mut last = story.now;
    // The broker talks all the time, and nothing of it needs an answer.
    for _ in 0..600 {
        story.wait(1_000);
        story.hear(&message(PublishId::AtMostOnce, "news"));
        if !story.said().is_empty() {
            assert!(story.now - last <= KEEP_ALIVE, "{} ms of silence", story.now - last);
            last = story.now;
            story.hear(&snug::mqtt::Packet::PingResp);
        }
    }
    assert!(story.now - last <= KEEP_ALIVE);
    assert_eq!(story.lost(), None);
}

#[test]
fn the_time_until_connack_counts_as_silence_too() {
    covers!("MQTT-3.1.2-23 a");
    let mut options = options();
    options.connect.keep_alive = 10;
    let mut story = Story::with(options);
    story.connect();
    assert_eq!(story.said(), ["CONNECT"]);
    story.wait(9_000);
    story.accept(false);
    story.wait(1_000);
    assert_eq!(story.said(), ["PINGREQ"]);
}

#[test]
fn with_nothing_else_to_send_a_ping_goes_out() {
    covers!("MQTT-3.1.2-23 b");
    let mut story = Story::online();
    story.wait(KEEP_ALIVE - 1);
    assert_eq!(story.sent(), [[0xC0, 0x00]]);
}
