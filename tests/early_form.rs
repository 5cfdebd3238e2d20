//! The form before the app (`index.html`, `boot/form.js`) has the app's own words in both languages, or they would change
//! under who reads them.

use snug::i18n::{EN, Language, strings};

const PAGE: &str = include_str!("../index.html");

#[test]
fn the_form_before_the_app_has_the_words_of_the_app() {
    let (en, zh) = (&EN.sign_in, &strings(Language::Zh).sign_in);
    let words = [
        (en.tagline, zh.tagline),
        (en.about, zh.about),
        (en.broker, zh.broker),
        (en.broker_locked, zh.broker_locked),
        (en.name, zh.name),
        (en.room, zh.room),
        (en.room_hint, zh.room_hint),
        (en.more, zh.more),
        (en.need_broker, zh.need_broker),
    ];
    for (english, chinese) in words {
        let part = format!(" data-zh=\"{chinese}\">{english}</");
        assert!(PAGE.contains(&part), "index.html has no {part:?}");
    }
    let attributes = [
        format!("aria-label=\"{}\" data-zh-label=\"{}\"", en.form, zh.form),
        format!("placeholder=\"{}\" data-zh-placeholder=\"{}\"", en.name_example, zh.name_example),
        format!("placeholder=\"{}\"", en.broker_example),
        format!(
            "data-zh=\"{}\" data-pressed=\"{}\" data-zh-pressed=\"{}\">{}</",
            zh.connect, en.connecting, zh.connecting, en.connect
        ),
    ];
    for part in attributes {
        assert!(PAGE.contains(&part), "index.html has no {part:?}");
    }
}
