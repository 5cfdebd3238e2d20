//! The rows of the table: what is measured, beside whom, and how good it has to be.

/// What is measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Story {
    FirstVisit,
    Receive,
    Publish,
    Composer,
    Echo,
    Start,
    Frames,
    Codec,
    Large,
    Hours,
    Native,
}

impl Story {
    pub(crate) const ALL: [Self; 11] = [
        Self::FirstVisit,
        Self::Receive,
        Self::Publish,
        Self::Composer,
        Self::Echo,
        Self::Start,
        Self::Frames,
        Self::Codec,
        Self::Large,
        Self::Hours,
        Self::Native,
    ];

    /// As it is chosen by, and as the bench in the browser knows it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FirstVisit => "first-visit",
            Self::Receive => "receive",
            Self::Publish => "publish",
            Self::Composer => "composer",
            Self::Echo => "echo",
            Self::Start => "start",
            Self::Frames => "frames",
            Self::Codec => "codec-browser",
            Self::Large => "large",
            Self::Hours => "hours",
            Self::Native => "codec-native",
        }
    }

    pub(crate) fn is_in_a_browser(self) -> bool {
        !matches!(self, Self::FirstVisit | Self::Native)
    }

    /// By a part of its name or of the name of one of its rows. Nothing means all.
    pub(crate) fn is_meant(self, filter: &[String]) -> bool {
        let has = |part: &String| {
            let rows = ROWS.iter().filter(|row| row.story == self);
            self.name().contains(part.as_str()) || { rows }.any(|row| row.name.contains(part.as_str()))
        };
        filter.is_empty() || filter.iter().any(has)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Limit {
    /// Ours by theirs, where less is better, is at most this.
    Ratio(f64),
    /// Our speed by theirs is at least this, of times: theirs by ours.
    Speed(f64),
    /// Ours alone is at most this, whatever theirs is.
    Ours(f64),
    /// Nobody has set one.
    Told,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Bytes,
    Milliseconds,
    Mebibytes,
    Nanoseconds,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) story: Story,
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) peer: &'static str,
    pub(crate) unit: Unit,
    pub(crate) limit: Limit,
}

const fn row(
    story: Story,
    name: &'static str,
    what: &'static str,
    peer: &'static str,
    unit: Unit,
    limit: Limit,
) -> Row {
    Row { story, name, what, peer, unit, limit }
}

const PAGE: &str = "MQTT.js page";

use Limit::{Ours, Ratio, Speed, Told};
use Story::{Codec, Composer, Echo, FirstVisit, Frames, Hours, Large, Native, Publish, Receive, Start};
use Unit::{Bytes, Mebibytes as MiB, Milliseconds as Ms, Nanoseconds as Ns};

