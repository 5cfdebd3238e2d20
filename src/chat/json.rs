//! JSON as text: indenting what came, and quoting what goes out. It never builds values, so key order,
//! number spelling and escapes stay as the sender wrote them.

use std::iter::Peekable;
use std::str::Chars;

/// Bytes of white space that indenting may add; the rest is written without breaks. Nested deeply enough,
/// a short text would else grow with the square of its length.
const SPACE_BUDGET: usize = 1 << 20;

/// Re-indents valid JSON by two spaces a level. Other text gives some text, never a panic.
pub fn indent(json: &str) -> String {
    let mut out = Indented { text: String::with_capacity(json.len() * 2), depth: 0, budget: SPACE_BUDGET };
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\n' | '\r' => {}
            '"' => copy_string(&mut chars, &mut out.text),
            '{' | '[' => out.open(c, &mut chars),
            '}' | ']' => out.close(c),
            ',' => {
                out.text.push(',');
                out.break_line();
            }
            ':' => out.text.push_str(": "),
            _ => out.text.push(c),
        }
    }
    out.text
}

/// Appends `text` as a JSON string. Only what JSON forbids bare is escaped, so every language stays readable.
pub fn quote(text: &str, out: &mut Vec<u8>) {
    const HEX: [u8; 16] = *b"0123456789abcdef";
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            0x00..0x20 => {
                out.extend(if byte < 0x10 { b"\\u000" } else { b"\\u001" });
                out.extend(HEX.get(usize::from(byte & 0x0f)));
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

struct Indented {
    text: String,
    depth: usize,
    budget: usize,
}

impl Indented {
    fn open(&mut self, bracket: char, rest: &mut Peekable<Chars<'_>>) {
        self.text.push(bracket);
        while rest.next_if(|c| matches!(c, ' ' | '\t' | '\n' | '\r')).is_some() {}
        if let Some(closing) = rest.next_if(|c| matches!(c, '}' | ']')) {
            self.text.push(closing);
            return;
        }
        self.depth += 1;
        self.break_line();
    }

    fn close(&mut self, bracket: char) {
        self.depth = self.depth.saturating_sub(1);
        self.break_line();
        self.text.push(bracket);
    }

    fn break_line(&mut self) {
        let spaces = self.depth * 2;
        match self.budget.checked_sub(spaces + 1) {
            Some(left) => self.budget = left,
            None => return,
        }
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', spaces));
    }
}

fn copy_string(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('"');
    while let Some(c) = rest.next() {
        out.push(c);
        match c {
            '"' => return,
            '\\' => out.extend(rest.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_one_a_line_in_their_order_and_spelling() {
        assert_eq!(
            indent(r#"{"b":1.50,"a":[1E2 , {"c":"\u5728 , {"}],"e":true}"#),
            "{\n  \"b\": 1.50,\n  \"a\": [\n    1E2,\n    {\n      \"c\": \"\\u5728 , {\"\n    }\n  ],\n  \"e\": true\n}"
        );
    }

    #[test]
    fn empty_objects_and_arrays_stay_on_one_line() {
        assert_eq!(indent("{\"a\": { },\n\"b\": [ \n]}"), "{\n  \"a\": {},\n  \"b\": []\n}");
        assert_eq!(indent(" [ ] "), "[]");
    }

    #[test]
    fn escaped_quotes_do_not_end_a_string() {
        assert_eq!(indent(r#"["\"],[","\\",1]"#), "[\n  \"\\\"],[\",\n  \"\\\\\",\n  1\n]");
    }

    #[test]
    fn deep_nesting_grows_by_a_bounded_amount() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(indent(&deep).len() <= deep.len() + SPACE_BUDGET);
    }

    #[test]
    fn invalid_text_is_no_reason_to_panic() {
        for text in ["]]]]", "\"\\", "{", "}{", ",:,", "\"在", "[}"] {
            indent(text);
        }
    }

    #[test]
    fn only_what_json_forbids_is_escaped() {
        let mut out = Vec::new();
        quote("在\u{7f}/\"\\\n\r\t\u{1}\u{1f}", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "\"在\u{7f}/\\\"\\\\\\n\\r\\t\\u0001\\u001f\"");
    }
}
