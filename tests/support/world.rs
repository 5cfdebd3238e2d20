//! A page with its client and disk, a link, and the model broker, on one clock: everything happens at its time, and
//! nothing in between. The steps that go wrong are the test's choice; what must never happen is checked on the way.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::VecDeque;
use std::sync::Arc;

use snug::mqtt::client::{Client, ClientOptions, Closed, Event, Millis, Output, Seq};
use snug::mqtt::session::{Message, Phase, Ticket};
use snug::mqtt::{Connect, Delivery, Packet, PublishId, TopicFilter, TopicName};

use crate::disk::Disk;
use crate::link::{Budget, Dice, Link};
use crate::model_broker::{ModelBroker, Numbered};
use crate::scripted_broker::{Listener, with_packet};

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
    /// For the next connection.
    pub(crate) budget: Budget,
    /// The broker began anew, and it is not certain that our disk knows.
    pub(crate) ids_uncertain: bool,
    client: Client,
    options: ClientOptions,
    /// What the page has to publish until the session on disk holds it.
    outbox: VecDeque<(Ticket, Message)>,
    batches: VecDeque<(Millis, Seq)>,
    link: Option<Link>,
    listener: Listener,
    last_sent: Millis,
    forgetting: Option<Seq>,
    dice: Dice,
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
        (options.window, options.seed) = (4, seed);
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
            budget: Budget::default(),
            ids_uncertain: false,
            options,
            outbox: VecDeque::new(),
            batches: VecDeque::new(),
            link: None,
            listener: Listener::default(),
            last_sent: 0,
            forgetting: None,
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

    /// From now on, so much more passes on the connection there is, or on the next.
    pub(crate) fn limit(&mut self, budget: Budget) {
        match &mut self.link {
            Some(link) => link.set_budget(budget),
            None => self.budget = budget,
        }
    }

    /// The page dies. So many of the open steps still reached the disk.
    pub(crate) fn crash(&mut self, committed: usize) {
        for _ in 0..committed {
            self.disk.commit_one();
        }
        self.disk.crash();
        self.batches.clear();
        self.link = None;
        self.broker.closed();
        self.forgetting = None;
        self.options.seed += 1;
        self.client = Client::new(self.options.clone(), self.disk.session.clone()).expect("valid options");
        self.start_page();
    }

    pub(crate) fn restart_broker(&mut self) {
        self.broker.restart();
        self.break_link();
    }

    pub(crate) fn lose_session(&mut self) {
        self.broker.lose_session();
        self.ids_uncertain = true;
        self.forgetting = None;
        self.break_link();
    }

    fn break_link(&mut self) {
        if let Some(link) = &mut self.link {
            link.breaks_at = Some(self.now);
        }
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
        (self.commit_delay, self.refusal, self.budget) = (0, None, Budget::default());
        self.break_link();
        self.congest(0);
        for _ in 0..1_000 {
            self.wait(5_000);
            if self.is_quiet() {
                return;
            }
        }
        panic!("it never comes to rest: {self:#?}");
    }

    pub(crate) fn wait(&mut self, time: Millis) {
        let until = self.now + time;
        let mut steps = 0;
        while let Some(at) = self.next().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.happen();
            steps += 1;
            assert!(steps < 100_000, "it turns in circles");
        }
        self.now = until;
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
            && self.link.as_ref().is_some_and(Link::is_quiet)
    }

    fn next(&self) -> Option<Millis> {
        let link = self.link.as_ref().and_then(Link::next);
        let batch = self.batches.front().map(|(at, _)| *at);
        [self.client.poll_timeout(), link, batch].into_iter().flatten().min()
    }

    fn happen(&mut self) {
        if let Some((_, seq)) = self.batches.pop_front_if(|(at, _)| *at <= self.now) {
            self.answer(seq);
        }
        self.move_link();
        self.client.handle_timeout(self.now);
        self.drain();
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
        let Some(link) = &mut self.link else { return };
        let (now, on) = (self.now, link.on);
        if !link.is_open && link.opens_at <= now {
            link.is_open = true;
            self.broker.opened();
            self.client.handle_opened(now, on, "mqtt");
            self.drain();
        }
        let up = self.link.as_mut().map(|link| link.arrived_up(now)).unwrap_or_default();
        self.broker.hear(&up);
        self.carry_down();
        let down = self.link.as_mut().map(|link| link.arrived_down(now)).unwrap_or_default();
        if !down.is_empty() {
            self.client.handle_message(now, on, &down);
            self.drain();
        }
        if self.link.as_ref().is_some_and(|link| link.on == on && link.breaks_at.is_some_and(|at| at <= now))
        {
            self.link = None;
            self.broker.closed();
            self.client.handle_closed(now, on, Closed::AfterOpen);
            self.drain();
        }
    }

    fn carry_down(&mut self) {
        let bytes = self.broker.take_bytes();
        if let Some(link) = &mut self.link {
            link.send_down(self.now, &bytes, &mut self.dice);
        }
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
                assert!(self.link.is_none(), "two sockets at once");
                let opens_at = self.now + self.dice.roll(200);
                self.link = Some(Link::new(on, opens_at, std::mem::take(&mut self.budget)));
                self.listener = Listener::default();
                self.last_sent = opens_at;
            }
            Output::Send(bytes) => {
                for packet in self.listener.hear(&bytes) {
                    self.check_gate(&packet);
                }
                let silence = self.now - self.last_sent;
                assert!(silence <= u64::from(KEEP_ALIVE) * 1000, "{silence} ms of silence");
                self.last_sent = self.now;
                if let Some(link) = &mut self.link {
                    link.send_up(self.now, &bytes, &mut self.dice);
                }
            }
            Output::Close(..) => {
                self.link = None;
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
