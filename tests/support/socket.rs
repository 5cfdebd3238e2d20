//! The socket of a page in a world of its own: at most one link at a time, what the page said over it, and how much the
//! next one may carry.

use snug::mqtt::client::{ConnectionId, Millis};

use crate::link::{Budget, Dice, Link};
use crate::scripted_broker::Listener;

#[derive(Debug, Default)]
pub(crate) struct Socket {
    link: Option<Link>,
    listener: Listener,
    /// For the next link.
    budget: Budget,
}

impl Socket {
    /// A link that stands at this time. The page asked for it, and has none.
    pub(crate) fn open(&mut self, on: ConnectionId, opens_at: Millis) {
        assert!(self.link.is_none(), "two sockets at once");
        self.link = Some(Link::new(on, opens_at, std::mem::take(&mut self.budget)));
        self.listener = Listener::default();
    }

    pub(crate) fn close(&mut self) {
        self.link = None;
    }

    pub(crate) fn on(&self) -> Option<ConnectionId> {
        self.link.as_ref().map(|link| link.on)
    }

    /// From now on, so much more passes on the link there is, or on the next.
    pub(crate) fn limit(&mut self, budget: Budget) {
        match &mut self.link {
            Some(link) => link.set_budget(budget),
            None => self.budget = budget,
        }
    }

    pub(crate) fn break_at(&mut self, time: Millis) {
        if let Some(link) = &mut self.link {
            link.breaks_at = Some(time);
        }
    }

    /// The next link carries whatever there is.
    pub(crate) fn heal_at(&mut self, time: Millis) {
        self.budget = Budget::default();
        self.break_at(time);
    }

    /// The packets that the page completed with these bytes.
    pub(crate) fn packets(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.listener.hear(bytes)
    }

    pub(crate) fn send_up(&mut self, now: Millis, bytes: &[u8], dice: &mut Dice) {
        if let Some(link) = &mut self.link {
            link.send_up(now, bytes, dice);
        }
    }

    pub(crate) fn send_down(&mut self, now: Millis, bytes: &[u8], dice: &mut Dice) {
        if let Some(link) = &mut self.link {
            link.send_down(now, bytes, dice);
        }
    }

    /// True once, when the link stands.
    pub(crate) fn opens(&mut self, now: Millis) -> bool {
        let opening = self.link.as_mut().filter(|link| !link.is_open && link.opens_at <= now);
        opening.map(|link| link.is_open = true).is_some()
    }

    /// What has arrived at the broker by now.
    pub(crate) fn arrived_up(&mut self, now: Millis) -> Vec<u8> {
        self.link.as_mut().map(|link| link.arrived_up(now)).unwrap_or_default()
    }

    /// What has arrived at the page by now.
    pub(crate) fn arrived_down(&mut self, now: Millis) -> Vec<u8> {
        self.link.as_mut().map(|link| link.arrived_down(now)).unwrap_or_default()
    }

    /// True once, when this link is gone without anybody having closed it.
    pub(crate) fn breaks(&mut self, now: Millis, on: ConnectionId) -> bool {
        let breaks = |link: &mut Link| link.on == on && link.breaks_at.is_some_and(|at| at <= now);
        self.link.take_if(breaks).is_some()
    }

    /// When something happens next.
    pub(crate) fn next(&self) -> Option<Millis> {
        self.link.as_ref().and_then(Link::next)
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.link.as_ref().is_some_and(Link::is_quiet)
    }
}
