//! Text as people write it: light markup, links and names become elements, everything else stays text. Nothing received
//! becomes HTML.

use linkify::{LinkFinder, LinkKind};

use crate::chat::{self, Mark, Span};
use crate::ui::view::el;
use crate::web::element::El;

/// Colours for names; the style sheet has as many.
pub(crate) const TINTS: u32 = 12;

/// Puts what was said into `place`; where it names `me`, that stands out.
pub(super) fn write_said(place: &El, text: &str, me: &str) {
    spans(place, &chat::markup(text), me);
}

fn spans(place: &El, all: &[Span<'_>], me: &str) {
    for span in all {
        match span {
            Span::Text(text) => links(place, text, me),
            Span::Code(text) => place.append(&el("code", "").attr("dir", "ltr").text(text)),
            Span::Block(text) => {
                place.append(&el("pre", "").attr("tabindex", "0").attr("dir", "ltr").text(text));
            }
            Span::Marked(mark, inside) => {
                let marked = El::new(match mark {
                    Mark::Bold => "strong",
                    Mark::Italic => "em",
                    Mark::Strike => "s",
                });
                spans(&marked, inside, me);
                place.append(&marked);
            }
        }
    }
}

/// Links open elsewhere and tell the other side nothing about this page.
fn links(place: &El, text: &str, me: &str) {
    for span in LinkFinder::new().spans(text) {
        match address(span.as_str(), span.kind()) {
            Some(address) => place.append(
                &el("a", "")
                    .attr("href", &address)
                    .attr("target", "_blank")
                    .attr("rel", "noopener noreferrer nofollow")
                    .text(span.as_str()),
            ),
            None => names(place, span.as_str(), me),
        }
    }
}

fn names(place: &El, text: &str, me: &str) {
    let mut shown = 0;
    for found in chat::mention_ranges(text, &[me]) {
        let (Some(before), Some(name)) = (text.get(shown..found.start), text.get(found.clone())) else {
            continue;
        };
        place.append_text(before);
        place.append(&el("mark", "mention").text(name));
        shown = found.end;
    }
    if let Some(rest) = text.get(shown..).filter(|rest| !rest.is_empty()) {
        place.append_text(rest);
    }
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
pub(crate) fn tint(name: &str) -> String {
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
