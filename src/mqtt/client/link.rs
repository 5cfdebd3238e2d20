//! The life of connections: attempts, CONNACK, keeping alive, ends, and the next attempt.
//! Never two sockets at once; news of an old one is told apart by its number.

use super::super::session::SessionChange;
use super::super::{ConnAck, ConnectCode, EncodeError, Packet};
use super::backoff::STABLE;
use super::io::{CloseWhy, Closed, ConnectError, ConnectionId, Event, Lost, Millis, Output, ProtocolError};
use super::keep_alive::{Due, KeepAlive, Pong};
use super::outbound::Queued;
use super::subscriptions::Carried;
use super::{Client, SEND_CHUNK};

/// Closed by the broker so soon after CONNACK, it looks like somebody else with our id.
const EVICTED_WITHIN: Millis = 5_000;
const EVICTIONS_TO_STOP: u8 = 3;

#[derive(Clone, Copy, Debug)]
pub(super) enum Link {
    /// Nothing is wanted: never asked, signed out, or stopped by a refusal.
    Idle,
    Waiting {
        until: Millis,
    },
    /// The WebSocket is opening.
    Opening {
        deadline: Millis,
    },
    /// CONNECT went out; CONNACK is due.
    Greeting {
        since: Millis,
        deadline: Millis,
    },
    Up {
        since: Millis,
        alive: KeepAlive,
    },
}

impl Link {
    pub(super) fn is_up(&self) -> bool {
        matches!(self, Self::Up { .. })
    }

    /// CONNECT went out, and nothing came back yet.
    fn is_greeting(&self) -> bool {
        matches!(self, Self::Greeting { .. })
    }

    fn has_socket(&self) -> bool {
        matches!(self, Self::Opening { .. } | Self::Greeting { .. } | Self::Up { .. })
    }

    pub(super) fn timeout(&self) -> Option<Millis> {
        match self {
            Self::Idle => None,
            Self::Waiting { until: at }
            | Self::Opening { deadline: at }
            | Self::Greeting { deadline: at, .. } => Some(*at),
            Self::Up { alive, .. } => alive.next(),
        }
    }
}

impl Client {
    /// Connects, and keeps connecting until told otherwise. Harmless when under way.
    pub fn connect(&mut self, now: Millis) {
        if !self.link.has_socket() {
            self.open(now);
        }
    }

    /// Leaves for good: DISCONNECT, then close, so that the will stays silent [MQTT-3.14.4-1]. No more attempts.
    pub fn disconnect(&mut self) {
        self.unanswered |= self.link.is_greeting();
        // Before CONNACK too: the broker may have let us in already, and would speak our will.
        if self.link.is_greeting() || self.link.is_up() {
            self.write(&Packet::Disconnect);
        }
        if self.link.has_socket() {
            self.close(CloseWhy::Done);
        }
        self.link = Link::Idle;
        self.event(Event::Disconnected);
    }

    /// Does not wait for the backoff any longer.
    pub fn retry_now(&mut self, now: Millis) {
        if matches!(self.link, Link::Waiting { .. }) {
            self.open(now);
        }
    }

    /// The device's network came or went, which closes connections, too: nobody with our id need be behind it.
    pub fn network_changed(&mut self, now: Millis) {
        self.evictions = 0;
        self.probe(now);
    }

    /// Something woke us: a tab shown, a network back. Tries at once, or asks the broker for a sign of life
    /// within seconds.
    pub fn probe(&mut self, now: Millis) {
        self.retry_now(now);
        let Link::Up { alive, .. } = &mut self.link else { return };
        if alive.due(now) == Due::Slept {
            self.reconnect_at_once(now);
            return;
        }
        alive.probed(now);
        self.write(&Packet::PingReq);
    }

    /// The WebSocket is open; `protocol` is the subprotocol the server chose.
    pub fn handle_opened(&mut self, now: Millis, on: ConnectionId, protocol: &str) {
        let Link::Opening { deadline } = self.link else { return };
        if on != self.connection {
            return;
        }
        if protocol != "mqtt" {
            self.lose(now, Lost::Connect(ConnectError::NotMqtt));
            return;
        }
        // Silence counts from CONNECT on, and nothing else may be said before CONNACK [MQTT-3.1.2-23].
        let deadline = self.options.keep_alive().map_or(deadline, |period| deadline.min(now + period));
        self.link = Link::Greeting { since: now, deadline };
        let connect = Packet::Connect(self.options.connect.clone());
        self.write(&connect);
    }

