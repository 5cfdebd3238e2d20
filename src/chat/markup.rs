//! Light markup as people type it: `*bold*`, `_italic_`, `~strike~`, each sign once or twice, `` `code` `` and fenced
//! code. What does not close is plain text, and the addresses of links are left alone. Nothing here is HTML.

/// A part of what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    Text(&'a str),
    Marked(Mark, Vec<Span<'a>>),
    /// Between single back quotes.
    Code(&'a str),
    /// Between fences of three, whole lines.
    Block(&'a str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Bold,
    Italic,
    Strike,
}

/// Marks within marks, so deep.
const MOST_NESTED: usize = 4;
const FENCE: &str = "```";

/// All of the text, in order.
pub fn markup(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some((before, inside, after)) = fenced(rest) {
        inline(before, MOST_NESTED, &mut spans);
        spans.push(Span::Block(inside));
        rest = after;
    }
    inline(rest, MOST_NESTED, &mut spans);
    spans
}

/// Before the first fenced block, in it, and after it. A fence begins a line; what follows it on its line is the name of
/// a language, and not shown.
fn fenced(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find(FENCE)?;
        let before = text.get(..at)?;
        let opened = text.get(at + FENCE.len()..)?;
        if before.is_empty() || before.ends_with('\n') {
            let (first, body) = opened.split_once('\n').unwrap_or(("", opened));
            let body = if first.contains('`') { opened } else { body };
            if let Some(end) = body.find(FENCE) {
                let inside = body.get(..end)?.trim_end_matches('\n');
                let after = body.get(end + FENCE.len()..)?;
                return Some((before, inside, after.strip_prefix('\n').unwrap_or(after)));
            }
            return None;
        }
        from = at + FENCE.len();
    }
}

fn inline<'a>(text: &'a str, depth: usize, spans: &mut Vec<Span<'a>>) {
    let mut plain = 0;
    let mut at = 0;
    // Up to here there is no end for this sign: looked for once, not once for each beginning.
    let mut hopeless = [0; 8];
    let mut before = None;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let width = letter.len_utf8();
        if let Some(length) = address(text, at, before) {
            at += length;
            before = Some('x');
            continue;
        }
        let times = times(text, at, letter);
        let opening = width * times;
        let found = sign(letter)
            .filter(|_| depth > 0 && before != Some(letter) && opens(text, at, opening, before))
            .and_then(|sign| {
                let line = text.get(at..)?.find('\n').map_or(text.len(), |end| at + end);
                let none = hopeless.get_mut(sign + 4 * (times - 1))?;
                if *none >= line {
                    return None;
                }
                let end = close(text, at + opening, line, letter, times);
                if end.is_none() {
                    *none = line;
                }
                end
            });
        if let Some(end) = found
            && let (Some(lead), Some(inside)) = (text.get(plain..at), text.get(at + opening..end))
        {
            if !lead.is_empty() {
                spans.push(Span::Text(lead));
            }
            spans.push(marked(letter, inside, depth));
            at = end + opening;
            plain = at;
            before = Some(letter);
        } else {
            at += width;
            before = Some(letter);
        }
    }
    if let Some(last) = text.get(plain..).filter(|last| !last.is_empty()) {
        spans.push(Span::Text(last));
    }
}

fn marked(sign: char, inside: &str, depth: usize) -> Span<'_> {
    let mark = match sign {
        '*' => Mark::Bold,
        '_' => Mark::Italic,
        '~' => Mark::Strike,
        _ => return Span::Code(inside),
    };
    let mut spans = Vec::new();
    inline(inside, depth - 1, &mut spans);
    Span::Marked(mark, spans)
}

fn sign(letter: char) -> Option<usize> {
    "*_~`".find(letter)
}

/// How often the sign stands here: `**` is written for `*` elsewhere.
fn times(text: &str, at: usize, letter: char) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let is_double = letter != '`' && rest.chars().take_while(|next| *next == letter).take(3).count() == 2;
    if is_double { 2 } else { 1 }
}

