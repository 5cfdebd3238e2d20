//! Searches played on a virtual clock, against hosts and browsers made of a few lines.

use super::*;

/// What a host does at one URL, after so many milliseconds. At all others it refuses in 5 ms.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Opens(Millis, &'static str),
    Refuses(Millis),
    /// As a firewall does that drops what it does not like.
    Never,
}

/// How a browser opens sockets to one host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Browser {
    AllAtOnce,
    OneByOne,
}

#[derive(Debug)]
struct Story {
    host: &'static str,
    page: PageScheme,
    browser: Browser,
    /// All that is not named here.
    elsewhere: Answer,
    answers: Vec<(&'static str, Answer)>,
}

/// A socket that was asked for, and when it answers if the browser has begun with it.
#[derive(Clone, Debug)]
struct Socket {
    id: ProbeId,
    answer: Answer,
    begun: Option<Millis>,
}

#[derive(Debug, Default)]
struct Outcome {
    found: Option<String>,
    tried: Option<Vec<String>>,
    /// When it was over.
    at: Millis,
    most_at_once: usize,
    progress: Vec<(usize, usize, String)>,
    opened: Vec<String>,
    left_open: usize,
}

impl Story {
    fn at(host: &'static str, answers: &[(&'static str, Answer)]) -> Self {
        let (page, browser, elsewhere) = (PageScheme::Http, Browser::AllAtOnce, Answer::Refuses(5));
        Self { host, page, browser, elsewhere, answers: answers.to_vec() }
    }

    fn play(&self) -> Outcome {
        const START: Millis = 1_000_000;
        let mut now = START;
        let mut search = Search::new(self.host, self.page, now);
        let mut sockets: Vec<Socket> = Vec::new();
        let mut outcome = Outcome::default();
        loop {
            while let Some(output) = search.poll() {
                assert!(outcome.found.is_none() && outcome.tried.is_none(), "{output:?} after the end");
                self.act(output, &mut sockets, &mut outcome);
            }
            outcome.most_at_once = outcome.most_at_once.max(sockets.len());
            if outcome.found.is_some() || outcome.tried.is_some() {
                assert_eq!(search.poll_timeout(), None);
                outcome.at = now - START;
                outcome.left_open = sockets.len();
                return outcome;
            }
            self.begin(now, &mut sockets);
            let answer = sockets.iter().filter_map(Socket::due).min();
            let timeout = search.poll_timeout().expect("a search that is not over waits for something");
            now = answer.map_or(timeout, |at| at.min(timeout)).max(now);
            match sockets.iter().position(|socket| socket.due() == Some(now)) {
                Some(place) => answer_of(&mut search, now, &mut sockets, place),
                None => search.handle_timeout(now),
            }
        }
    }

    fn act(&self, output: SearchOutput, sockets: &mut Vec<Socket>, outcome: &mut Outcome) {
        match output {
            SearchOutput::Open(id, url) => {
                let named = self.answers.iter().find(|(named, _)| *named == url);
                let answer = named.map_or(self.elsewhere, |(_, answer)| *answer);
                sockets.push(Socket { id, answer, begun: None });
                outcome.opened.push(url);
            }
            SearchOutput::Close(id) => {
                let before = sockets.len();
                sockets.retain(|socket| socket.id != id);
                assert_eq!(sockets.len() + 1, before, "{id:?} was not open");
            }
            SearchOutput::Progress { tried, of, url } => outcome.progress.push((tried, of, url)),
            SearchOutput::Found(url) => outcome.found = Some(url),
            SearchOutput::Nothing { tried } => outcome.tried = Some(tried),
        }
    }

    fn begin(&self, now: Millis, sockets: &mut [Socket]) {
        let is_open = |socket: &Socket| matches!(socket.answer, Answer::Opens(0, _));
        for socket in sockets {
            if socket.begun.is_none() {
                socket.begun = Some(now);
            }
            if self.browser == Browser::OneByOne && !is_open(socket) {
                return;
            }
        }
    }
}