    pub fn handle_closed(&mut self, now: Millis, on: ConnectionId, how: Closed) {
        if on != self.connection {
            return;
        }
        match (self.link, how) {
            (Link::Opening { .. }, _) => self.lose(now, Lost::Connect(ConnectError::Unreachable)),
            (Link::Greeting { .. }, _) => self.lose(now, Lost::Connect(ConnectError::Closed)),
            (Link::Up { since, .. }, _) => {
                let soon = now < since + EVICTED_WITHIN;
                self.evictions = if soon { self.evictions + 1 } else { 0 };
                let taken = self.evictions >= EVICTIONS_TO_STOP;
                if taken {
                    self.evictions = 0;
                }
                self.lose(now, if taken { Lost::TakenOver } else { Lost::Closed });
            }
            (Link::Idle | Link::Waiting { .. }, _) => {}
        }
    }

    pub fn handle_timeout(&mut self, now: Millis) {
        match self.link {
            Link::Waiting { until } if now >= until => self.open(now),
            Link::Opening { deadline } | Link::Greeting { deadline, .. } if now >= deadline => {
                self.lose(now, Lost::Connect(ConnectError::TimedOut));
            }
            Link::Up { alive, .. } => match alive.due(now) {
                Due::Nothing => {}
                Due::Ping => self.ping(now),
                Due::Dead => self.lose(now, Lost::Silent),
                Due::Slept => self.reconnect_at_once(now),
            },
            _ => {}
        }
    }

    /// `asked_at`: when CONNECT went out.
    pub(super) fn greeted(&mut self, now: Millis, asked_at: Millis, answer: ConnAck) -> Result<(), Lost> {
        if answer.code != ConnectCode::Accepted {
            return Err(Lost::Connect(ConnectError::Refused(answer.code)));
        }
        let clean = self.options.connect.clean_session;
        if clean && answer.session_present {
            let what = "Session Present after a clean start";
            return Err(ProtocolError::Breach { rule: "MQTT-3.2.2-1", what }.into());
        }
        self.link = Link::Up { since: now, alive: KeepAlive::new(self.options.keep_alive(), asked_at, now) };
        if clean {
            self.start_anew();
        }
        if !answer.session_present {
            self.forget_inbound();
            self.publish_released_anew();
        }
        self.persist_again();
        self.event(Event::Connected { session_present: answer.session_present });
        let carried = match (answer.session_present, std::mem::take(&mut self.unanswered)) {
            (true, false) => Carried::All,
            (true, true) => Carried::Perhaps,
            (false, _) => Carried::Nothing,
        };
        if carried != Carried::All {
            self.event(Event::Resubscribing);
        }
        let left = self.subscriptions.begin(carried);
        self.outputs.extend(left.into_iter().map(Output::Event));
        Ok(())
    }

    pub(super) fn heard(&mut self, now: Millis) {
        if let Link::Up { alive, .. } = &mut self.link {
            alive.heard(now);
        }
    }

    pub(super) fn pong(&mut self, now: Millis) {
        let Link::Up { alive, .. } = &mut self.link else { return };
        match alive.answered(now) {
            Pong::After(time) => self.event(Event::RoundTrip(time)),
            Pong::Untimed => {}
            Pong::Stray => self.event(Event::Stray { packet: "PINGRESP" }),
        }
    }

    /// Ends the connection without DISCONNECT, so that the will speaks, and plans the next.
    pub(super) fn lose(&mut self, now: Millis, why: Lost) {
        let lasted = matches!(self.link, Link::Up { since, .. } if now >= since + STABLE);
        if lasted && !is_their_fault(&why) {
            self.backoff.reset();
        }
        self.unanswered |= self.link.is_greeting() && !matches!(why, Lost::Connect(ConnectError::Refused(_)));
        self.drop_socket(&why);
        let retry_at = if is_final(&why) { None } else { Some(now + self.backoff.next_wait()) };
        self.link = retry_at.map_or(Link::Idle, |until| Link::Waiting { until });
        self.event(Event::Lost { why, retry_at });
    }

    /// Appends a packet to what this drain sends. The caller built it from checked parts.
    pub(super) fn write(&mut self, packet: &Packet<'_>) {
        let written: Result<(), EncodeError> = packet.encode(&mut self.unsent);
        debug_assert!(written.is_ok(), "checked before: {written:?}");
        self.wrote = true;
        self.completions.wrote(packet);
        if self.unsent.len() >= SEND_CHUNK {
            self.flush();
        }
    }

