//! The one payload we send to a room. The keys stand in a fixed order and `user`, `say` come first, so that
//! the Python client of the first hour shows our messages unchanged.

use super::json::quote;

/// `{"user":…,"say":…,"id":…,"ts":…}` as UTF-8, without spaces and not ASCII-escaped. `ts` is ms since the epoch.
pub fn compose(user: &str, say: &str, id: &str, ts: u64) -> Vec<u8> {
    let mut payload = Vec::with_capacity(64 + user.len() + say.len() + id.len());
    payload.extend(b"{\"user\":");
    quote(user, &mut payload);
    payload.extend(b",\"say\":");
    quote(say, &mut payload);
    payload.extend(b",\"id\":");
    quote(id, &mut payload);
    payload.extend(b",\"ts\":");
    payload.extend(ts.to_string().bytes());
    payload.push(b'}');
    payload
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_is_byte_for_byte_what_the_design_shows() {
        assert_eq!(
            String::from_utf8(compose("Lucy", "Tom在吗?", "01JD", 1_795_175_748_000)).unwrap(),
            r#"{"user":"Lucy","say":"Tom在吗?","id":"01JD","ts":1795175748000}"#
        );
    }

    #[test]
    fn quotes_and_line_breaks_stay_inside_their_string() {
        assert_eq!(
            String::from_utf8(compose("L\"", "a\nb\\", "x", 0)).unwrap(),
            r#"{"user":"L\"","say":"a\nb\\","id":"x","ts":0}"#
        );
    }
}