/// A sign opens at the beginning of a word.
fn opens(text: &str, at: usize, opening: usize, before: Option<char>) -> bool {
    let next = text.get(at + opening..).and_then(|rest| rest.chars().next());
    before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '\\')
        && next.is_some_and(|letter| !letter.is_whitespace() && sign(letter).is_none())
}

/// Where the same sign closes, as often, at the end of a word of the same line.
fn close(text: &str, from: usize, line: usize, wanted: char, times: usize) -> Option<usize> {
    let inside = text.get(from..line)?;
    let (mut before, mut run) = (None, 0);
    for (offset, letter) in inside.char_indices() {
        if letter == wanted {
            run += 1;
            let after = inside.get(offset + letter.len_utf8()..)?.chars().next();
            let ends_word = after.is_none_or(|letter| !letter.is_alphanumeric() && letter != wanted);
            if ends_word && run == times && before.is_some_and(|letter: char| !letter.is_whitespace()) {
                return Some(from + offset + letter.len_utf8() - letter.len_utf8() * times);
            }
        } else {
            run = 0;
            before = Some(letter);
        }
    }
    None
}

/// How long the address is that begins here.
fn address(text: &str, at: usize, before: Option<char>) -> Option<usize> {
    let rest = text.get(at..)?;
    let begins = rest.starts_with("http://") || rest.starts_with("https://");
    (begins && before.is_none_or(|letter| !letter.is_alphanumeric()))
        .then(|| rest.find(char::is_whitespace).unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        fn write(spans: &[Span<'_>], out: &mut String) {
            for span in spans {
                match span {
                    Span::Text(text) => out.push_str(text),
                    Span::Code(text) => out.push_str(&format!("<c>{text}</c>")),
                    Span::Block(text) => out.push_str(&format!("<pre>{text}</pre>")),
                    Span::Marked(mark, inside) => {
                        let tag = match mark {
                            Mark::Bold => "b",
                            Mark::Italic => "i",
                            Mark::Strike => "s",
                        };
                        out.push_str(&format!("<{tag}>"));
                        write(inside, out);
                        out.push_str(&format!("</{tag}>"));
                    }
                }
            }
        }
        let mut out = String::new();
        write(&markup(text), &mut out);
        out
    }

    #[test]
    fn words_between_signs_are_marked() {
        assert_eq!(shown("*bold* _it_ ~no~ `x*y*`"), "<b>bold</b> <i>it</i> <s>no</s> <c>x*y*</c>");
        assert_eq!(shown("*very _much_ so*!"), "<b>very <i>much</i> so</b>!");
        assert_eq!(shown("*重要* 是的"), "<b>重要</b> 是的");
    }

    #[test]
    fn a_sign_twice_is_the_same_sign() {
        assert_eq!(shown("**bold** __it__ ~~no~~"), "<b>bold</b> <i>it</i> <s>no</s>");
        assert_eq!(shown("**a *b* c**, **重要**"), "<b>a <b>b</b> c</b>, <b>重要</b>");
        for text in ["2**3**4", "**open", "**one*", "*one**", "***", "** a **"] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn what_does_not_close_or_stands_in_a_word_is_plain() {
        for text in ["2*3*4", "snake_case_name", "* item", "*open", "a ~ b ~ c", "**", "_ _", "*a\nb*", "`"] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn addresses_are_left_alone() {
        let text = "see https://a.example/_x_/*y* now";
        assert_eq!(shown(text), text);
        assert_eq!(shown("*see* http://a/_b_"), "<b>see</b> http://a/_b_");
    }

    #[test]
    fn fenced_lines_are_a_block() {
        assert_eq!(shown("so:\n```rust\nlet *x*;\n```\n*ok*"), "so:\n<pre>let *x*;</pre><b>ok</b>");
        assert_eq!(shown("```one```"), "<pre>one</pre>");
        assert_eq!(shown("a ```b"), "a ```b");
        assert_eq!(shown("```\nnever closed"), "```\nnever closed");
    }

    #[test]
    fn hostile_text_takes_no_longer_than_its_length() {
        let text = "*a ".repeat(20_000);
        assert_eq!(markup(&text).len(), 1);
        markup(&"*_~`".repeat(10_000));
        markup(&"```".repeat(10_000));
    }
}
