//! Incoming QoS 2 messages until it is proven that the broker has our PUBCOMP. The specification asks for none of this:
//! the id is free with PUBREL. But mosquitto 2.0.11, restarted before PUBCOMP reached it, sends the PUBLISH once more
//! where it owes PUBREL (docs/brokers.md), and a message without an id of its own would be there twice.
//! So that is on disk, too (docs/write-ahead.md).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::session::Digest;
use super::super::{Packet, PacketId, SubAck};

/// The newest this many are remembered.
const LIMIT: usize = 1_024;

/// Messages whose completion is not proven, and what is asked of the broker whose answer would prove it: TCP keeps the
/// order, so who answers a packet has read all that was written before it.
#[derive(Clone, Debug, Default)]
pub(super) struct Completions {
    /// Oldest first.
    messages: VecDeque<Message>,
    /// Oldest first, on this connection. Each with how many PUBCOMPs were written before it.
    asked: VecDeque<(Question, u64)>,
    /// PUBCOMPs on this connection.
    written: u64,
    /// What the store may forget, with whatever is stored next: nothing waits for it.
    settled: Vec<PacketId>,
}

#[derive(Clone, Copy, Debug)]
struct Message {
    id: PacketId,
    digest: Digest,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Until PUBREL.
    Taken,
    /// PUBREL came. PUBCOMP did not leave, or left on an earlier connection, of which nothing can be proven any more.
    Released,
    /// PUBCOMP left on this connection, and was the one with this number.
    Complete(u64),
}

/// What the broker has to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Ping,
    /// PUBLISH, SUBSCRIBE or UNSUBSCRIBE.
    Packet(PacketId),
    /// PUBREL.
    Release(PacketId),
}

/// What a QoS 2 PUBLISH is whose id nothing holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    New,
    /// It was taken and released before, and its PUBCOMP is perhaps lost.
    Again,
}

impl Completions {
    /// From the store: nothing can be proven of what an earlier page wrote.
    pub(super) fn restore(digests: &BTreeMap<PacketId, Digest>, taken: &BTreeSet<PacketId>) -> Self {
        let message = |(id, digest): (&PacketId, &Digest)| {
            let stage = if taken.contains(id) { Stage::Taken } else { Stage::Released };
            Message { id: *id, digest: *digest, stage }
        };
        Self { messages: digests.iter().map(message).collect(), ..Self::default() }
    }

    pub(super) fn into_digests(self) -> BTreeMap<PacketId, Digest> {
        self.messages.into_iter().map(|message| (message.id, message.digest)).collect()
    }

    /// The message is remembered under this id, in place of any other. `dup`: as its PUBLISH has it.
    pub(super) fn arrived(&mut self, id: PacketId, digest: Digest, dup: bool) -> Arrival {
        let before = self.messages.iter().find(|message| message.id == id);
        let known =
            before.is_some_and(|message| message.stage == Stage::Released && message.digest == digest);
        self.not_taken(id);
        // The store takes it in place of the other.
        self.settled.retain(|settled| *settled != id);
        if self.messages.len() >= LIMIT
            && let Some(oldest) = self.messages.pop_front()
            && oldest.stage != Stage::Taken
        {
            self.settled.push(oldest.id);
        }
        self.messages.push_back(Message { id, digest, stage: Stage::Taken });
        if known && dup { Arrival::Again } else { Arrival::New }
    }

    /// PUBREL came. Gives what is to be kept of the message, if it is known.
    pub(super) fn released(&mut self, id: PacketId) -> Option<Digest> {
        let message = self.messages.iter_mut().find(|message| message.id == id)?;
        message.stage = Stage::Released;
        Some(message.digest)
    }

    /// The store could not take the message.
    pub(super) fn not_taken(&mut self, id: PacketId) {
        self.messages.retain(|message| message.id != id);
    }

    /// The id stands for something else that leaves nothing to be remembered.
    pub(super) fn forget(&mut self, id: PacketId) {
        self.settle(|message| message.id == id && message.stage != Stage::Taken);
    }

