//! How somebody wants the page on this device: theme, size of text, clock, language, what Enter does. Kept as one small
//! text; it is the device's, not the account's.

use crate::engine::{HostConfig, Theme};
use crate::i18n::{self, Language, Locale, Strings};
use crate::web::dom;
use crate::web::intl::{self, Hours};
use crate::web::keep::{self, Shelf};

const KEY: &str = "snug:look";

/// Each part has a word in the kept text; what is not there is as the browser has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) theme: Option<Theme>,
    pub(crate) size: Size,
    pub(crate) hours: Hours,
    pub(crate) language: Option<Language>,
    pub(crate) enter: Enter,
    pub(crate) people: Beside,
}

/// Whether the people stand beside the messages, where there is room for both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Beside {
    #[default]
    Shown,
    Hidden,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Size {
    Small,
    #[default]
    Normal,
    Large,
}

/// What Enter does on a keyboard; on a touch screen it always breaks the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Enter {
    #[default]
    Sends,
    Breaks,
}

impl Look {
    pub(crate) fn kept() -> Self {
        let kept = keep::read(Shelf::Device, KEY).unwrap_or_default();
        let mut look = Self::default();
        for word in kept.split(' ') {
            match word {
                "light" => look.theme = Some(Theme::Light),
                "dark" => look.theme = Some(Theme::Dark),
                "small" => look.size = Size::Small,
                "large" => look.size = Size::Large,
                "12h" => look.hours = Hours::Twelve,
                "24h" => look.hours = Hours::TwentyFour,
                "enter-breaks" => look.enter = Enter::Breaks,
                "no-people" => look.people = Beside::Hidden,
                tag => {
                    let named = Language::all().into_iter().find(|(language, _)| language.tag() == tag);
                    look.language = look.language.or(named.map(|(language, _)| language));
                }
            }
        }
        look
    }

    pub(crate) fn keep(&self) {
        let words = [
            match self.theme {
                Some(Theme::Light) => "light",
                Some(Theme::Dark) => "dark",
                None => "",
            },
            match self.size {
                Size::Small => "small",
                Size::Normal => "",
                Size::Large => "large",
            },
            match self.hours {
                Hours::Locale => "",
                Hours::Twelve => "12h",
                Hours::TwentyFour => "24h",
            },
            match self.enter {
                Enter::Sends => "",
                Enter::Breaks => "enter-breaks",
            },
            match self.people {
                Beside::Shown => "",
                Beside::Hidden => "no-people",
            },
            self.language.map_or("", Language::tag),
        ];
        // Where nothing can be kept, it holds until the page is gone.
        let _ = keep::write(Shelf::Device, KEY, Some(&words.join(" ")));
    }

    /// The language that was chosen here, else the host's, else the browser's.
    pub(crate) fn locale(&self, config: &HostConfig) -> Locale {
        i18n::choose(self.language.map(Language::tag), config.locale.as_deref(), &intl::languages())
    }

    pub(crate) fn strings(&self, config: &HostConfig) -> &'static Strings {
        i18n::strings(self.locale(config).language)
    }

    /// The host's theme is the default; the person's wish stands above it.
    pub(crate) fn apply(&self, config: &HostConfig) {
        let theme = match self.theme.or(config.theme) {
            Some(Theme::Light) => "light",
            Some(Theme::Dark) => "dark",
            None => "auto",
        };
        dom::set_root_attribute("data-theme", theme);
        if let Some(accent) = &config.accent {
            dom::set_root_attribute("data-accent", "");
            dom::set_root_property("--host-accent", accent);
        }
        let size = match self.size {
            Size::Small => "small",
            Size::Normal => "normal",
            Size::Large => "large",
        };
        dom::set_root_attribute("data-size", size);
        let strings = self.strings(config);
        dom::set_root_attribute("lang", strings.lang);
        dom::set_root_attribute("data-fault", strings.fault); // for boot/watch.js
    }
}