    /// Something went out on a connection that is up, so the next ping can wait.
    pub(super) fn note_sent(&mut self, now: Millis) {
        if let Link::Up { alive, .. } = &mut self.link {
            alive.sent(now);
        }
    }

    fn open(&mut self, now: Millis) {
        self.connection = ConnectionId(self.connection.0 + 1);
        self.framer.reset();
        self.congested = false;
        self.link = Link::Opening { deadline: now + self.options.connect_timeout };
        self.event(Event::Connecting);
        self.outputs.push_back(Output::Open(self.connection));
    }

    fn ping(&mut self, now: Millis) {
        if let Link::Up { alive, .. } = &mut self.link {
            alive.pinged(now);
            self.write(&Packet::PingReq);
        }
    }

    /// Asleep past the broker's patience: the old connection is dead for certain, and nobody is to blame.
    fn reconnect_at_once(&mut self, now: Millis) {
        self.backoff.reset();
        self.drop_socket(&Lost::Silent);
        self.event(Event::Lost { why: Lost::Silent, retry_at: Some(now) });
        self.open(now);
    }

    fn drop_socket(&mut self, why: &Lost) {
        // Nothing more is sent once a fault was seen [MQTT-4.8.0-1].
        self.unsent.clear();
        self.forget_answers();
        let gone = matches!(why, Lost::Closed | Lost::TakenOver)
            || matches!(why, Lost::Connect(ConnectError::Unreachable | ConnectError::Closed));
        if !gone {
            self.close(CloseWhy::Fault);
        }
    }

    fn close(&mut self, why: CloseWhy) {
        self.flush();
        self.forget_answers();
        self.outputs.push_back(Output::Close(self.connection, why));
    }

    /// Acknowledgements belong to the connection on which they were asked for.
    fn forget_answers(&mut self) {
        self.replies.clear();
        self.flights.forget_unknown();
        self.completions.connection_ended();
    }

    fn flush(&mut self) {
        if !self.unsent.is_empty() {
            let bytes = std::mem::take(&mut self.unsent);
            self.outputs.push_back(Output::Send(bytes));
        }
    }

    /// CleanSession 1: nothing of an earlier connection is resumed [MQTT-3.1.2-6]. What was not acknowledged
    /// is published again as new, before what waited behind it (A4-13).
    fn start_anew(&mut self) {
        let records = self.flights.take_all();
        for record in &records {
            self.persist(SessionChange::Done { order: record.order });
        }
        for record in records.into_iter().rev() {
            self.queue.push_front(Queued { ticket: record.ticket, message: record.message });
        }
    }

    /// A broker may hold a QoS 2 message back until PUBREL, and has lost what it held. PUBREL goes out all the same
    /// [MQTT-4.4.0-1], and the message goes again as a new one, under a new id (A4-5).
    fn publish_released_anew(&mut self) {
        let committed = self.commits.committed();
        for order in self.flights.released() {
            let Some(id) = self.free_packet_id() else { return };
            // Where PUBREC is not stored yet, PUBREL never went out.
            let release_left =
                self.flights.find_mut(order).is_some_and(|flight| flight.stored_at <= committed);
            let Some((released, record)) = self.flights.begin_anew(order, id) else { continue };
            if release_left {
                self.flights.release_unknown(released);
            }
            let seq = self.persist(SessionChange::Stored(record));
            if let Some(flight) = self.flights.find_mut(order) {
                flight.stored_at = seq;
            }
        }
    }

    /// The broker starts with no ids: ours could swallow a new message (A4-5).
    fn forget_inbound(&mut self) {
        let mut ids = std::mem::take(&mut self.incoming_ids);
        ids.extend(self.completions.forget_all());
        for id in ids {
            self.persist(SessionChange::Freed(id));
        }
    }
}

/// Trying again unasked would not help.
fn is_final(why: &Lost) -> bool {
    match why {
        Lost::Connect(ConnectError::Refused(code)) => *code != ConnectCode::ServerUnavailable,
        Lost::TakenOver => true,
        _ => false,
    }
}

/// It would happen again at once, so the wait keeps growing however long the connection lasted.
fn is_their_fault(why: &Lost) -> bool {
    matches!(why, Lost::Protocol(_) | Lost::PacketTooLarge { .. })
}
