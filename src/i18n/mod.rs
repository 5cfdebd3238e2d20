//! Every word a person reads, typed: a language is one `Strings`, and one that lacks a word does not compile.
//! Dates and numbers are the browser's business (`web::intl`); broker and protocol texts are never translated.

mod en;
mod problems;

pub use en::EN;

use crate::chat::Failure;
use crate::engine::Problem;
use crate::mqtt::Delivery;

/// A problem in words: what happened, and what to do about it. Both end in a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub happened: String,
    pub advice: String,
}

/// One language. Sentences with parameters are functions, so that each language orders and inflects its own.
#[derive(Debug)]
pub struct Strings {
    /// The BCP 47 tag of this language.
    pub lang: &'static str,
    pub sign_in: SignInStrings,
    pub connection: ConnectionStrings,
    pub rooms: RoomsStrings,
    pub timeline: TimelineStrings,
    pub status: StatusStrings,
    pub composer: ComposerStrings,
    pub problem: fn(&Problem) -> Sentence,
    pub listeners: ListenerStrings,
    pub dismiss: &'static str,
    /// For a fault of ours that stops the page.
    pub fault: &'static str,
}

/// The form.
#[derive(Debug)]
pub struct SignInStrings {
    pub form: &'static str,
    pub tagline: &'static str,
    pub about: &'static str,
    pub need_broker: &'static str,
    pub need_broker_answer: &'static str,
    pub broker: &'static str,
    pub broker_example: &'static str,
    pub broker_locked: &'static str,
    pub name: &'static str,
    pub name_example: &'static str,
    pub room: &'static str,
    pub room_hint: &'static str,
    pub more: &'static str,
    pub user_name: &'static str,
    pub password: &'static str,
    pub keep_alive: &'static str,
    /// For a keep alive that is no number a CONNECT packet can hold.
    pub keep_alive_range: &'static str,
    pub client_id: &'static str,
    pub client_id_hint: &'static str,
    pub greeting: &'static str,
    pub greeting_hint: &'static str,
    pub leave_no_trace: &'static str,
    pub leave_no_trace_hint: &'static str,
    pub connect: &'static str,
    pub connecting: &'static str,
    pub cancel: &'static str,
}

/// The connection bar. The contract fixes how the English texts begin.
#[derive(Debug)]
pub struct ConnectionStrings {
    pub region: &'static str,
    pub connected: &'static str,
    pub connecting: &'static str,
    /// While a bare host is searched: the URL that is tried now, the how manieth it is, of how many.
    pub searching: fn(&str, usize, usize) -> String,
    pub reconnecting: &'static str,
    /// After `reconnecting`, whole seconds left.
    pub in_seconds: fn(u64) -> String,
    pub offline: &'static str,
    /// Another client with our id has the connection.
    pub elsewhere: &'static str,
    pub take_over: &'static str,
    pub signed_out: &'static str,
    pub retry_now: &'static str,
    pub signed_in_as: fn(&str) -> String,
    pub sign_out: &'static str,
    pub sign_out_of: fn(&str) -> String,
    pub sign_out_means: &'static str,
    pub sign_out_erases: &'static str,
    pub stay: &'static str,
}

/// The list of rooms.
#[derive(Debug)]
pub struct RoomsStrings {
    pub region: &'static str,
    pub join_label: &'static str,
    pub join: &'static str,
    pub join_hint: &'static str,
    pub leave: fn(&str) -> String,
    pub unread: fn(u32) -> String,
    pub feed: &'static str,
    pub refused: &'static str,
    pub asking: &'static str,
    pub silent: &'static str,
    pub none: &'static str,
    pub none_hint: &'static str,
    pub choose: &'static str,
    /// How surely messages of a room are delivered: the choice, its names, and what they mean.
    pub delivery: &'static str,
    pub delivery_name: fn(Delivery) -> &'static str,
    pub delivery_means: fn(Delivery) -> &'static str,
    pub back: &'static str,
}

/// The messages.
#[derive(Debug)]
pub struct TimelineStrings {
    pub region: fn(&str) -> String,
    pub earlier: &'static str,
    pub today: &'static str,
    pub yesterday: &'static str,
    pub newer: fn(usize) -> String,
    pub latest: &'static str,
    pub empty: &'static str,
    pub empty_say: &'static str,
    pub empty_feed: &'static str,
    pub refused: &'static str,
    /// What we say here is acknowledged, and never comes back.
    pub no_echo: &'static str,
    pub anonymous: &'static str,
    pub device: &'static str,
    pub data: &'static str,
    pub plain: &'static str,
    pub bytes: &'static str,
    pub oversized: &'static str,
    pub retained: &'static str,
    pub retained_title: &'static str,
    pub blank: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub copy_failed: &'static str,
    pub download: &'static str,
    /// What stands in for content that is too large to be read unasked.
    pub large: fn(&str) -> String,
    pub show_anyway: &'static str,
    /// A size in bytes, for people.
    pub size: fn(usize) -> String,
}

/// How far a message of our own has come.
#[derive(Debug)]
pub struct StatusStrings {
    pub queued: &'static str,
    pub queued_title: &'static str,
    pub sent: &'static str,
    pub sent_title: &'static str,
    pub unconfirmed: &'static str,
    pub unconfirmed_title: &'static str,
    pub delivered: &'static str,
    pub delivered_title: &'static str,
    /// Begins with the word for "failed" and says why.
    pub failed: fn(Failure) -> &'static str,
    pub retry: &'static str,
    pub delete: &'static str,
}

/// Where people write.
#[derive(Debug)]
pub struct ComposerStrings {
    pub label: &'static str,
    pub placeholder: fn(&str) -> String,
    pub send: &'static str,
    pub read_only: &'static str,
}

/// How a broker is made to listen for WebSockets, and what else helps to reach one.
#[derive(Debug)]
pub struct ListenerStrings {
    pub title: &'static str,
    /// What to do with the lines that follow, and the address that comes of it, for each broker.
    pub mosquitto: &'static str,
    pub emqx: &'static str,
    pub rabbitmq: &'static str,
    pub copy: &'static str,
    /// After `copy`, for those who hear it without seeing what it belongs to.
    pub copy_for: fn(&str) -> String,
    pub copied: &'static str,
    pub copy_failed: &'static str,
    /// A link to an address that shows the broker's certificate.
    pub visit: fn(&str) -> String,
}