    /// The broker knows nothing of any of them. Gives the ids that the store is to forget.
    pub(super) fn forget_all(&mut self) -> impl Iterator<Item = PacketId> {
        let messages = std::mem::take(&mut self.messages).into_iter().map(|message| message.id);
        messages.chain(self.take_settled())
    }

    /// What the store may forget by now.
    pub(super) fn take_settled(&mut self) -> Vec<PacketId> {
        std::mem::take(&mut self.settled)
    }

    pub(super) fn connection_ended(&mut self) {
        for message in self.messages.iter_mut().filter(|message| message.stage != Stage::Taken) {
            message.stage = Stage::Released;
        }
        self.asked.clear();
        self.written = 0;
    }

    pub(super) fn wrote(&mut self, packet: &Packet<'_>) {
        match packet {
            Packet::PubComp(id) => self.completed(*id),
            Packet::Publish(publish) => {
                if let Some(id) = publish.delivery.packet_id() {
                    self.ask(Question::Packet(id));
                }
            }
            Packet::Subscribe(subscribe) => self.ask(Question::Packet(subscribe.id)),
            Packet::Unsubscribe(unsubscribe) => self.ask(Question::Packet(unsubscribe.id)),
            Packet::PubRel(id) => self.ask(Question::Release(*id)),
            Packet::PingReq => self.ask(Question::Ping),
            _ => {}
        }
    }

    pub(super) fn heard(&mut self, packet: &Packet<'_>) {
        let answered = match packet {
            Packet::PubAck(id) | Packet::PubRec(id) => Question::Packet(*id),
            Packet::SubAck(SubAck { id, .. }) | Packet::UnsubAck(id) => Question::Packet(*id),
            Packet::PubComp(id) => Question::Release(*id),
            Packet::PingResp => Question::Ping,
            _ => return,
        };
        let Some(place) = self.asked.iter().position(|(question, _)| *question == answered) else { return };
        let Some((_, before)) = self.asked.remove(place) else { return };
        let is_proven =
            |message: &Message| matches!(message.stage, Stage::Complete(number) if number < before);
        self.settle(is_proven);
    }

    fn settle(&mut self, is_settled: impl Fn(&Message) -> bool) {
        let settled = self.messages.iter().filter(|message| is_settled(message));
        self.settled.extend(settled.map(|message| message.id));
        self.messages.retain(|message| !is_settled(message));
    }

    fn completed(&mut self, id: PacketId) {
        let released = |message: &&mut Message| message.id == id && message.stage != Stage::Taken;
        if let Some(message) = self.messages.iter_mut().find(released) {
            message.stage = Stage::Complete(self.written);
            self.written += 1;
        }
    }

