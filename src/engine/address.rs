//! From what people type as a broker's address to the WebSocket URLs that are opened, one after the other, or to a
//! host whose endpoint has to be found. Says what is wrong with it before anything is tried.

use super::api::Problem;

/// How the page itself came: a page from https:// may only open wss://.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageScheme {
    Http,
    Https,
}

/// Where most brokers listen for WebSockets.
pub(super) const USUAL_PATH: &str = "/mqtt";

/// Ports of plain MQTT, by TCP and by TLS: no WebSocket there.
pub(super) const MQTT_PORTS: [u16; 2] = [1883, 8883];

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Brokers {
    /// These URLs, in turn.
    Listed(Failover),
    /// A host, perhaps with a port, and nothing said of where on it: `endpoints` searches.
    Search(String),
}

/// `typed` is one bare host, or a list of addresses by commas. A comma inside an address is written `%2C`.
pub(super) fn broker_urls(typed: &str, page: PageScheme) -> Result<Brokers, Problem> {
    let typed = typed.trim();
    let listed: Vec<_> = typed.split(',').map(str::trim).filter(|address| !address.is_empty()).collect();
    match listed.as_slice() {
        [] => Err(Problem::BadAddress(typed.to_owned())),
        [host] if is_bare(host) => {
            broker_url(host, page)?;
            Ok(Brokers::Search((*host).to_owned()))
        }
        _ => failover(&listed, page).map(Brokers::Listed),
    }
}

/// `wss://…` and `ws://…` stay as they are; a bare host gets the page's kind of WebSocket and the usual path.
pub(super) fn broker_url(typed: &str, page: PageScheme) -> Result<String, Problem> {
    let typed = typed.trim();
    let bad = || Problem::BadAddress(typed.to_owned());
    let parts = Parts::of(typed, page).ok_or_else(bad)?;
    if parts.is_forbidden_to(page) {
        return Err(Problem::MixedContent);
    }
    let path = if is_bare(typed) { USUAL_PATH } else { parts.path };
    Ok([parts.scheme.prefix(), parts.authority, path].concat())
}

/// A host that may serve one page over both http and https lists both kinds of addresses: those that this page may
/// not open are passed over, unless there are no others.
fn failover(listed: &[&str], page: PageScheme) -> Result<Failover, Problem> {
    let mut urls: Vec<String> = Vec::new();
    for address in listed {
        match broker_url(address, page) {
            Ok(url) if urls.contains(&url) => {}
            Ok(url) => urls.push(url),
            Err(Problem::MixedContent) => {}
            Err(problem) => return Err(problem),
        }
    }
    Failover::new(urls).ok_or(Problem::MixedContent)
}

/// Neither a scheme nor a path.
fn is_bare(address: &str) -> bool {
    !address.contains("://") && !address.contains(['/', '?'])
}

/// Brokers that stand in for each other, and which of them it is now. The one that worked stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failover {
    /// Never empty.
    urls: Vec<String>,
    current: usize,
    /// Attempts that failed since one worked.
    failed: usize,
}

/// Whether there was still hope when an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    /// Some of the list were not tried yet.
    UnderWay,
    /// All of them failed, so a person should hear of it.
    Over,
}

impl Failover {
    /// `None` without any URL.
    pub(super) fn new(urls: Vec<String>) -> Option<Self> {
        (!urls.is_empty()).then_some(Self { urls, current: 0, failed: 0 })
    }

    /// Begins with this one, if it is listed.
    pub(super) fn beginning_with(mut self, url: &str) -> Self {
        self.current = self.urls.iter().position(|listed| listed == url).unwrap_or(0);
        self
    }

    /// The URL to open.
    pub(super) fn current(&self) -> &str {
        self.urls.get(self.current).map_or("", String::as_str)
    }

    /// The attempt failed: it is the next one's turn. Not for a connection that was up and is lost, since the
    /// session is where it was.
    pub(super) fn next(&mut self) -> Round {
        self.current = (self.current + 1) % self.urls.len();
        self.failed += 1;
        if self.failed.is_multiple_of(self.urls.len()) { Round::Over } else { Round::UnderWay }
    }

    /// The broker accepted us: it stays the one, and all of them have another chance.
    pub(super) fn worked(&mut self) {
        self.failed = 0;
    }

    /// The same for the same list, whichever of it is current: what is remembered of a broker goes by this.
    pub(super) fn identity(&self) -> String {
        self.urls.join(",")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Ws,
    Wss,
}

impl Scheme {
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Ws => "ws://",
            Self::Wss => "wss://",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            _ if text.eq_ignore_ascii_case("ws") => Some(Self::Ws),
            _ if text.eq_ignore_ascii_case("wss") => Some(Self::Wss),
            _ => None,
        }
    }
}

/// An address taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) scheme: Scheme,
    /// The name and the port, as they stand.
    pub(super) authority: &'a str,
    /// A name or a number; IPv6 in its brackets.
    pub(super) name: &'a str,
    pub(super) port: Option<u16>,
    /// With its query; may be empty.
    pub(super) path: &'a str,
}

