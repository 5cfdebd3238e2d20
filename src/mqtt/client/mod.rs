//! The MQTT 3.1.1 client as a state machine: no clock, no socket, no randomness, no browser.
//!
//! Give it one input (a command, or a `handle_*` for what the world tells), with `now` where it matters.
//! Then call [`Client::poll_output`] until there is none, doing each. Then arm one timer for
//! [`Client::poll_timeout`]. Only then give the next input. A timeout too many is harmless.
//!
//! [`Output::Persist`] is the write-ahead gate: what depends on a step leaves only after
//! [`Client::handle_committed`] named it. Out of it come, structurally: QoS 1 and 2 stored before PUBLISH,
//! PUBREC before PUBREL, and an incoming message with its packet id before PUBACK or PUBREC.

mod backoff;
mod commits;
mod completions;
mod flights;
mod inbound;
mod io;
mod keep_alive;
mod link;
mod options;
mod outbound;
mod subscriptions;

use std::collections::{BTreeSet, VecDeque};

use self::backoff::Backoff;
use self::commits::Commits;
use self::completions::Completions;
use self::flights::Flights;
pub use self::io::{
    CloseWhy, Closed, ConnectError, ConnectionId, Event, Lost, Millis, Output, ProtocolError, PublishError,
    Seq, Wish,
};
use self::link::Link;
pub use self::options::ClientOptions;
use self::outbound::{Queued, Reply};
use self::subscriptions::Subscriptions;
use super::session::{Session, SessionChange, Ticket};
use super::{Delivery, EncodeError, Framer, PacketId, SubscribeOutcome, TopicFilter};

/// One WebSocket message holds at most about this many bytes; a drain with more sends several.
const SEND_CHUNK: usize = 64 * 1024;

/// One client with its session. Methods come in four kinds: commands, `handle_*` for what the world tells,
/// `poll_*` for what the world must do, and plain questions.
#[derive(Debug)]
pub struct Client {
    options: ClientOptions,
    link: Link,
    connection: ConnectionId,
    backoff: Backoff,
    /// Connections in a row that the broker closed within seconds of accepting them.
    evictions: u8,
    /// A CONNECT went unanswered, so that the broker may have made a session that we know nothing of.
    unanswered: bool,
    framer: Framer,
    flights: Flights,
    incoming_ids: BTreeSet<PacketId>,
    completions: Completions,
    subscriptions: Subscriptions,
    queue: VecDeque<Queued>,
    /// Acknowledgements in the order in which they must leave [MQTT-4.6.0-2], each with the step it waits for.
    replies: VecDeque<(Seq, Reply)>,
    commits: Commits,
    next_packet_id: u16,
    last_order: u64,
    /// The browser has so much unsent that publishes wait.
    congested: bool,
    /// Bytes of this drain.
    unsent: Vec<u8>,
    /// Something was written since this was last cleared.
    wrote: bool,
    outputs: VecDeque<Output>,
}

impl Client {
    /// `session` is what the store holds; another client id's is not used [MQTT-3.1.3-2].
    pub fn new(options: ClientOptions, session: Session) -> Result<Self, EncodeError> {
        options.check()?;
        let ours = session.client_id == options.connect.client_id;
        let session = if ours { session } else { Session::default() };
        let mut backoff = Backoff::new(options.seed);
        let flights = Flights::restore(session.outgoing);
        Ok(Self {
            link: Link::Idle,
            connection: ConnectionId(0),
            evictions: 0,
            unanswered: false,
            framer: Framer::new(options.packet_limit_in),
            last_order: flights.last_order(),
            flights,
            completions: Completions::restore(&session.digests, &session.incoming_ids),
            incoming_ids: session.incoming_ids,
            subscriptions: Subscriptions::default(),
            queue: VecDeque::new(),
            replies: VecDeque::new(),
            commits: Commits::default(),
            // Not from 1: the broker may still know ids from before a reload (A4-6).
            next_packet_id: (backoff.draw() % 65_535 + 1) as u16,
            backoff,
            congested: false,
            unsent: Vec::new(),
            wrote: false,
            outputs: VecDeque::new(),
            options,
        })
    }

    /// What is not finished, for another client that goes on with the same id. What waits in the queue is the
    /// caller's to give again.
    pub fn into_session(self) -> Session {
        Session {
            client_id: self.options.connect.client_id.into_owned(),
            outgoing: self.flights.into_records(),
            incoming_ids: self.incoming_ids,
            digests: self.completions.into_digests(),
        }
    }

