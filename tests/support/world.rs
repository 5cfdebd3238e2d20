//! A page with its client and disk, a link, and the model broker, on one clock: everything happens at its time, and
//! nothing in between. The steps that go wrong are the test's choice; what must never happen is checked on the way.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::VecDeque;
use std::sync::Arc;

use snug::mqtt::client::{Client, ClientOptions, Closed, Event, Millis, Output, Seq};
use snug::mqtt::session::{Message, Phase, Ticket};
use snug::mqtt::{Connect, Delivery, Packet, PublishId, TopicFilter, TopicName};

use crate::clockwork::Clockwork;
use crate::disk::Disk;
use crate::in_flight::InFlight;
use crate::link::Dice;
use crate::model_broker::{ModelBroker, Numbered};
use crate::scripted_broker::with_packet;
use crate::socket::Socket;

const KEEP_ALIVE: u16 = 60;

/// How the store answers the oldest open batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The oldest batch alone; those behind it are stored.
    Oldest,
    /// All that is open.
    All,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: Millis,
    pub(crate) broker: ModelBroker,
    pub(crate) disk: Disk,
    /// All that was published by us, and all that we were promised, in order.
    pub(crate) published: Vec<Numbered>,
    pub(crate) promised: Vec<Numbered>,
    pub(crate) commit_delay: Millis,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) socket: Socket,
    /// The broker began anew, and it is not certain that our disk knows.
    pub(crate) ids_uncertain: bool,
    client: Client,
    options: ClientOptions,
    /// What the page has to publish until the session on disk holds it.
    outbox: VecDeque<(Ticket, Message)>,
    batches: VecDeque<(Millis, Seq)>,
    last_sent: Millis,
    forgetting: Option<Seq>,
    in_flight: InFlight,
    dice: Dice,
}

impl Clockwork for World {
    fn now(&mut self) -> &mut Millis {
        &mut self.now
    }

    fn next(&self) -> Option<Millis> {
        let batch = self.batches.front().map(|(at, _)| *at);
        [self.client.poll_timeout(), self.socket.next(), batch].into_iter().flatten().min()
    }