pub(crate) const ROWS: &[Row] = &[
    row(
        FirstVisit,
        "first-visit",
        "first visit, all bytes after brotli",
        "mqtt.min.js alone",
        Bytes,
        Ratio(1.65),
    ),
    row(Receive, "receive", "20,000 messages at QoS 0, until the last is on screen", PAGE, Ms, Ratio(0.2)),
    row(Receive, "receive-task", "the longest task meanwhile (0: none over 50 ms)", PAGE, Ms, Ours(50.0)),
    row(Receive, "receive-floor", "the same, beside a socket that only counts", "bare WebSocket", Ms, Told),
    row(Receive, "receive-qos1", "20,000 messages at QoS 1, each stored before its PUBACK", PAGE, Ms, Told),
    row(Receive, "receive-qos1-task", "the longest task meanwhile", PAGE, Ms, Ours(50.0)),
    row(Publish, "publish-qos1", "2,000 of one's own at QoS 1, 20 unacknowledged", "MQTT.js", Ms, Ratio(1.0)),
    row(Publish, "publish-qos2", "the same at QoS 2", "MQTT.js", Ms, Told),
    row(Publish, "turns-qos1", "the same at QoS 1, each said when one of 20 is back", "MQTT.js", Ms, Told),
    row(Publish, "turns-qos2", "the same at QoS 2", "MQTT.js", Ms, Told),
    row(Publish, "durability-qos1", "what durability costs at QoS 1", "our own, kept nowhere", Ms, Told),
    row(Publish, "durability-qos2", "the same at QoS 2", "our own, kept nowhere", Ms, Told),
    row(Composer, "composer-qos1", "2,000 by hand at QoS 1: each waits for its commit", PAGE, Ms, Told),
    row(Composer, "composer-qos2", "the same at QoS 2", PAGE, Ms, Told),
    row(Echo, "echo", "said until one's own echo is on screen, median", "bare WebSocket", Ms, Ratio(1.5)),
    row(Echo, "echo-99", "the same, 99th percentile", "bare WebSocket", Ms, Ratio(1.5)),
    row(Echo, "echo-page", "the same, median", PAGE, Ms, Told),
    row(Start, "cold-form", "cold start on slow 4G, CPU ÷ 4, to the form", PAGE, Ms, Ratio(1.2)),
    row(Start, "cold-message", "the same, to the first message on screen", PAGE, Ms, Ratio(1.2)),
    row(Start, "warm-message", "a second visit, to the first message on screen", PAGE, Ms, Told),
    row(
        Frames,
        "frames-1-paho",
        "20,000 messages without a broker, a packet a frame, to the chat's model",
        "paho-mqtt, a list",
        Ms,
        Speed(1.0),
    ),
    row(Frames, "frames-1-mqttjs", "the same", "MQTT.js, a list", Ms, Speed(15.0)),
    row(Frames, "frames-1-floor", "the same", "bare WebSocket", Ms, Told),
    row(Frames, "frames-1-kept", "the same, on the disk", "paho-mqtt, a list", Ms, Told),
    row(Frames, "frames-1-page", "the same, on the disk and on screen", "paho-mqtt, a list", Ms, Told),
    row(
        Frames,
        "frames-100-paho",
        "100 packets a frame, to the chat's model",
        "paho-mqtt, a list",
        Ms,
        Speed(1.0),
    ),
    row(Frames, "frames-100-mqttjs", "the same", "MQTT.js, a list", Ms, Speed(15.0)),
    row(Frames, "frames-100-floor", "the same", "bare WebSocket", Ms, Told),
    row(Frames, "frames-100-kept", "the same, on the disk", "paho-mqtt, a list", Ms, Told),
    row(Frames, "frames-100-page", "the same, on the disk and on screen", "paho-mqtt, a list", Ms, Told),
    row(Codec, "browser-decode/acks", "decode an ack, in the browser", "mqtt-packet", Ns, Speed(5.0)),
    row(Codec, "browser-decode/20B", "decode a publish of 20 B", "mqtt-packet", Ns, Speed(5.0)),
    row(Codec, "browser-decode/200B", "… of 200 B", "mqtt-packet", Ns, Speed(5.0)),
    row(Codec, "browser-decode/20kB", "… of 20 kB", "mqtt-packet", Ns, Speed(5.0)),
    row(Codec, "browser-encode/acks", "encode an ack, in the browser", "mqtt-packet", Ns, Speed(5.0)),
    row(Codec, "browser-encode/20B", "encode a publish of 20 B", "mqtt-packet", Ns, Speed(5.0)),
    row(Codec, "browser-encode/200B", "… of 200 B", "mqtt-packet", Ns, Speed(5.0)),
    row(Codec, "browser-encode/20kB", "… of 20 kB", "mqtt-packet", Ns, Speed(5.0)),
    row(Large, "large-open", "a room of 100,000, opened", "", Ms, Ours(300.0)),
    row(Large, "large-frame", "the longest frame while it is scrolled", "", Ms, Ours(50.0)),
    row(Large, "large-memory", "heap and module after that", "", MiB, Ours(128.0)),
    row(Large, "flat-messages", "a message's cost, 100,000 before it", "10 before it", Ms, Ratio(1.2)),
    row(Large, "flat-rooms", "a message's cost with 200 rooms", "with 1", Ms, Ratio(1.2)),
    row(
        Hours,
        "hours-memory",
        "200,000 messages: memory in the last quarter",
        "in the first",
        MiB,
        Ratio(1.05),
    ),
    row(Native, "decode/acks", "decode 1,000 acks, natively", "rumqttc", Ns, Speed(1.0)),
    row(Native, "decode/20B", "decode 1,000 publishes of 20 B", "rumqttc", Ns, Speed(1.0)),
    row(Native, "decode/200B", "… of 200 B", "rumqttc", Ns, Speed(1.0)),
    row(Native, "decode/20kB", "… of 20 kB", "rumqttc", Ns, Speed(1.0)),
    row(Native, "encode/acks", "encode 1,000 acks, natively", "rumqttc", Ns, Speed(1.0)),
    row(Native, "encode/20B", "encode 1,000 publishes of 20 B", "rumqttc", Ns, Speed(1.0)),
    row(Native, "encode/200B", "… of 200 B", "rumqttc", Ns, Speed(1.0)),
    row(Native, "encode/20kB", "… of 20 kB", "rumqttc", Ns, Speed(1.0)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_meant_by_its_name_or_by_that_of_a_row() {
        let meant = |part: &str| {
            let filter = [part.to_owned()];
            Story::ALL.into_iter().filter(|story| story.is_meant(&filter)).collect::<Vec<_>>()
        };
        assert_eq!(meant("receive"), [Receive]);
        assert_eq!(meant("cold"), [Start]);
        assert_eq!(meant("codec-native"), [Native]);
        assert_eq!(meant("decode"), [Codec, Native]);
        assert!(meant("no such thing").is_empty());
        assert!(Story::ALL.into_iter().all(|story| story.is_meant(&[])));
    }

    #[test]
    fn no_two_rows_have_one_name_and_each_story_has_a_row() {
        for (at, row) in ROWS.iter().enumerate() {
            assert!(ROWS.iter().skip(at + 1).all(|other| other.name != row.name), "{}", row.name);
        }
        for story in Story::ALL {
            assert!(ROWS.iter().any(|row| row.story == story), "{story:?}");
        }
    }
}
