//! A connection that delays, splits and merges what goes over it, and breaks after a number of bytes.
//! Bytes keep their order; what is still on its way when it breaks is lost.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::VecDeque;

use snug::mqtt::client::{ConnectionId, Millis};

/// SplitMix64, so that a run can be repeated from its seed.
#[derive(Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Anything below `sides`.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }
}

/// How much more may pass before the link breaks, each way; `None`: any amount.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Budget {
    pub(crate) up: Option<usize>,
    pub(crate) down: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) on: ConnectionId,
    pub(crate) opens_at: Millis,
    pub(crate) is_open: bool,
    pub(crate) breaks_at: Option<Millis>,
    up: Lane,
    down: Lane,
}

/// One direction.
#[derive(Debug, Default)]
struct Lane {
    on_their_way: VecDeque<(Millis, Vec<u8>)>,
    budget: Option<usize>,
    /// Bytes were lost already, so that none may follow.
    is_broken: bool,
}

impl Link {
    pub(crate) fn new(on: ConnectionId, opens_at: Millis, budget: Budget) -> Self {
        let lane = |budget| Lane { budget, ..Lane::default() };
        Self { on, opens_at, is_open: false, breaks_at: None, up: lane(budget.up), down: lane(budget.down) }
    }

    pub(crate) fn set_budget(&mut self, budget: Budget) {
        self.up.budget = budget.up.or(self.up.budget);
        self.down.budget = budget.down.or(self.down.budget);
    }

    pub(crate) fn send_up(&mut self, now: Millis, bytes: &[u8], dice: &mut Dice) {
        let broken = self.up.send(now, bytes, dice);
        self.note_broken(now, broken, dice);
    }

    pub(crate) fn send_down(&mut self, now: Millis, bytes: &[u8], dice: &mut Dice) {
        let broken = self.down.send(now, bytes, dice);
        self.note_broken(now, broken, dice);
    }

    /// What has arrived at the broker by now.
    pub(crate) fn arrived_up(&mut self, now: Millis) -> Vec<u8> {
        self.up.arrived(now)
    }

    /// What has arrived at the client by now.
    pub(crate) fn arrived_down(&mut self, now: Millis) -> Vec<u8> {
        self.down.arrived(now)
    }

    /// When something happens next.
    pub(crate) fn next(&self) -> Option<Millis> {
        let opens = (!self.is_open).then_some(self.opens_at);
        [opens, self.breaks_at, self.up.next(), self.down.next()].into_iter().flatten().min()
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.is_open && self.breaks_at.is_none() && self.up.next().is_none() && self.down.next().is_none()
    }

    fn note_broken(&mut self, now: Millis, broken: bool, dice: &mut Dice) {
        if broken && self.breaks_at.is_none() {
            self.breaks_at = Some(now + dice.roll(300));
        }
    }
}

impl Lane {
    /// True when not all of it fits any more.
    fn send(&mut self, now: Millis, bytes: &[u8], dice: &mut Dice) -> bool {
        let left = if self.is_broken { Some(0) } else { self.budget };
        let passing = left.map_or(bytes.len(), |left| left.min(bytes.len()));
        if let Some(left) = &mut self.budget {
            *left -= passing;
        }
        let (mut rest, lost) = bytes.split_at(passing);
        let mut at = self.on_their_way.back().map_or(now, |(at, _)| now.max(*at));
        while !rest.is_empty() {
            at += dice.roll(60);
            let (piece, behind) = rest.split_at(rest.len().min(1 + piece_len(dice)));
            self.on_their_way.push_back((at, piece.to_vec()));
            rest = behind;
        }
        self.is_broken |= !lost.is_empty();
        self.is_broken
    }

    fn arrived(&mut self, now: Millis) -> Vec<u8> {
        let mut all = Vec::new();
        while let Some((_, piece)) = self.on_their_way.pop_front_if(|(at, _)| *at <= now) {
            all.extend(piece);
        }
        all
    }

    fn next(&self) -> Option<Millis> {
        self.on_their_way.front().map(|(at, _)| *at)
    }
}

/// Now a byte or two, now all at once.
fn piece_len(dice: &mut Dice) -> usize {
    let most = [1, 7, 1_000][dice.roll(3) as usize];
    dice.roll(most) as usize
}