    /// Filters the broker granted in an earlier life of the page. Call it before `connect`: they are asked for
    /// again only if the broker lost the session.
    pub fn remember_subscription(&mut self, wish: Wish) {
        self.subscriptions.remember(wish);
    }

    /// An earlier life of the page may have died between CONNECT and CONNACK. Call it before `connect`: what it
    /// remembers as granted is asked for again, for the broker's session may be one that it never saw.
    pub fn doubt_session(&mut self) {
        self.unanswered = true;
    }

    /// The outcome comes as an event. A filter with characters that we never send (A4-4) is refused without asking
    /// the broker.
    pub fn subscribe(&mut self, now: Millis, filter: TopicFilter<'static>, delivery: Delivery) {
        if filter.printable().is_err() {
            self.event(Event::Subscribed { filter, outcome: SubscribeOutcome::Refused });
            return;
        }
        self.subscriptions.wish(filter, delivery);
        self.pump(now);
    }

    pub fn unsubscribe(&mut self, now: Millis, filter: &TopicFilter<'_>) {
        self.subscriptions.unwish(filter);
        self.pump(now);
    }

    /// The step with this number, and all before it, is on disk.
    pub fn handle_committed(&mut self, now: Millis, seq: Seq) {
        self.commits.settle(seq);
        self.pump(now);
    }

    /// The step with this number, and all unanswered before it, could not be stored. What came is not
    /// acknowledged, so that the broker keeps it; the connection closes [MQTT-4.8.0-2].
    pub fn handle_commit_failed(&mut self, now: Millis, seq: Seq) {
        self.undo_failed(seq);
        if self.link.is_up() {
            self.lose(now, Lost::Store);
        }
    }

    /// How many bytes the socket holds unsent. Above half a megabyte, publishes wait.
    pub fn handle_send_buffer(&mut self, now: Millis, bytes: usize) {
        self.congested = bytes > 512 * 1024;
        self.pump(now);
    }

    /// What to do next; `None` when all is done and the timer may be armed.
    #[must_use]
    pub fn poll_output(&mut self) -> Option<Output> {
        if let Some(output) = self.outputs.pop_front() {
            return Some(output);
        }
        (!self.unsent.is_empty()).then(|| Output::Send(std::mem::take(&mut self.unsent)))
    }

    /// When `handle_timeout` wants to be called; `None`: not unless something else happens.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Millis> {
        self.link.timeout()
    }

    pub fn is_connected(&self) -> bool {
        self.link.is_up()
    }

    /// Publishes taken and not finished: waiting, or unacknowledged.
    pub fn pending(&self) -> usize {
        self.queue.len() + self.flights.len()
    }

    /// Whether it is stored here until it is acknowledged; what goes out at QoS 0 never is.
    pub fn is_in_flight(&self, ticket: Ticket) -> bool {
        self.flights.has(ticket)
    }

    /// Whether a PUBLISH or PUBREL went out on this connection whose answer has not come yet. Not while so many wait that
    /// there always is one.
    pub fn awaits_answer(&self) -> bool {
        self.link.is_up() && self.queue.is_empty() && self.flights.awaits_answer(self.connection)
    }

    fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    fn persist(&mut self, change: SessionChange) -> Seq {
        // Not a step of its own: nothing waits for it.
        for id in self.completions.take_settled() {
            self.step(SessionChange::Freed(id));
        }
        self.step(change)
    }

    fn step(&mut self, change: SessionChange) -> Seq {
        let seq = self.commits.add(&change);
        self.outputs.push_back(Output::Persist(seq, change));
        seq
    }

    /// A free packet id, shared by PUBLISH, SUBSCRIBE and UNSUBSCRIBE [MQTT-2.3.1-2]. `None`: all are in use.
    fn free_packet_id(&mut self) -> Option<PacketId> {
        for _ in 0..=u16::MAX {
            let candidate = PacketId::new(self.next_packet_id);
            self.next_packet_id = self.next_packet_id.wrapping_add(1);
            let free = candidate.filter(|id| !self.flights.uses(*id) && !self.subscriptions.uses(*id));
            if free.is_some() {
                return free;
            }
        }
        None
    }
}
