//! What holds for all packets and all bytes: nothing panics, what is written is read back, cuts don't matter.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use proptest::{
    collection::vec,
    option,
    prelude::*,
    test_runner::{FileFailurePersistence, TestCaseResult},
};
use snug::mqtt::{
    ConnAck, Connect, ConnectCode, DEFAULT_PACKET_LIMIT, Delivery, Frame, FrameError, Framer, Packet,
    PacketId, Publish, PublishId, SubAck, Subscribe, SubscribeOutcome, TopicFilter, TopicName, Unsubscribe,
    Will,
};

fn config() -> ProptestConfig {
    let beside_this_file = FileFailurePersistence::WithSource("regressions");
    ProptestConfig { failure_persistence: Some(Box::new(beside_this_file)), ..ProptestConfig::default() }
}

fn packet_id() -> impl Strategy<Value = PacketId> {
    (1..=u16::MAX).prop_map(|value| PacketId::new(value).unwrap())
}

fn delivery() -> impl Strategy<Value = Delivery> {
    prop_oneof![Just(Delivery::AtMostOnce), Just(Delivery::AtLeastOnce), Just(Delivery::ExactlyOnce)]
}

fn bytes(longest: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=longest)
}

/// Text that may be sent: one to four bytes a character, U+FEFF among them.
fn text() -> impl Strategy<Value = String> {
    "[a-z /$é房🐦\u{feff}]{1,40}"
}

fn topic_name() -> impl Strategy<Value = TopicName<'static>> {
    text().prop_map(|text| TopicName::parse(text).unwrap())
}

fn topic_filter() -> impl Strategy<Value = TopicFilter<'static>> {
    let levels = vec(prop_oneof!["[a-z$é房]{0,5}", Just("+".to_owned())], 1..6);
    let last = prop_oneof![Just("#"), Just("+"), Just("end")];
    (levels, last).prop_map(|(levels, last)| TopicFilter::parse(levels.join("/") + "/" + last).unwrap())
}

fn publish_id() -> impl Strategy<Value = PublishId> {
    prop_oneof![
        Just(PublishId::AtMostOnce),
        packet_id().prop_map(PublishId::AtLeastOnce),
        packet_id().prop_map(PublishId::ExactlyOnce),
    ]
}

fn connack() -> impl Strategy<Value = ConnAck> {
    let codes = [
        ConnectCode::Accepted,
        ConnectCode::UnacceptableProtocol,
        ConnectCode::IdentifierRejected,
        ConnectCode::ServerUnavailable,
        ConnectCode::BadUserNameOrPassword,
        ConnectCode::NotAuthorized,
    ];
    (any::<bool>(), prop::sample::select(codes.to_vec())).prop_map(|(known, code)| {
        let session_present = known && code == ConnectCode::Accepted;
        ConnAck { session_present, code }
    })
}

fn connect() -> impl Strategy<Value = Connect<'static>> {
    let will = (topic_name(), bytes(300), delivery(), any::<bool>()).prop_map(
        |(topic, message, delivery, retain)| Will { topic, message: message.into(), delivery, retain },
    );
    let credentials = option::of(("[a-z房]{0,9}", option::of(bytes(99))));
    (text(), any::<bool>(), any::<u16>(), option::of(will), credentials).prop_map(
        |(client_id, clean_session, keep_alive, will, credentials)| {
            let (user_name, password) = match credentials {
                Some((user_name, password)) => (Some(user_name.into()), password.map(Into::into)),
                None => (None, None),
            };
            Connect { client_id: client_id.into(), clean_session, keep_alive, will, user_name, password }
        },
    )
}

fn outcome() -> impl Strategy<Value = SubscribeOutcome> {
    prop_oneof![delivery().prop_map(SubscribeOutcome::Granted), Just(SubscribeOutcome::Refused)]
}

/// Every packet but PUBLISH, which borrows its payload.
fn packet() -> impl Strategy<Value = Packet<'static>> {
    prop_oneof![
        connect().prop_map(Packet::Connect),
        connack().prop_map(Packet::ConnAck),
        packet_id().prop_map(Packet::PubAck),
        packet_id().prop_map(Packet::PubRec),
        packet_id().prop_map(Packet::PubRel),
        packet_id().prop_map(Packet::PubComp),
        (packet_id(), vec((topic_filter(), delivery()), 1..9))
            .prop_map(|(id, filters)| Packet::Subscribe(Subscribe { id, filters })),
        (packet_id(), vec(outcome(), 1..9))
            .prop_map(|(id, outcomes)| Packet::SubAck(SubAck { id, outcomes })),
        (packet_id(), vec(topic_filter(), 1..9))
            .prop_map(|(id, filters)| Packet::Unsubscribe(Unsubscribe { id, filters })),
        packet_id().prop_map(Packet::UnsubAck),
        Just(Packet::PingReq),
        Just(Packet::PingResp),
        Just(Packet::Disconnect),
    ]
}

fn written(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    packet.encode(&mut out).unwrap();
    out
}

