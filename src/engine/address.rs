//! From what people type as a broker's address to the WebSocket URL that is opened.
//! Says what is wrong with it before anything is tried.

use super::api::Problem;

/// How the page itself came: a page from https:// may only open wss://.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageScheme {
    Http,
    Https,
}

/// Where most brokers listen for WebSockets.
const USUAL_PATH: &str = "/mqtt";

/// `wss://…` and `ws://…` stay as they are; a bare host gets the page's kind of WebSocket and the usual path.
pub(super) fn broker_url(typed: &str, page: PageScheme) -> Result<String, Problem> {
    let typed = typed.trim();
    let bad = || Problem::BadAddress(typed.to_owned());
    let (scheme, rest) = match typed.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("ws") => ("ws", rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("wss") => ("wss", rest),
        Some(_) => return Err(bad()),
        None => (if page == PageScheme::Https { "wss" } else { "ws" }, typed),
    };
    let host_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "#\\<>\"@".contains(letter);
    if !is_host(host) || rest.contains(odd) {
        return Err(bad());
    }
    if scheme == "ws" && page == PageScheme::Https && !is_this_machine(host) {
        return Err(Problem::MixedContent);
    }
    let path = if path.is_empty() && !typed.contains("://") { USUAL_PATH } else { path };
    Ok([scheme, "://", host, path].concat())
}

/// A name or address, and perhaps a port.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(ipv6) => ipv6.split_once(']').unwrap_or(("", ipv6)),
        None => host.find(':').map_or((host, ""), |colon| host.split_at(colon)),
    };
    let port_fits = match port.strip_prefix(':') {
        Some(port) => port.parse::<u16>().is_ok_and(|port| port != 0),
        None => port.is_empty(),
    };
    !name.is_empty() && port_fits
}

/// Browsers trust what never leaves the machine.
fn is_this_machine(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or(host);
    name == "localhost"
        || name.ends_with(".localhost")
        || name.starts_with("127.")
        || host.starts_with("[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(typed: &str) -> Option<String> {
        broker_url(typed, PageScheme::Http).ok()
    }

    #[test]
    fn whole_addresses_stay_as_they_are() {
        for address in
            ["ws://localhost:8080/mqtt", "wss://broker.example:8084/ws?x=1", "ws://[::1]:9001/", "ws://a"]
        {
            assert_eq!(url(address).as_deref(), Some(address));
        }
        assert_eq!(url("  WSS://Broker/mqtt ").as_deref(), Some("wss://Broker/mqtt"));
    }

    #[test]
    fn a_bare_host_gets_the_usual_path_and_the_pages_scheme() {
        assert_eq!(url("broker.example").as_deref(), Some("ws://broker.example/mqtt"));
        assert_eq!(url("broker.example:9001").as_deref(), Some("ws://broker.example:9001/mqtt"));
        assert_eq!(url("broker.example:9001/").as_deref(), Some("ws://broker.example:9001/"));
        let secure = broker_url("broker.example", PageScheme::Https);
        assert_eq!(secure.as_deref(), Ok("wss://broker.example/mqtt"));
    }

    #[test]
    fn what_no_websocket_can_open_is_refused() {
        let addresses = [
            "",
            "  ",
            "ws://",
            "mqtt://a:1883",
            "http://a",
            "a b",
            "ws://a:0/",
            "ws://a:99999/",
            "ws://a/#x",
            "ws://:9/",
            "ws://[::1",
            "ws://me:secret@a/",
        ];
        for address in addresses {
            assert!(
                matches!(broker_url(address, PageScheme::Http), Err(Problem::BadAddress(_))),
                "{address}"
            );
        }
    }

    #[test]
    fn a_secure_page_opens_no_plain_websocket_but_to_this_machine() {
        assert_eq!(broker_url("ws://broker/mqtt", PageScheme::Https), Err(Problem::MixedContent));
        assert!(broker_url("ws://localhost:8080/mqtt", PageScheme::Https).is_ok());
        assert!(broker_url("ws://127.0.0.1/mqtt", PageScheme::Https).is_ok());
    }
}