impl Socket {
    fn due(&self) -> Option<Millis> {
        match (self.begun, self.answer) {
            (Some(begun), Answer::Opens(after, _) | Answer::Refuses(after)) if after > 0 => {
                Some(begun + after)
            }
            _ => None,
        }
    }
}

fn answer_of(search: &mut Search, now: Millis, sockets: &mut Vec<Socket>, place: usize) {
    let socket = &mut sockets[place];
    let id = socket.id;
    match socket.answer {
        Answer::Opens(_, protocol) => {
            // Open from now on, with nothing more to say.
            socket.answer = Answer::Opens(0, protocol);
            search.handle_opened(now, id, protocol);
        }
        _ => {
            sockets.remove(place);
            search.handle_closed(now, id);
        }
    }
}

const MQTT: &str = "mqtt";

#[test]
fn a_broker_on_one_of_the_usual_ports_is_found() {
    for url in [
        "ws://pub.example/mqtt",
        "ws://pub.example:8083/mqtt",
        "ws://pub.example:9001/",
        "ws://pub.example:8080/mqtt",
        "ws://pub.example:15675/ws",
        "wss://pub.example/mqtt",
        "wss://pub.example:8084/mqtt",
    ] {
        let outcome = Story::at("pub.example", &[(url, Answer::Opens(20, MQTT))]).play();
        assert_eq!(outcome.found.as_deref(), Some(url));
        assert_eq!(outcome.left_open, 0, "the probe that found it is closed, too");
    }
}

#[test]
fn a_secure_page_tries_secure_endpoints_only() {
    let url = "wss://pub.example:8084/mqtt";
    let story = Story {
        page: PageScheme::Https,
        ..Story::at(
            "pub.example",
            &[("ws://pub.example:8083/mqtt", Answer::Opens(1, MQTT)), (url, Answer::Opens(90, MQTT))],
        )
    };
    let outcome = story.play();
    assert_eq!(outcome.found.as_deref(), Some(url));
    assert!(outcome.opened.iter().all(|url| url.starts_with("wss://")), "{:?}", outcome.opened);
}

#[test]
fn a_secure_page_tries_this_machine_without_tls_first() {
    let story = Story { page: PageScheme::Https, ..Story::at("localhost", &[]) };
    let tried = story.play().tried.expect("nothing");
    assert!(tried[0].starts_with("ws://localhost"));
    assert_eq!(tried.iter().filter(|url| url.starts_with("wss://")).count(), USUALLY_SECURE);
}

#[test]
fn a_given_port_is_the_only_one_tried() {
    let outcome = Story::at("[::1]:9001", &[("ws://[::1]:9001/", Answer::Opens(5, MQTT))]).play();
    assert_eq!(outcome.found.as_deref(), Some("ws://[::1]:9001/"));
    let tried = Story::at("pub.example:7000", &[]).play().tried.expect("nothing");
    assert!(tried.iter().all(|url| url.contains("pub.example:7000/")), "{tried:?}");
    assert_eq!(tried.len(), 6, "three paths, with and without TLS");
}

#[test]
fn a_port_of_plain_mqtt_stands_for_the_host() {
    let url = "ws://pub.example:8083/mqtt";
    let outcome = Story::at("pub.example:1883", &[(url, Answer::Opens(5, MQTT))]).play();
    assert_eq!(outcome.found.as_deref(), Some(url));
}

#[test]
fn three_at_most_are_opening_and_all_are_tried_before_it_is_over() {
    let story = Story { elsewhere: Answer::Refuses(700), ..Story::at("pub.example", &[]) };
    let outcome = story.play();
    assert_eq!(outcome.most_at_once, AT_ONCE);
    let tried = outcome.tried.expect("nothing answers");
    assert_eq!(tried, outcome.opened, "in the order of preference");
    assert_eq!(tried.len(), PLAIN.len() + USUALLY_SECURE);
}

#[test]
fn progress_counts_up_to_the_last() {
    let outcome = Story::at("pub.example", &[]).play();
    let of = outcome.opened.len();
    let expected: Vec<_> =
        outcome.opened.iter().enumerate().map(|(n, url)| (n + 1, of, url.clone())).collect();
    assert_eq!(outcome.progress, expected);
}