fn is_read_back(packet: &Packet<'_>) -> TestCaseResult {
    let bytes = written(packet);
    let mut framer = Framer::new(DEFAULT_PACKET_LIMIT);
    let mut frames = framer.feed(&bytes);
    let frame = frames.next().unwrap().expect("a written packet is whole");
    let decoded = Packet::decode(frame);
    prop_assert_eq!(decoded.as_ref(), Ok(packet));
    prop_assert_eq!(frames.next(), Ok(None));
    Ok(())
}

/// Whatever these bytes are, reading them gives a packet or an error; and a packet that may be sent again is read back.
fn is_read_without_panic(frame: Frame<'_>) -> TestCaseResult {
    let Ok(packet) = Packet::decode(frame) else { return Ok(()) };
    if packet.encode(&mut Vec::new()).is_ok() {
        is_read_back(&packet)?;
    }
    Ok(())
}

type Outcome = (Vec<(u8, Vec<u8>)>, Option<FrameError>);

/// All frames of a stream that comes in these messages, up to the first error.
fn frames_of<'a>(messages: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
    let mut framer = Framer::new(1000);
    let mut packets = Vec::new();
    for message in messages {
        let mut frames = framer.feed(message);
        loop {
            match frames.next() {
                Ok(Some(frame)) => packets.push((frame.first, frame.body.to_vec())),
                Ok(None) => break,
                Err(error) => return (packets, Some(error)),
            }
        }
    }
    (packets, None)
}

/// The stream in messages of these lengths, and the rest in one.
fn cut<'a>(mut stream: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
    let mut messages = Vec::new();
    for &length in lengths {
        let (message, rest) = stream.split_at(length.min(stream.len()));
        messages.push(message);
        stream = rest;
    }
    messages.push(stream);
    messages
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn decoding_never_panics_on_any_bytes(first: u8, body in bytes(64)) {
        is_read_without_panic(Frame { first, body: &body })?;
    }

    /// Nearer to real packets, so that more of the decoder is reached.
    #[test]
    fn decoding_never_panics_on_a_damaged_packet(
        packet in packet(), at: prop::sample::Index, byte: u8, kept: prop::sample::Index,
    ) {
        let mut bytes = written(&packet);
        let at = at.index(bytes.len());
        *bytes.get_mut(at).unwrap() = byte;
        bytes.truncate(kept.index(bytes.len()) + 1);
        if let [first, _, body @ ..] = bytes.as_slice() {
            is_read_without_panic(Frame { first: *first, body })?;
        }
    }

    #[test]
    fn a_written_packet_is_read_back(packet in packet()) {
        is_read_back(&packet)?;
    }

    #[test]
    fn a_written_publish_is_read_back(
        again: bool, delivery in publish_id(), retain: bool, topic in topic_name(), payload in bytes(400),
    ) {
        let dup = again && delivery != PublishId::AtMostOnce;
        is_read_back(&Packet::Publish(Publish { dup, delivery, retain, topic, payload: &payload }))?;
    }

    #[test]
    fn packets_do_not_depend_on_how_the_stream_was_cut(
        packets in vec(packet(), 0..9), lengths in vec(0_usize..40, 0..60),
    ) {
        let stream: Vec<u8> = packets.iter().flat_map(written).collect();
        let whole = frames_of([stream.as_slice()]);
        prop_assert_eq!(&frames_of(cut(&stream, &lengths)), &whole);
        prop_assert_eq!(&frames_of(stream.chunks(1)), &whole);
    }

    /// Any bytes are a stream too, with broken and too large packets in it.
    #[test]
    fn errors_do_not_depend_on_how_the_stream_was_cut(stream in bytes(600), lengths in vec(0_usize..40, 0..30)) {
        let whole = frames_of([stream.as_slice()]);
        prop_assert_eq!(&frames_of(cut(&stream, &lengths)), &whole);
        prop_assert_eq!(&frames_of(stream.chunks(1)), &whole);
    }

    #[test]
    fn a_length_is_read_as_it_was_written(length in prop_oneof![0_usize..=300, 16_000..=17_000_usize, 0..=3_000_000_usize]) {
        let topic = TopicName::parse("a").unwrap();
        let payload = vec![0; length];
        let packet = Publish { dup: false, delivery: PublishId::AtMostOnce, retain: false, topic, payload: &payload };
        let bytes = written(&Packet::Publish(packet));
        let mut framer = Framer::new(DEFAULT_PACKET_LIMIT);
        let frame_len = framer.feed(&bytes).next().unwrap().map(|frame| frame.body.len());
        prop_assert_eq!(frame_len, Some(length + 3));
    }

    #[test]
    fn a_name_matches_itself_and_every_filter_that_opens_one_of_its_levels(
        levels in vec("[a-zé房]{0,5}", 1..6), at: prop::sample::Index,
    ) {
        let text = levels.join("/");
        prop_assume!(!text.is_empty());
        let name = TopicName::parse(text.as_str()).unwrap();
        prop_assert!(TopicFilter::parse(text.as_str()).unwrap().matches(&name));

        let at = at.index(levels.len());
        let mut opened = levels.clone();
        *opened.get_mut(at).unwrap() = "+".to_owned();
        prop_assert!(TopicFilter::parse(opened.join("/")).unwrap().matches(&name));

        opened.truncate(at);
        opened.push("#".to_owned());
        prop_assert!(TopicFilter::parse(opened.join("/")).unwrap().matches(&name));
    }
}