    fn happen(&mut self) {
        if let Some((_, seq)) = self.batches.pop_front_if(|(at, _)| *at <= self.now) {
            self.answer(seq);
        }
        self.move_link();
        self.client.handle_timeout(self.now);
        self.drain();
    }
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut options = ClientOptions::new(Connect {
            client_id: "me".into(),
            clean_session: false,
            keep_alive: KEEP_ALIVE,
            will: None,
            user_name: None,
            password: None,
        });
        (options.window, options.ahead, options.seed) = (4, 3, seed);
        let disk = Disk::new("me");
        let mut world = Self {
            now: 1_000_000,
            broker: ModelBroker::default(),
            client: Client::new(options.clone(), disk.session.clone()).expect("valid options"),
            disk,
            published: Vec::new(),
            promised: Vec::new(),
            commit_delay: 0,
            refusal: None,
            socket: Socket::default(),
            ids_uncertain: false,
            options,
            outbox: VecDeque::new(),
            batches: VecDeque::new(),
            last_sent: 0,
            forgetting: None,
            in_flight: InFlight::default(),
            dice: Dice(seed),
        };
        world.start_page();
        world
    }

    pub(crate) fn publish(&mut self, delivery: Delivery) {
        let number = u32::try_from(self.published.len()).expect("few messages");
        self.published.push(Numbered { number, delivery });
        let topic = TopicName::parse("chat").expect("a valid topic");
        let payload = Arc::from(number.to_string().as_bytes());
        let message = Message { topic, payload, delivery, retain: false };
        let ticket = Ticket(u128::from(number));
        if delivery != Delivery::AtMostOnce {
            self.outbox.push_back((ticket, message.clone()));
        }
        self.client.publish(self.now, ticket, message).expect("a valid message");
        self.drain();
    }

    pub(crate) fn tell_news(&mut self, delivery: Delivery) {
        // Numbers of news never repeat, so that each can be found.
        let number = u32::try_from(self.promised.len()).expect("few messages");
        let message = Numbered { number, delivery };
        if self.broker.tell(message) {
            self.promised.push(message);
        }
        self.carry_down();
    }

    /// The page dies. So many of the open steps still reached the disk.
    pub(crate) fn crash(&mut self, committed: usize) {
        for _ in 0..committed {
            self.disk.commit_one();
        }
        self.disk.crash();
        self.batches.clear();
        self.socket.close();
        self.broker.closed();
        self.forgetting = None;
        self.options.seed += 1;
        self.client = Client::new(self.options.clone(), self.disk.session.clone()).expect("valid options");
        self.start_page();
    }

    pub(crate) fn restart_broker(&mut self) {
        self.broker.restart();
        self.socket.break_at(self.now);
    }

    pub(crate) fn lose_session(&mut self) {
        self.broker.lose_session();
        self.ids_uncertain = true;
        self.forgetting = None;
        self.socket.break_at(self.now);
    }

    pub(crate) fn probe(&mut self) {
        self.client.probe(self.now);
        self.drain();
    }

    pub(crate) fn congest(&mut self, bytes: usize) {
        self.client.handle_send_buffer(self.now, bytes);
        self.drain();
    }

    /// Everything works from now on, until nothing moves any more.
    pub(crate) fn heal(&mut self) {
        (self.commit_delay, self.refusal) = (0, None);
        self.socket.heal_at(self.now);
        self.congest(0);
        for _ in 0..1_000 {
            self.wait(5_000);
            if self.is_quiet() {
                return;
            }
        }
        panic!("it never comes to rest: {self:#?}");
    }

    fn start_page(&mut self) {
        let news = TopicFilter::parse("news").expect("a valid filter");
        self.client.subscribe(self.now, news, Delivery::ExactlyOnce);
        let stored = &self.disk.stored;
        self.outbox.retain(|(ticket, _)| !stored.contains(ticket));
        for (ticket, message) in &self.outbox {
            self.client.publish(self.now, *ticket, message.clone()).expect("a valid message");
        }
        self.client.connect(self.now);
        self.drain();
    }

    fn is_quiet(&self) -> bool {
        self.client.is_connected()
            && self.client.pending() == 0
            && self.broker.is_idle()
            && self.disk.pending() == 0
            && self.socket.is_quiet()
    }

    fn answer(&mut self, seq: Seq) {
        match self.refusal.take() {
            None => {
                self.disk.commit_up_to(seq);
                if self.forgetting.is_some_and(|forgetting| forgetting <= seq) {
                    (self.forgetting, self.ids_uncertain) = (None, false);
                }
                self.client.handle_committed(self.now, seq);
            }
            Some(refusal) => {
                let last = if refusal == Refusal::All { self.disk.newest().unwrap_or(seq) } else { seq };
                self.batches.retain(|(_, open)| *open > last);
                self.disk.refuse_up_to(last);
                // Perhaps this was one of the steps that forget.
                self.forgetting = None;
                self.client.handle_commit_failed(self.now, last);
            }
        }
        self.drain();
    }

    fn move_link(&mut self) {
        let Some(on) = self.socket.on() else { return };
        let now = self.now;
        if self.socket.opens(now) {
            self.broker.opened();
            self.client.handle_opened(now, on, "mqtt");
            self.drain();
        }
        self.broker.hear(&self.socket.arrived_up(now));
        self.carry_down();
        let down = self.socket.arrived_down(now);
        if !down.is_empty() {
            self.in_flight.heard(&down);
            self.client.handle_message(now, on, &down);
            self.drain();
        }
        if self.socket.breaks(now, on) {
            self.broker.closed();
            self.client.handle_closed(now, on, Closed::AfterOpen);
            self.drain();
        }
    }

    fn carry_down(&mut self) {
        let bytes = self.broker.take_bytes();
        self.socket.send_down(self.now, &bytes, &mut self.dice);
    }

    fn drain(&mut self) {
        while let Some(output) = self.client.poll_output() {
            self.perform(output);
        }
        if let Some(newest) =
            self.disk.newest().filter(|newest| self.batches.back().is_none_or(|(_, last)| last < newest))
        {
            let at = self.batches.back().map_or(0, |(at, _)| *at).max(self.now + self.commit_delay);
            self.batches.push_back((at, newest));
        }
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Open(on) => {
                let opens_at = self.now + self.dice.roll(200);
                self.socket.open(on, opens_at);
                self.last_sent = opens_at;
                self.in_flight = InFlight::default();
            }
            Output::Send(bytes) => {
                for packet in self.socket.packets(&bytes) {
                    self.check_gate(&packet);
                    self.in_flight.sent(&packet, self.options.window);
                }
                let silence = self.now - self.last_sent;
                assert!(silence <= u64::from(KEEP_ALIVE) * 1000, "{silence} ms of silence");
                self.last_sent = self.now;
                self.socket.send_up(self.now, &bytes, &mut self.dice);
            }
            Output::Close(..) => {
                self.socket.close();
                self.broker.closed();
            }
            Output::Persist(seq, change) => self.disk.give(seq, change),
            Output::Event(event) => self.notice(&event),
        }
    }

    fn notice(&mut self, event: &Event) {
        match event {
            // What was given to the store so far makes it forget the old session's ids.
            Event::Connected { session_present: false } if self.ids_uncertain => match self.disk.newest() {
                Some(seq) => self.forgetting = Some(seq),
                None => self.ids_uncertain = false,
            },
            // Somebody presses "Connect" again.
            Event::Lost { retry_at: None, .. } => self.client.connect(self.now),
            _ => {}
        }
    }

    /// What leaves has to be on disk already.
    fn check_gate(&self, packet: &[u8]) {
        let session = &self.disk.session;
        let phase =
            |id| session.outgoing.iter().find(|record| record.packet_id == id).map(|record| record.phase);
        with_packet(packet, |packet| match packet {
            Packet::Publish(publish) => match publish.delivery {
                PublishId::AtMostOnce => {}
                PublishId::AtLeastOnce(id) | PublishId::ExactlyOnce(id) => {
                    assert_eq!(phase(id), Some(Phase::Publish), "PUBLISH {id:?} before it was stored");
                }
            },
            Packet::PubRel(id) => {
                assert_ne!(phase(id), Some(Phase::Publish), "PUBREL {id:?} before it was stored")
            }
            Packet::PubRec(id) => {
                assert!(session.incoming_ids.contains(&id), "PUBREC {id:?} before it was stored")
            }
            Packet::PubComp(id) => {
                assert!(!session.incoming_ids.contains(&id), "PUBCOMP {id:?} before it was stored")
            }
            _ => {}
        });
    }
}
