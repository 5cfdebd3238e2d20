//! Which language a person reads: what they chose, what the host set, or what the browser prefers, in this order.
//! Pure; the caller brings the tags. Knows no words but the languages' own names.

/// A language that Snug speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
    /// English made strange and long, which shows what was never translated and what has no room. Never offered:
    /// it has to be asked for by its tag.
    #[cfg(any(test, feature = "pseudo"))]
    Pseudo,
}

/// A language, and the locale for its dates and numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    pub language: Language,
    /// A BCP 47 tag for `Intl`, in this language: with the person's region if that is known, such as en-GB.
    pub tag: String,
}

impl Language {
    /// The BCP 47 tag of its words, for `lang` and for keeping the choice.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-Hans",
            #[cfg(any(test, feature = "pseudo"))]
            Self::Pseudo => "en-x-pseudo",
        }
    }

    /// The languages to choose from, each by its own name.
    pub fn all() -> [(Self, &'static str); 2] {
        [(Self::En, "English"), (Self::Zh, "简体中文")]
    }

    /// The language of one BCP 47 tag, such as zh-CN or en_GB; `None` if Snug does not speak it.
    pub fn named(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        #[cfg(any(test, feature = "pseudo"))]
        if tag.ends_with("x-pseudo") {
            return Some(Self::Pseudo);
        }
        match tag.split(['-', '_']).next() {
            Some("en") => Some(Self::En),
            // Whoever reads another Chinese reads this one sooner than English.
            Some("zh" | "cmn") => Some(Self::Zh),
            _ => None,
        }
    }

    /// The first of these tags that Snug speaks, or English.
    pub fn of<'a>(mut tags: impl Iterator<Item = &'a str>) -> Self {
        tags.find_map(Self::named).unwrap_or_default()
    }
}

/// What a person reads here: the language they chose, else the host's (`locale`), else the browser's preferences
/// in their order. A tag that Snug does not speak is passed over. Dates take the region from the first of these
/// tags that is in the same language.
pub fn choose(chosen: Option<&str>, host: Option<&str>, browser: &[String]) -> Locale {
    let tags = || chosen.into_iter().chain(host).chain(browser.iter().map(String::as_str));
    let language = Language::of(tags());
    let fits = |tag: &&str| Language::named(tag) == Some(language);
    // The choice itself names no region, and a tag of private use only is no locale to `Intl`.
    let regional = tags().filter(fits).find(|tag| *tag != language.tag() && !tag.starts_with("x-"));
    Locale { language, tag: regional.unwrap_or(language.tag()).trim().replace('_', "-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tags: &[&str]) -> Language {
        Language::of(tags.iter().copied())
    }

    fn chosen(chosen: Option<&str>, host: Option<&str>, browser: &[&str]) -> (Language, String) {
        let browser: Vec<_> = browser.iter().map(|tag| (*tag).to_owned()).collect();
        let locale = choose(chosen, host, &browser);
        (locale.language, locale.tag)
    }

    #[test]
    fn every_chinese_reads_chinese_and_every_english_english() {
        for tag in ["zh", "zh-CN", "zh-Hans", "zh-Hans-SG", "ZH-hans", "zh_CN", "zh-TW", "cmn-Hans"] {
            assert_eq!(of(&[tag]), Language::Zh, "{tag}");
        }
        for tag in ["en", "en-GB", "EN_us", "en-Latn-AU"] {
            assert_eq!(of(&[tag]), Language::En, "{tag}");
        }
    }

    #[test]
    fn a_tag_that_only_looks_like_one_is_passed_over() {
        for tag in ["", "-", "zhx", "eng lish", "fr", "de-zh", "x"] {
            assert_eq!(Language::named(tag), None, "{tag}");
        }
    }

    #[test]
    fn the_first_language_that_is_spoken_here_wins_and_else_it_is_english() {
        assert_eq!(of(&["fr-FR", "zh-CN", "en"]), Language::Zh);
        assert_eq!(of(&["fr-FR", "en", "zh-CN"]), Language::En);
        assert_eq!(of(&["fr-FR", "de"]), Language::En);
        assert_eq!(of(&[]), Language::En);
    }

    #[test]
    fn the_person_goes_before_the_host_and_the_host_before_the_browser() {
        assert_eq!(chosen(Some("en"), Some("zh"), &["zh-CN"]).0, Language::En);
        assert_eq!(chosen(None, Some("zh"), &["en-GB"]).0, Language::Zh);
        assert_eq!(chosen(None, None, &["zh-CN", "en-GB"]).0, Language::Zh);
        assert_eq!(
            chosen(Some("tlh"), Some("fr"), &["zh-CN"]).0,
            Language::Zh,
            "nobody can be served in those"
        );
    }

    #[test]
    fn dates_are_in_the_language_of_the_words_and_of_the_region_that_is_known() {
        assert_eq!(chosen(Some("en"), None, &["zh-CN", "en-GB"]).1, "en-GB");
        assert_eq!(chosen(Some("en"), None, &["zh-CN"]).1, "en");
        assert_eq!(chosen(None, Some("en_AU"), &["en-GB"]).1, "en-AU");
        assert_eq!(chosen(Some("zh-Hans"), None, &["en-GB"]).1, "zh-Hans");
        assert_eq!(chosen(None, None, &["fr-FR"]).1, "en");
    }

    #[test]
    fn a_language_is_named_by_its_own_tag_and_by_its_words() {
        for (language, name) in Language::all() {
            assert_eq!(Language::named(language.tag()), Some(language), "{name}");
            assert_eq!(crate::i18n::strings(language).lang, language.tag());
        }
        assert_eq!(crate::i18n::strings(Language::Pseudo).lang, Language::Pseudo.tag());
    }

    #[test]
    fn the_pseudo_locale_has_to_be_asked_for() {
        assert_eq!(
            chosen(Some("x-pseudo"), Some("zh"), &["en"]),
            (Language::Pseudo, "en-x-pseudo".to_owned())
        );
        assert!(Language::all().iter().all(|(language, _)| *language != Language::Pseudo));
    }
}
