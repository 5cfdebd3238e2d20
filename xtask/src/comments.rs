//! Scripts without their comments, where Trunk leaves them as they are.

/// Whole lines of comments, indents, and empty lines go. A text over several lines would suffer: then nothing does.
pub(crate) fn without(script: &str) -> String {
    if script.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return script.to_owned();
    }
    let mut in_comment = false;
    let mut text = String::with_capacity(script.len());
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        let is_code = !in_comment && !line.is_empty() && !line.starts_with("//");
        in_comment &= !line.ends_with("*/");
        if is_code {
            text += line;
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indents_go_but_not_where_a_text_has_lines() {
        let script = "/**\n * Says.\n */\nfunction f() {\n    // why\n    return 'x'; // stays\n\n}\n";
        assert_eq!(without(script), "function f() {\nreturn 'x'; // stays\n}\n");
        let text = "const t = `a\n    b`;\n";
        assert_eq!(without(text), text);
    }
}
