//! Who said what in the world of the engine's properties, told by numbers.

use std::collections::BTreeSet;

use snug::mqtt::Delivery;

use crate::deliveries::Parcel;

pub(crate) const DELIVERIES: [Delivery; 3] =
    [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce];

/// One for each of [`DELIVERIES`].
pub(crate) const ROOMS: [&str; 3] = ["zero", "one", "two"];

/// A message that somebody on this device wrote.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) room: usize,
    /// The weakest delivery its room had while it was on its way, and the strongest.
    pub(crate) delivery: Delivery,
    pub(crate) strongest: Delivery,
    /// The device has it: from now on it is promised.
    pub(crate) stored: bool,
    /// The broker forgot us, or the page died between sending and storing, while it was on its way.
    pub(crate) may_repeat: bool,
    /// The page knew in time that the broker had lost its echo.
    pub(crate) due_back: bool,
    /// Its echo is stored.
    pub(crate) delivered: bool,
}

/// A message that somebody else said while we were subscribed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct News {
    pub(crate) number: usize,
    pub(crate) room: usize,
    pub(crate) delivery: Delivery,
}

/// A line of a timeline, as far as a person and the store can tell.
pub(crate) type Line = (String, &'static str, String);

pub(crate) fn news_parcel(News { number, room, delivery }: News) -> Parcel {
    let payload = format!(r#"{{"user":"Tom","say":"news {number}","id":"n{number}","ts":1}}"#);
    Parcel { topic: ROOMS[room].into(), payload: payload.into_bytes(), delivery, retain: false }
}

/// The number behind this word in what is said.
pub(crate) fn number_in(payload: &[u8], word: &str) -> Option<usize> {
    let text = std::str::from_utf8(payload).ok()?;
    text.split_once(&format!("\"say\":\"{word}"))?.1.split('"').next()?.parse().ok()
}

/// Numbers that are there, each as often as it is.
pub(crate) fn numbers<'w>(lines: &'w [Line], word: &'w str) -> impl Iterator<Item = usize> + 'w {
    lines.iter().filter_map(move |(text, ..)| text.strip_prefix(word)?.parse().ok())
}

/// Whether no number is there twice.
pub(crate) fn are_unique(numbers: impl Iterator<Item = usize>) -> bool {
    let mut seen = BTreeSet::new();
    numbers.into_iter().all(|number| seen.insert(number))
}
