//! One client, its disk, a broker that says what the test wants, and a clock that moves when the test says so.
//! After every input the client is drained as its contract asks. No sockets and no sleeping.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::sync::Arc;

use snug::mqtt::client::{
    Client, ClientOptions, CloseWhy, Closed, ConnectionId, Event, Lost, Millis, Output,
};
use snug::mqtt::session::{Message, Ticket};
use snug::mqtt::{Connect, Delivery, Packet, TopicFilter, TopicName};

use crate::disk::Disk;
use crate::scripted_broker::{self as broker, Listener, brief};

/// When the store answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    AtOnce,
    /// When the test calls `commit` or `fail`.
    Held,
}

#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) now: Millis,
    pub(crate) client: Client,
    pub(crate) disk: Disk,
    pub(crate) answers: Answers,
    /// All that came out of the client, in order.
    pub(crate) outputs: Vec<Output>,
    /// Packets written since they were last asked for.
    sent: Vec<Vec<u8>>,
    listener: Listener,
    on: ConnectionId,
    options: ClientOptions,
    tickets: u128,
}

/// Client id `me`, a session that is kept, keep alive 60 s.
pub(crate) fn options() -> ClientOptions {
    ClientOptions::new(Connect {
        client_id: "me".into(),
        clean_session: false,
        keep_alive: 60,
        will: None,
        user_name: None,
        password: None,
    })
}

pub(crate) fn clean_options() -> ClientOptions {
    let mut options = options();
    options.connect.clean_session = true;
    options
}

pub(crate) fn filter(text: &str) -> TopicFilter<'static> {
    TopicFilter::parse(text).expect("a valid filter").into_owned()
}

pub(crate) fn message(delivery: Delivery, payload: &str) -> Message {
    let topic = TopicName::parse("chat").expect("a valid topic");
    Message { topic, payload: Arc::from(payload.as_bytes()), delivery, retain: false }
}

impl Story {
    pub(crate) fn with(options: ClientOptions) -> Self {
        let disk = Disk::new(&options.connect.client_id);
        let client = Client::new(options.clone(), disk.session.clone()).expect("valid options");
        Self {
            now: 1_000_000,
            client,
            disk,
            answers: Answers::AtOnce,
            outputs: Vec::new(),
            sent: Vec::new(),
            listener: Listener::default(),
            on: ConnectionId(0),
            options,
            tickets: 0,
        }
    }

    pub(crate) fn new() -> Self {
        Self::with(options())
    }

    /// Connected with a new session, and all that was said so far forgotten.
    pub(crate) fn online_with(options: ClientOptions) -> Self {
        let mut story = Self::with(options);
        story.connect();
        story.accept(false);
        story.said();
        story
    }

    pub(crate) fn online() -> Self {
        Self::online_with(options())
    }

    /// Does one thing to the client, then all that it asks for.
    pub(crate) fn tell<T>(&mut self, input: impl FnOnce(&mut Client, Millis) -> T) -> T {
        let answer = input(&mut self.client, self.now);
        self.drain();
        answer
    }

    /// Asks for a connection and opens the socket; the broker has not answered yet.
    pub(crate) fn connect(&mut self) {
        self.tell(|client, now| client.connect(now));
        self.open("mqtt");
    }

    /// The socket opens, with this subprotocol.
    pub(crate) fn open(&mut self, protocol: &str) {
        let on = self.on;
        self.tell(|client, now| client.handle_opened(now, on, protocol));
    }

    /// The broker lets us in.
    pub(crate) fn accept(&mut self, session_present: bool) {
        self.hear(&broker::accepted(session_present));
    }

    pub(crate) fn hear(&mut self, packet: &Packet<'_>) {
        self.hear_bytes(&broker::bytes(packet));
    }

    pub(crate) fn hear_bytes(&mut self, bytes: &[u8]) {
        let on = self.on;
        self.tell(|client, now| client.handle_message(now, on, bytes));
    }

    /// The socket closes by itself.
    pub(crate) fn cut(&mut self) {
        let on = self.on;
        self.tell(|client, now| client.handle_closed(now, on, Closed::AfterOpen));
    }

    /// The connection breaks, and the next one is accepted.
    pub(crate) fn come_back(&mut self, session_present: bool) {
        self.cut();
        self.connect();
        self.accept(session_present);
    }

    /// A new page, with nothing but what is on disk.
    pub(crate) fn reload(&mut self) {
        self.disk.crash();
        self.options.seed += 1;
        self.client = Client::new(self.options.clone(), self.disk.session.clone()).expect("valid options");
        self.listener = Listener::default();
        self.sent.clear();
    }

