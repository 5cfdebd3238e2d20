//! Every word a person reads, typed: a language is one `Strings`, and one that lacks a word does not compile.
//! Dates and numbers are the browser's business (`web::intl`); broker and protocol texts are never translated.

mod amount;
mod en;
mod language;
mod problems;
#[cfg(any(test, feature = "pseudo"))]
mod pseudo;
mod reasons;
mod shape;
#[cfg(test)]
mod tests;
mod zh;

pub use en::EN;
pub use language::{Language, Locale, choose};
pub use shape::{
    CommandStrings, CommandText, CompleteStrings, ComposerStrings, ConnectionStrings, DirectStrings,
    HistoryStrings, InspectStrings, InviteStrings, KeyStrings, ListenerStrings, MenuStrings, NotifyStrings,
    PeopleStrings, PlaceStrings, RoomsStrings, SearchStrings, SettingsStrings, SignInStrings, StatusStrings,
    SwitcherStrings, TimelineStrings, UpdateStrings, WireStrings,
};

use crate::engine::{ImportError, Problem};
use crate::mqtt::client::Lost;

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
    /// Why a connection ended.
    pub lost: fn(&Lost) -> String,
    /// Why a file was not imported, or not all of it.
    pub not_imported: fn(&ImportError) -> String,
    pub listeners: ListenerStrings,
    pub menu: MenuStrings,
    pub inspect: InspectStrings,
    pub people: PeopleStrings,
    pub place: PlaceStrings,
    pub switcher: SwitcherStrings,
    pub search: SearchStrings,
    pub history: HistoryStrings,
    pub complete: CompleteStrings,
    pub commands: CommandStrings,
    pub keys: KeyStrings,
    pub settings: SettingsStrings,
    pub invite: InviteStrings,
    pub direct: DirectStrings,
    pub update: UpdateStrings,
    pub notify: NotifyStrings,
    pub wire: WireStrings,
    pub dismiss: &'static str,
    /// For a fault of ours that stops the page.
    pub fault: &'static str,
}

/// The words of a language.
pub fn strings(language: Language) -> &'static Strings {
    match language {
        Language::En => &EN,
        Language::Zh => &zh::ZH,
        #[cfg(any(test, feature = "pseudo"))]
        Language::Pseudo => pseudo::strings(),
    }
}
