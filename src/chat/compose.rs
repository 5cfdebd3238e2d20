//! The one payload we send to a room. The keys stand in a fixed order and `user`, `say` come first, so that
//! the Python client of the first hour shows our messages unchanged.

use super::json::quote;

/// `{"user":…,"say":…,"id":…,"ts":…}` as UTF-8, without spaces and not ASCII-escaped. `ts` is ms since the epoch.
/// `re`, the id of the message that this one answers, comes last, and only if there is one.
pub fn compose(user: &str, say: &str, id: &str, ts: u64, re: Option<&str>) -> Vec<u8> {
    let mut payload = Vec::with_capacity(64 + user.len() + say.len() + id.len());
    payload.extend(b"{\"user\":");
    quote(user, &mut payload);
    payload.extend(b",\"say\":");
    quote(say, &mut payload);
    payload.extend(b",\"id\":");
    quote(id, &mut payload);
    payload.extend(b",\"ts\":");
    payload.extend(ts.to_string().bytes());
    if let Some(re) = re {
        payload.extend(b",\"re\":");
        quote(re, &mut payload);
    }
    payload.push(b'}');
    payload
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_is_byte_for_byte_what_the_design_shows() {
        assert_eq!(
            String::from_utf8(compose("Lucy", "Tom在吗?", "01JD", 1_795_175_748_000, None)).unwrap(),
            r#"{"user":"Lucy","say":"Tom在吗?","id":"01JD","ts":1795175748000}"#
        );
    }

    #[test]
    fn an_answer_names_its_message_last() {
        assert_eq!(
            String::from_utf8(compose("Tom", "在", "2", 1, Some("01J"))).unwrap(),
            r#"{"user":"Tom","say":"在","id":"2","ts":1,"re":"01J"}"#
        );
    }

    #[test]
    fn quotes_and_line_breaks_stay_inside_their_string() {
        assert_eq!(
            String::from_utf8(compose("L\"", "a\nb\\", "x", 0, None)).unwrap(),
            r#"{"user":"L\"","say":"a\nb\\","id":"x","ts":0}"#
        );
    }
}