impl<'a> Parts<'a> {
    /// `None` if no WebSocket can be opened there. Without a scheme it gets the page's.
    pub(super) fn of(address: &'a str, page: PageScheme) -> Option<Self> {
        let (scheme, rest) = match address.split_once("://") {
            Some((scheme, rest)) => (Scheme::parse(scheme)?, rest),
            None => (if page == PageScheme::Https { Scheme::Wss } else { Scheme::Ws }, address),
        };
        let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "#\\<>\"@".contains(letter);
        if rest.contains(odd) {
            return None;
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (name, port) = name_and_port(authority)?;
        Some(Self { scheme, authority, name, port, path })
    }

    /// A secure page opens no plain WebSocket but to this machine: browsers trust what never leaves it.
    pub(super) fn is_forbidden_to(&self, page: PageScheme) -> bool {
        self.scheme == Scheme::Ws && page == PageScheme::Https && !is_this_machine(self.name)
    }
}

pub(super) fn is_this_machine(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost") || name.starts_with("127.") || name == "[::1]"
}

fn name_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let name_end = match authority.strip_prefix('[') {
        Some(ipv6) => ipv6.find(']').filter(|end| *end > 0)? + 2,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (name, port) = authority.split_at(name_end);
    let port = match port.strip_prefix(':') {
        Some(port) => Some(port.parse().ok().filter(|port| *port != 0)?),
        None if port.is_empty() => None,
        None => return None,
    };
    (!name.is_empty()).then_some((name, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(typed: &str) -> Option<String> {
        broker_url(typed, PageScheme::Http).ok()
    }

    fn listed(urls: &[&str]) -> Result<Brokers, Problem> {
        let urls = urls.iter().map(|url| (*url).to_owned()).collect();
        Ok(Brokers::Listed(Failover::new(urls).expect("at least one")))
    }

    #[test]
    fn whole_addresses_stay_as_they_are() {
        for address in
            ["ws://localhost:8080/mqtt", "wss://broker.example:8084/ws?x=1", "ws://[::1]:9001/", "ws://a"]
        {
            assert_eq!(url(address).as_deref(), Some(address));
            assert_eq!(broker_urls(address, PageScheme::Http), listed(&[address]));
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
    fn a_bare_host_is_searched_and_one_with_a_path_is_not() {
        for host in ["broker.example", " broker.example:9001 ", "localhost", "[::1]:8080", "broker.example,"]
        {
            let bare = host.trim_matches([' ', ',']).to_owned();
            assert_eq!(broker_urls(host, PageScheme::Https), Ok(Brokers::Search(bare)), "{host}");
        }
        assert_eq!(broker_urls("broker/chat", PageScheme::Https), listed(&["wss://broker/chat"]));
        assert_eq!(broker_urls("broker:9001/", PageScheme::Http), listed(&["ws://broker:9001/"]));
    }

    #[test]
    fn a_list_is_taken_in_turn_and_each_of_it_once() {
        let typed = "wss://a/mqtt, b.example ,wss://a/mqtt,, ws://c:9001";
        let urls = ["wss://a/mqtt", "ws://b.example/mqtt", "ws://c:9001"];
        assert_eq!(broker_urls(typed, PageScheme::Http), listed(&urls));
    }

    #[test]
    fn one_wrong_address_makes_a_list_wrong_and_is_named() {
        let wrong = broker_urls("wss://a/mqtt, http://b", PageScheme::Http);
        assert_eq!(wrong, Err(Problem::BadAddress("http://b".into())));
        for nothing in ["", " , ,"] {
            assert!(matches!(broker_urls(nothing, PageScheme::Http), Err(Problem::BadAddress(_))));
        }
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
            "ws://a:/",
            "ws://a/#x",
            "ws://:9/",
            "ws://[::1",
            "ws://[]/",
            "ws://[::1]9001/",
            "ws://me:secret@a/",
        ];
        for address in addresses {
            let refused = |problem: &Problem| matches!(problem, Problem::BadAddress(_));
            assert!(
                broker_url(address, PageScheme::Http).is_err_and(|problem| refused(&problem)),
                "{address}"
            );
            assert!(
                broker_urls(address, PageScheme::Http).is_err_and(|problem| refused(&problem)),
                "{address}"
            );
        }
    }

    #[test]
    fn a_secure_page_opens_no_plain_websocket_but_to_this_machine() {
        assert_eq!(broker_url("ws://broker/mqtt", PageScheme::Https), Err(Problem::MixedContent));
        for near in
            ["ws://localhost:8080/mqtt", "ws://127.0.0.1/mqtt", "ws://[::1]:9001/", "ws://a.localhost"]
        {
            assert!(broker_url(near, PageScheme::Https).is_ok(), "{near}");
        }
    }

    #[test]
    fn a_secure_page_passes_over_what_it_may_not_open_while_there_is_more() {
        let both = "ws://broker/mqtt, wss://broker/mqtt";
        assert_eq!(broker_urls(both, PageScheme::Https), listed(&["wss://broker/mqtt"]));
        assert_eq!(broker_urls("ws://a/mqtt, ws://b/mqtt", PageScheme::Https), Err(Problem::MixedContent));
    }

    #[test]
    fn the_next_broker_is_tried_after_a_failure_and_the_one_that_worked_stays() {
        let mut brokers = Failover::new(vec!["ws://a".into(), "ws://b".into()]).expect("two");
        let identity = brokers.identity();
        assert_eq!(brokers.current(), "ws://a");
        assert_eq!(brokers.next(), Round::UnderWay);
        assert_eq!(brokers.current(), "ws://b");
        brokers.worked();
        assert_eq!((brokers.current(), brokers.identity()), ("ws://b", identity));
        assert_eq!(brokers.next(), Round::UnderWay);
        assert_eq!(brokers.current(), "ws://a");
    }

    #[test]
    fn a_round_is_over_each_time_that_all_have_failed() {
        let mut alone = Failover::new(vec!["ws://a".into()]).expect("one");
        assert_eq!([alone.next(), alone.next()], [Round::Over; 2]);
        assert_eq!(alone.current(), "ws://a");

        let mut three = Failover::new(["a", "b", "c"].map(str::to_owned).into()).expect("three");
        let rounds: Vec<_> = (0..6).map(|_| three.next()).collect();
        assert_eq!(rounds.iter().filter(|round| **round == Round::Over).count(), 2);
        assert_eq!((rounds[2], rounds[5]), (Round::Over, Round::Over));
    }
}
