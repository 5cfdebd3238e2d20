//! Which filters are wanted, and how far the broker is with each. Knows no bytes and no connection:
//! the client asks what to request next and reports what was answered.

use super::super::{Delivery, PacketId, SubscribeOutcome, TopicFilter};
use super::io::{Event, ProtocolError, Wish};

/// Filters in one SUBSCRIBE or UNSUBSCRIBE: some brokers cap what they take at once.
const FILTERS_A_PACKET: usize = 32;

/// All wishes, with what became of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Subscriptions {
    wanted: Vec<Subscription>,
    /// Requests of this connection that are not answered yet.
    requests: Vec<Request>,
}

#[derive(Clone, Debug)]
struct Subscription {
    filter: TopicFilter<'static>,
    delivery: Delivery,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Wanted,
    Asked(PacketId),
    Granted,
    /// 0x80. Not asked again unless somebody wishes it anew.
    Refused,
    Unwanted,
    Leaving(PacketId),
}

#[derive(Clone, Debug)]
struct Request {
    id: PacketId,
    kind: RequestKind,
    filters: Vec<TopicFilter<'static>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RequestKind {
    Subscribe,
    Unsubscribe,
}

/// What a new connection knows of the old one's subscriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// Session Present 1: what was granted still is.
    All,
    /// Session Present 1, but an earlier CONNECT was not answered: the session may be one that it made.
    Perhaps,
    /// A new session at the broker.
    Nothing,
}

impl Subscriptions {
    pub(super) fn wish(&mut self, filter: TopicFilter<'static>, delivery: Delivery) {
        match self.wanted.iter_mut().find(|entry| entry.filter == filter) {
            Some(entry) => {
                entry.delivery = delivery;
                entry.state = State::Wanted;
            }
            None => self.wanted.push(Subscription { filter, delivery, state: State::Wanted }),
        }
    }

    pub(super) fn unwish(&mut self, filter: &TopicFilter<'_>) {
        if let Some(entry) = self.wanted.iter_mut().find(|entry| entry.filter == *filter)
            && !matches!(entry.state, State::Leaving(_))
        {
            entry.state = State::Unwanted;
        }
    }

    /// Granted in an earlier life of the page, so not to be asked for while the broker keeps the session.
    pub(super) fn remember(&mut self, (filter, delivery): Wish) {
        let known = self.wanted.iter().any(|entry| entry.filter == filter);
        if known || filter.printable().is_err() {
            return;
        }
        self.wanted.push(Subscription { filter, delivery, state: State::Granted });
    }

    /// A request unanswered by the old connection is made anew, whatever the broker kept (A4-12).
    /// Where it kept nothing, what was to be left is left already.
    pub(super) fn begin(&mut self, carried: Carried) -> Vec<Event> {
        self.requests.clear();
        let gone = |entry: &Subscription| {
            carried == Carried::Nothing && matches!(entry.state, State::Unwanted | State::Leaving(_))
        };
        let events = self.take_out(gone);
        for entry in &mut self.wanted {
            entry.state = match (entry.state, carried) {
                (State::Refused, _) => State::Refused,
                (State::Granted, Carried::All) => State::Granted,
                (State::Unwanted | State::Leaving(_), _) => State::Unwanted,
                // Asking for what is granted only brings retained messages again; not asking could make us deaf.
                (State::Wanted | State::Asked(_) | State::Granted, _) => State::Wanted,
            };
        }
        events
    }

    pub(super) fn uses(&self, id: PacketId) -> bool {
        self.requests.iter().any(|request| request.id == id)
    }

    pub(super) fn wants_more(&self) -> bool {
        self.wanted.iter().any(|entry| matches!(entry.state, State::Wanted | State::Unwanted))
    }

    /// The wishes for the next SUBSCRIBE, which goes out under this id.
    pub(super) fn next_subscribe(&mut self, id: PacketId) -> Option<Vec<Wish>> {
        let mut filters = Vec::new();
        for entry in
            self.wanted.iter_mut().filter(|entry| entry.state == State::Wanted).take(FILTERS_A_PACKET)
        {
            entry.state = State::Asked(id);
            filters.push((entry.filter.clone(), entry.delivery));
        }
        let names = filters.iter().map(|(filter, _)| filter.clone()).collect();
        self.request(id, RequestKind::Subscribe, names).then_some(filters)
    }

    /// The filters for the next UNSUBSCRIBE, which goes out under this id.
    pub(super) fn next_unsubscribe(&mut self, id: PacketId) -> Option<Vec<TopicFilter<'static>>> {
        let mut filters = Vec::new();
        for entry in
            self.wanted.iter_mut().filter(|entry| entry.state == State::Unwanted).take(FILTERS_A_PACKET)
        {
            entry.state = State::Leaving(id);
            filters.push(entry.filter.clone());
        }
        self.request(id, RequestKind::Unsubscribe, filters.clone()).then_some(filters)
    }

    /// `Ok(None)`: no such request, harmless (A4-3).
    pub(super) fn suback(
        &mut self,
        id: PacketId,
        outcomes: &[SubscribeOutcome],
    ) -> Result<Option<Vec<Event>>, ProtocolError> {
        let Some(request) = self.answer(id, RequestKind::Subscribe)? else { return Ok(None) };
        if request.filters.len() != outcomes.len() {
            return Err(ProtocolError::Breach {
                rule: "MQTT-3.8.4-5",
                what: "SUBACK has another number of return codes than SUBSCRIBE had filters",
            });
        }
        let mut events = Vec::new();
        for (filter, outcome) in request.filters.into_iter().zip(outcomes) {
            let asked = |entry: &&mut Subscription| entry.filter == filter && entry.state == State::Asked(id);
            // Left in the meantime: the answer does not matter any more.
            let Some(entry) = self.wanted.iter_mut().find(asked) else { continue };
            entry.state = match outcome {
                SubscribeOutcome::Granted(_) => State::Granted,
                SubscribeOutcome::Refused => State::Refused,
            };
            events.push(Event::Subscribed { filter, outcome: *outcome });
        }
        Ok(Some(events))
    }

    pub(super) fn unsuback(&mut self, id: PacketId) -> Result<Option<Vec<Event>>, ProtocolError> {
        if self.answer(id, RequestKind::Unsubscribe)?.is_none() {
            return Ok(None);
        }
        Ok(Some(self.take_out(|entry| entry.state == State::Leaving(id))))
    }

    fn take_out(&mut self, left: impl Fn(&Subscription) -> bool) -> Vec<Event> {
        let mut events = Vec::new();
        self.wanted.retain(|entry| {
            let left = left(entry);
            if left {
                events.push(Event::Unsubscribed(entry.filter.clone()));
            }
            !left
        });
        events
    }

    fn request(&mut self, id: PacketId, kind: RequestKind, filters: Vec<TopicFilter<'static>>) -> bool {
        let any = !filters.is_empty();
        if any {
            self.requests.push(Request { id, kind, filters });
        }
        any
    }

    fn answer(&mut self, id: PacketId, kind: RequestKind) -> Result<Option<Request>, ProtocolError> {
        let Some(index) = self.requests.iter().position(|request| request.id == id) else { return Ok(None) };
        let request = self.requests.remove(index);
        if request.kind == kind {
            Ok(Some(request))
        } else {
            Err(ProtocolError::Breach {
                rule: "MQTT-3.8.4-2",
                what: "SUBSCRIBE and UNSUBSCRIBE acknowledged by each other's kind",
            })
        }
    }
}