    /// Publishes on the topic `chat`.
    pub(crate) fn publish(&mut self, delivery: Delivery, payload: &str) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.tell(|client, now| client.publish(now, ticket, message(delivery, payload)))
            .expect("a valid message");
        ticket
    }

    pub(crate) fn subscribe(&mut self, text: &str) {
        self.tell(|client, now| client.subscribe(now, filter(text), Delivery::ExactlyOnce));
    }

    pub(crate) fn unsubscribe(&mut self, text: &str) {
        self.tell(|client, now| client.unsubscribe(now, &filter(text)));
    }

    /// Lets time pass, with the client's timer going off when it is due.
    pub(crate) fn wait(&mut self, time: Millis) {
        let until = self.now + time;
        while let Some(at) = self.client.poll_timeout().filter(|at| *at <= until) {
            let before = (at, self.outputs.len());
            self.now = self.now.max(at);
            self.tell(|client, now| client.handle_timeout(now));
            let after = (self.client.poll_timeout().unwrap_or(until), self.outputs.len());
            assert_ne!(before, after, "the timer goes off without end");
        }
        self.now = until;
    }

    /// Lets time pass with no timer going off, as in a laptop that sleeps.
    pub(crate) fn sleep(&mut self, time: Millis) {
        self.now += time;
    }

    pub(crate) fn commit(&mut self) {
        if let Some(seq) = self.disk.commit_all() {
            self.tell(|client, now| client.handle_committed(now, seq));
        }
    }

    pub(crate) fn fail(&mut self) {
        if let Some(seq) = self.disk.newest() {
            self.disk.refuse_up_to(seq);
            self.tell(|client, now| client.handle_commit_failed(now, seq));
        }
    }

    /// What the client wrote since this was last asked, one line a packet.
    pub(crate) fn said(&mut self) -> Vec<String> {
        self.sent().iter().map(|packet| brief(packet)).collect()
    }

    /// What the client wrote since this was last asked, packet by packet as bytes.
    pub(crate) fn sent(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.sent)
    }

    /// The ids of what the client wrote since this was last asked; 0 where a packet has none.
    pub(crate) fn sent_ids(&mut self) -> Vec<u16> {
        self.sent().iter().map(|packet| broker::id_of(packet)).collect()
    }

    /// Payloads of all messages taken and committed.
    pub(crate) fn taken(&self) -> Vec<String> {
        self.disk.taken.iter().map(|message| String::from_utf8_lossy(&message.payload).into_owned()).collect()
    }

    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.outputs.iter().filter_map(|output| match output {
            Output::Event(event) => Some(event),
            _ => None,
        })
    }

    /// Why the last connection, or attempt at one, was lost.
    pub(crate) fn lost(&self) -> Option<&Lost> {
        self.events()
            .filter_map(|event| if let Event::Lost { why, .. } = event { Some(why) } else { None })
            .last()
    }

    /// When the client wants to try again, as told with the last loss.
    pub(crate) fn retry_at(&self) -> Option<Millis> {
        self.events()
            .filter_map(|event| if let Event::Lost { retry_at, .. } = event { Some(*retry_at) } else { None })
            .last()
            .flatten()
    }

    /// Which sockets were opened, and which closed by us.
    pub(crate) fn opened(&self) -> Vec<ConnectionId> {
        self.outputs
            .iter()
            .filter_map(|output| if let Output::Open(on) = output { Some(*on) } else { None })
            .collect()
    }

    pub(crate) fn closed(&self) -> Vec<(ConnectionId, CloseWhy)> {
        self.outputs
            .iter()
            .filter_map(|output| if let Output::Close(on, why) = output { Some((*on, *why)) } else { None })
            .collect()
    }

    pub(crate) fn connection(&self) -> ConnectionId {
        self.on
    }

    fn drain(&mut self) {
        loop {
            while let Some(output) = self.client.poll_output() {
                self.perform(output);
            }
            if self.answers == Answers::Held {
                return;
            }
            let Some(seq) = self.disk.commit_all() else { return };
            self.client.handle_committed(self.now, seq);
        }
    }

    fn perform(&mut self, output: Output) {
        match &output {
            Output::Open(on) => {
                self.on = *on;
                self.listener = Listener::default();
            }
            Output::Send(bytes) => self.sent.extend(self.listener.hear(bytes)),
            Output::Persist(seq, change) => self.disk.give(*seq, change.clone()),
            Output::Close(..) | Output::Event(_) => {}
        }
        self.outputs.push(output);
    }
}
