//! Text as people write it: links become links, everything else stays text. Nothing received becomes HTML.

use leptos::prelude::*;
use linkify::{LinkFinder, LinkKind};

/// Colours for names; the style sheet has as many.
const TINTS: u32 = 12;

/// The text as nodes. Links open elsewhere and tell the other side nothing about this page.
pub(super) fn with_links(text: &str) -> Vec<AnyView> {
    LinkFinder::new()
        .spans(text)
        .map(|span| match address(span.as_str(), span.kind()) {
            Some(address) => view! {
                <a href=address target="_blank" rel="noopener noreferrer nofollow">{span.as_str().to_owned()}</a>
            }
            .into_any(),
            None => span.as_str().to_owned().into_any(),
        })
        .collect()
}

/// Where a span of text leads, if it may be followed: a `javascript:` or `data:` address never is.
fn address(text: &str, kind: Option<&LinkKind>) -> Option<String> {
    let begins =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    match kind? {
        LinkKind::Email => Some(["mailto:", text].concat()),
        LinkKind::Url => (begins("https://") || begins("http://")).then(|| text.to_owned()),
        _ => None,
    }
}

/// A colour that goes with a name, the same everywhere (FNV-1a).
pub(super) fn tint(name: &str) -> String {
    let hash =
        name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    ["tint-", &(hash % TINTS).to_string()].concat()
}

/// A line for a shell that says something in this room.
pub(super) fn from_a_terminal(topic: &str) -> String {
    let quoted = ["'", &topic.replace('\'', r"'\''"), "'"].concat();
    let plain = topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/.".contains(&byte));
    let topic = if plain && !topic.starts_with('-') { topic } else { &quoted };
    ["mosquitto_pub -t ", topic, r#" -m '{"user":"me","say":"Hello!"}'"#].concat()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn addresses(text: &str) -> Vec<String> {
        LinkFinder::new().spans(text).filter_map(|span| address(span.as_str(), span.kind())).collect()
    }

    #[wasm_bindgen_test]
    fn web_and_mail_addresses_are_links() {
        assert_eq!(
            addresses("see https://a.example/x?y=(1), or HTTP://b"),
            ["https://a.example/x?y=(1)", "HTTP://b"]
        );
        assert_eq!(addresses("write to ann@a.example."), ["mailto:ann@a.example"]);
    }

    #[wasm_bindgen_test]
    fn what_could_run_or_reach_into_the_machine_is_only_text() {
        for text in
            ["javascript://x/%0aalert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a", "a.example"]
        {
            assert!(addresses(text).is_empty(), "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn a_topic_reaches_the_shell_whole() {
        assert!(from_a_terminal("home/hall").starts_with("mosquitto_pub -t home/hall -m "));
        assert!(from_a_terminal("it's $HOME").starts_with(r"mosquitto_pub -t 'it'\''s $HOME' -m "));
    }
}
