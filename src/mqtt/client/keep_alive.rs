//! Pings by what was *sent*, liveness by what was *heard* [MQTT-3.1.2-23].
//! Judged by the clock and never by counting ticks: hidden tabs run timers once a minute, and laptops sleep.

use super::io::Millis;

/// How long a probe after waking up waits for any sign of life.
const PROBE_DEADLINE: Millis = 5_000;

/// The clock of one connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeepAlive {
    /// `None` when keep alive is off.
    period: Option<Millis>,
    last_sent: Millis,
    last_heard: Millis,
    /// When a PINGREQ without its PINGRESP is overdue, and how much each sign of life moves that.
    waiting: Option<Waiting>,
    /// PINGREQs without their PINGRESP.
    open: u32,
    /// The PINGREQ whose round trip is timed: the how manieth PINGRESP from now on answers it, and when it went out.
    timed: Option<(u32, Millis)>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    deadline: Millis,
    grace: Millis,
}

/// What a PINGRESP answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pong {
    /// A PINGREQ that went out so long ago.
    After(Millis),
    /// A PINGREQ that went out behind one that was timed.
    Untimed,
    /// Nothing that we asked.
    Stray,
}

/// What the clock asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    Ping,
    /// The peer is gone.
    Dead,
    /// We were asleep for so long that the broker must have dropped us [MQTT-3.1.2-24].
    Slept,
}

impl KeepAlive {
    pub(super) fn new(period: Option<Millis>, last_sent: Millis, now: Millis) -> Self {
        Self { period, last_sent, last_heard: now, waiting: None, open: 0, timed: None }
    }

    pub(super) fn sent(&mut self, now: Millis) {
        self.last_sent = now;
    }

    /// Any packet is a sign of life.
    pub(super) fn heard(&mut self, now: Millis) {
        self.last_heard = now;
        if let Some(waiting) = &mut self.waiting {
            waiting.deadline = now + waiting.grace;
        }
    }

    /// A PINGRESP came. They come in the order of their PINGREQs.
    pub(super) fn answered(&mut self, now: Millis) -> Pong {
        let Some(open) = self.open.checked_sub(1) else { return Pong::Stray };
        self.open = open;
        self.waiting = None;
        match self.timed.take() {
            Some((1, since)) => Pong::After(now.saturating_sub(since)),
            timed => {
                self.timed = timed.map(|(due, since)| (due - 1, since));
                Pong::Untimed
            }
        }
    }

    /// A PINGREQ goes out now.
    pub(super) fn pinged(&mut self, now: Millis) {
        let grace = self.period.map_or(PROBE_DEADLINE, |period| period / 2);
        self.wait(now, grace);
    }

    /// A PINGREQ goes out now, and something must be heard within seconds.
    pub(super) fn probed(&mut self, now: Millis) {
        self.wait(now, PROBE_DEADLINE);
    }

    pub(super) fn due(&self, now: Millis) -> Due {
        if self.period.is_some_and(|period| now > self.last_sent + period + period / 2) {
            return Due::Slept;
        }
        if self.waiting.is_some_and(|waiting| now >= waiting.deadline) {
            return Due::Dead;
        }
        if self.next_ping().is_some_and(|at| now >= at) { Due::Ping } else { Due::Nothing }
    }

    pub(super) fn next(&self) -> Option<Millis> {
        let deadline = self.waiting.map(|waiting| waiting.deadline);
        [deadline, self.next_ping()].into_iter().flatten().min()
    }

    /// Half the period after the last packet sent, so that no gap reaches the period; and, with no ping open,
    /// half the period after the last one heard, so that a busy sender notices a dead link too.
    fn next_ping(&self) -> Option<Millis> {
        let half = self.period? / 2;
        let since = if self.waiting.is_some() { self.last_sent } else { self.last_sent.min(self.last_heard) };
        Some(since + half)
    }

    fn wait(&mut self, now: Millis, grace: Millis) {
        self.last_sent = now;
        self.open += 1;
        self.timed.get_or_insert((self.open, now));
        let deadline = now + grace;
        let sooner = self.waiting.is_none_or(|waiting| waiting.deadline > deadline);
        if sooner {
            self.waiting = Some(Waiting { deadline, grace });
        }
    }
}