    /// A PUBREL may be asked twice: the answer to either proves what came before the first. Every ping has its own
    /// answer.
    fn ask(&mut self, question: Question) {
        let is_open = question != Question::Ping && self.asked.iter().any(|(open, _)| *open == question);
        if !is_open {
            self.asked.push_back((question, self.written));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::TopicName;
    use super::*;

    fn id(value: u16) -> PacketId {
        PacketId::new(value).expect("tests use ids above 0")
    }

    fn arrive(completions: &mut Completions, value: u16, dup: bool, topic: &str, payload: &[u8]) -> Arrival {
        let topic = TopicName::parse(topic).expect("a valid topic");
        completions.arrived(id(value), Digest::of(&topic, payload), dup)
    }

    /// Taken, released, and PUBCOMP written.
    fn complete(completions: &mut Completions, value: u16) {
        arrive(completions, value, false, "chat", b"x");
        completions.released(id(value));
        completions.wrote(&Packet::PubComp(id(value)));
    }

    fn again(completions: &mut Completions, value: u16) -> Arrival {
        completions.connection_ended();
        arrive(completions, value, true, "chat", b"x")
    }

    #[test]
    fn a_completion_that_nothing_proved_is_known_again() {
        let mut completions = Completions::default();
        complete(&mut completions, 1);
        assert_eq!(again(&mut completions, 1), Arrival::Again);
    }

    #[test]
    fn every_kind_of_answer_proves_what_was_written_before_its_question() {
        for (question, answer) in [
            (Packet::PingReq, Packet::PingResp),
            (Packet::PubRel(id(9)), Packet::PubComp(id(9))),
            (Packet::Unsubscribe(super::super::super::Unsubscribe { id: id(9), filters: vec![] }), {
                Packet::UnsubAck(id(9))
            }),
        ] {
            let mut completions = Completions::default();
            complete(&mut completions, 1);
            completions.wrote(&question);
            completions.heard(&answer);
            assert_eq!(again(&mut completions, 1), Arrival::New, "{answer:?}");
        }
    }

    #[test]
    fn an_answer_to_what_was_asked_before_proves_nothing() {
        let mut completions = Completions::default();
        completions.wrote(&Packet::PingReq);
        complete(&mut completions, 1);
        completions.wrote(&Packet::PingReq);
        completions.heard(&Packet::PingResp);
        let mut answered = completions.clone();
        assert_eq!(again(&mut completions, 1), Arrival::Again);
        answered.heard(&Packet::PingResp);
        assert_eq!(again(&mut answered, 1), Arrival::New);
    }

    #[test]
    fn a_second_pubrel_is_no_question_of_its_own() {
        let mut completions = Completions::default();
        completions.wrote(&Packet::PubRel(id(9)));
        complete(&mut completions, 1);
        completions.wrote(&Packet::PubRel(id(9)));
        completions.heard(&Packet::PubComp(id(9)));
        completions.heard(&Packet::PubComp(id(9)));
        assert_eq!(again(&mut completions, 1), Arrival::Again);
    }

    #[test]
    fn answers_on_a_later_connection_prove_nothing_of_the_one_before() {
        let mut completions = Completions::default();
        complete(&mut completions, 1);
        completions.connection_ended();
        completions.wrote(&Packet::PingReq);
        completions.heard(&Packet::PingResp);
        assert_eq!(again(&mut completions, 1), Arrival::Again);
    }

    #[test]
    fn another_topic_or_payload_or_no_dup_is_another_message() {
        for (dup, topic, payload) in
            [(true, "chat", &b"y"[..]), (true, "cha", b"tx"), (true, "room", b"x"), (false, "chat", b"x")]
        {
            let mut completions = Completions::default();
            complete(&mut completions, 1);
            completions.connection_ended();
            assert_eq!(arrive(&mut completions, 1, dup, topic, payload), Arrival::New);
        }
    }

    #[test]
    fn on_the_connection_that_carried_pubcomp_it_is_another_message() {
        let mut completions = Completions::default();
        complete(&mut completions, 1);
        assert_eq!(arrive(&mut completions, 1, true, "chat", b"x"), Arrival::New);
    }

    #[test]
    fn only_the_newest_are_remembered() {
        let mut completions = Completions::default();
        for value in 1..=1_025 {
            complete(&mut completions, value);
        }
        completions.connection_ended();
        assert_eq!(arrive(&mut completions, 2, true, "chat", b"x"), Arrival::Again);
        assert_eq!(arrive(&mut completions, 1, true, "chat", b"x"), Arrival::New);
    }

    #[test]
    fn the_store_is_told_what_is_proven_and_what_stands_for_another_message_is_not_taken_away() {
        let mut completions = Completions::default();
        for value in [1, 2] {
            complete(&mut completions, value);
        }
        completions.wrote(&Packet::PingReq);
        completions.heard(&Packet::PingResp);
        arrive(&mut completions, 2, false, "chat", b"new");
        assert_eq!(completions.take_settled(), [id(1)]);
        assert!(completions.take_settled().is_empty());
        assert_eq!(completions.into_digests().len(), 1);
    }

    #[test]
    fn a_new_page_knows_what_the_store_kept() {
        let mut completions = Completions::default();
        for value in [1, 2] {
            complete(&mut completions, value);
        }
        arrive(&mut completions, 2, false, "chat", b"x");
        let taken = BTreeSet::from([id(2)]);
        let mut restored = Completions::restore(&completions.into_digests(), &taken);
        assert_eq!(arrive(&mut restored, 1, true, "chat", b"x"), Arrival::Again);
        assert_eq!(arrive(&mut restored, 2, true, "chat", b"x"), Arrival::New);
    }
}
