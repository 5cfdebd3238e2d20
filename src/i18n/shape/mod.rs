//! The shape of a language, group by group: which words there are, and which of them take parameters.
//! Declared by `strings!`, so that the pseudo-locale and the tests can walk every field. Holds no words.

mod chat;
mod messages;
mod people;
mod settings;

pub use chat::{
    ComposerStrings, ConnectionStrings, ListenerStrings, RoomsStrings, SignInStrings, StatusStrings,
    TimelineStrings,
};
pub use messages::{
    CommandStrings, CommandText, CompleteStrings, HistoryStrings, InspectStrings, MenuStrings, SearchStrings,
};
pub use people::{DirectStrings, InviteStrings, NotifyStrings, PeopleStrings, PlaceStrings, SwitcherStrings};
pub use settings::{KeyStrings, SettingsStrings, UpdateStrings, WireStrings};

/// Declares a group, `Name of field`, where `field` is the group's place in `Strings`. A word is one of
///
/// * `text`: words, `&'static str`;
/// * `fixed`: what is no words, such as an address or a separator: `&'static str`;
/// * `command`: a [`CommandText`];
/// * `says(name: type, …)`: a sentence with parameters, `fn(type, …) -> String`;
/// * `names(name: type, …)`: one of several words, `fn(type, …) -> &'static str`.
macro_rules! strings {
    (@type text) => { &'static str };
    (@type fixed) => { &'static str };
    (@type command) => { $crate::i18n::CommandText };
    (@type says ($($type:ty),+)) => { fn($($type),+) -> String };
    (@type names ($($type:ty),+)) => { fn($($type),+) -> &'static str };

    (@pseudo text $english:expr) => { $crate::i18n::pseudo::text($english) };
    (@pseudo fixed $english:expr) => { $english };
    (@pseudo command $english:expr) => { $crate::i18n::CommandText::pseudo(&$english) };
    (@pseudo says $english:expr, ($($parameter:ident: $type:ty),+)) => {
        |$($parameter: $type),+| $crate::i18n::pseudo::accented(&$english($($parameter),+))
    };
    (@pseudo names $english:expr, ($($parameter:ident: $type:ty),+)) => {
        |$($parameter: $type),+| $crate::i18n::pseudo::text($english($($parameter),+))
    };

    (@said text $word:expr) => { $word.to_owned() };
    (@said fixed $word:expr) => { String::new() };
    (@said command $word:expr) => { $word.means.to_owned() };
    (@said says $word:expr, ($($type:ty),+)) => { $word($(<$type as $crate::i18n::shape::Example>::example()),+) };
    (@said names $word:expr, ($($type:ty),+)) => {
        $word($(<$type as $crate::i18n::shape::Example>::example()),+).to_owned()
    };

    ($(#[$about:meta])* $name:ident of $group:ident {
        $($(#[$doc:meta])* $field:ident: $kind:ident $(($($parameter:ident: $type:ty),+))?,)+
    }) => {
        $(#[$about])*
        #[derive(Debug)]
        pub struct $name {
            $($(#[$doc])* pub $field: strings!(@type $kind $(($($type),+))?),)+
        }

        #[cfg(any(test, feature = "pseudo"))]
        impl $name {
            /// The same group of the pseudo-locale.
            pub(in crate::i18n) fn pseudo() -> Self {
                Self {
                    $($field: strings!(
                        @pseudo $kind ($crate::i18n::EN.$group.$field) $(, ($($parameter: $type),+))?
                    ),)+
                }
            }
        }

        #[cfg(test)]
        impl $name {
            /// Every word by its name, with examples for parameters; what is `fixed` is empty.
            pub(in crate::i18n) fn said(&self) -> Vec<(&'static str, String)> {
                vec![$((
                    concat!(stringify!($group), ".", stringify!($field)),
                    strings!(@said $kind (self.$field) $(, ($($type),+))?),
                )),+]
            }
        }
    };
}
use strings;

/// What the tests fill into sentences.
#[cfg(test)]
pub(super) trait Example {
    fn example() -> Self;
}

#[cfg(test)]
mod examples {
    use super::Example;
    use crate::chat::Failure;
    use crate::mqtt::Delivery;

    impl Example for &str {
        fn example() -> Self {
            "Zoë7"
        }
    }

    impl Example for Delivery {
        fn example() -> Self {
            Self::AtLeastOnce
        }
    }

    impl Example for Failure {
        fn example() -> Self {
            Self::Refused
        }
    }

    macro_rules! numbers {
        ($($type:ty),+) => { $(impl Example for $type { fn example() -> Self { 42 } })+ };
    }
    numbers!(u8, u16, u32, u64, usize);
}