#[test]
fn a_better_one_that_opens_within_the_grace_is_taken() {
    let (better, first) = ("ws://pub.example/mqtt", "ws://pub.example:8083/mqtt");
    let open_in = |late| {
        let story = Story::at(
            "pub.example",
            &[
                (better, Answer::Opens(late, MQTT)),
                (first, Answer::Opens(20, MQTT)),
                ("ws://pub.example:9001/", Answer::Never),
            ],
        );
        story.play()
    };
    let in_time = open_in(20 + GRACE - 1);
    assert_eq!((in_time.found.as_deref(), in_time.at), (Some(better), 20 + GRACE - 1));
    let too_late = open_in(20 + GRACE + 1);
    assert_eq!((too_late.found.as_deref(), too_late.at), (Some(first), 20 + GRACE));
}

#[test]
fn nothing_is_waited_for_when_no_better_one_is_opening() {
    let outcome = Story::at("pub.example", &[("ws://pub.example/mqtt", Answer::Opens(20, MQTT))]).play();
    assert_eq!(outcome.at, 20);
}

#[test]
fn an_endpoint_that_does_not_choose_mqtt_is_passed_over() {
    let url = "ws://pub.example:9001/";
    let story = Story::at(
        "pub.example",
        &[
            ("ws://pub.example/mqtt", Answer::Opens(5, "")),
            ("ws://pub.example:8083/mqtt", Answer::Opens(6, "chat")),
            (url, Answer::Opens(900, MQTT)),
        ],
    );
    assert_eq!(story.play().found.as_deref(), Some(url));
}

#[test]
fn one_that_opens_and_closes_while_a_better_one_is_awaited_is_not_taken() {
    let mut search = Search::new("pub.example", PageScheme::Http, 0);
    search.handle_opened(10, ProbeId(1), MQTT);
    search.handle_closed(20, ProbeId(1));
    search.handle_timeout(10 + GRACE);
    while let Some(output) = search.poll() {
        assert!(!matches!(output, SearchOutput::Found(_)), "{output:?}");
    }
    assert!(search.poll_timeout().is_some(), "it goes on");
}

#[test]
fn a_firewall_that_drops_everything_else_hides_no_broker_in_either_kind_of_browser() {
    for browser in [Browser::AllAtOnce, Browser::OneByOne] {
        for url in ["wss://pub.example:8084/mqtt", "wss://pub.example:9001/", "wss://pub.example:15675/ws"] {
            let story = Story {
                page: PageScheme::Https,
                browser,
                elsewhere: Answer::Never,
                ..Story::at("pub.example", &[(url, Answer::Opens(1_500, MQTT))])
            };
            let outcome = story.play();
            assert_eq!(outcome.found.as_deref(), Some(url), "{browser:?}");
        }
    }
}

#[test]
fn a_host_that_never_answers_is_given_up_in_bounded_time() {
    for browser in [Browser::AllAtOnce, Browser::OneByOne] {
        let story = Story { browser, elsewhere: Answer::Never, ..Story::at("pub.example", &[]) };
        let outcome = story.play();
        let of = outcome.opened.len() as Millis;
        assert!(outcome.tried.is_some());
        assert!(outcome.at <= DEADLINE + (of - 1) * HELD_BACK, "{}", outcome.at);
    }
}

#[test]
fn late_news_of_a_closed_probe_and_early_timeouts_change_nothing() {
    let mut search = Search::new("pub.example:7000", PageScheme::Https, 0);
    let timeout = search.poll_timeout();
    while search.poll().is_some() {}
    search.handle_timeout(1);
    assert_eq!((search.poll(), search.poll_timeout()), (None, timeout));

    search.handle_opened(5, ProbeId(0), MQTT);
    while search.poll().is_some() {}
    search.handle_opened(6, ProbeId(1), MQTT);
    search.handle_closed(6, ProbeId(0));
    search.handle_closed(6, ProbeId(99));
    search.handle_timeout(9_999);
    assert_eq!((search.poll(), search.poll_timeout()), (None, None));
}
