//! The search for a broker's WebSocket endpoint on a bare host: the usual ports and paths, a few at a time.
//! Sans-IO: give it one input, then poll until there is no output, then arm the timer. It speaks no MQTT; that a
//! server chooses the subprotocol is proof enough to try to sign in there.

use std::collections::VecDeque;

use super::address::{MQTT_PORTS, PageScheme, Parts, Scheme, USUAL_PATH, is_this_machine};
use crate::mqtt::client::Millis;

/// As many sockets may be opening.
const AT_ONCE: usize = 3;
/// A candidate may take as long to open.
const DEADLINE: Millis = 4_000;
/// Some browsers open one WebSocket to a host at a time (RFC 6455 §4.1): Firefox was seen to. What stood in line behind
/// a candidate that let its time pass has as long from then on.
const HELD_BACK: Millis = 2_000;
/// After the first one opened, those before it may still come first.
const GRACE: Millis = 300;

/// Numbers the sockets of one search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProbeId(usize);

/// What the world must do, or may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SearchOutput {
    /// Open a WebSocket there that offers the subprotocol `mqtt`, and tell whether it opened or closed.
    Open(ProbeId, String),
    /// Close it, and tell nothing more of it.
    Close(ProbeId),
    /// The endpoint that is tried now: the `tried`th `of` so many.
    Progress { tried: usize, of: usize, url: String },
    /// It ended well; every probe is closed.
    Found(String),
    /// It ended; all of these were tried, the likeliest first.
    Nothing { tried: Vec<String> },
}

/// One search, from the first candidate to `Found` or `Nothing`. Dropping it needs the open probes closed.
#[derive(Debug)]
pub(super) struct Search {
    /// The best first.
    candidates: Vec<Candidate>,
    /// Once one opened: until when a better one may.
    settle_by: Option<Millis>,
    phase: Phase,
    outputs: VecDeque<SearchOutput>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Searching,
    Over,
}

#[derive(Debug)]
struct Candidate {
    url: String,
    probe: Probe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Probe {
    Waiting,
    Opening { deadline: Millis },
    Open,
    Failed,
}

impl Search {
    /// `host` is a name or number, perhaps with a port: then only that port is tried, unless it is one of plain MQTT.
    pub(super) fn new(host: &str, page: PageScheme, now: Millis) -> Self {
        let urls = Parts::of(host, page).map(|parts| candidates(&parts, page)).unwrap_or_default();
        let candidates = urls.into_iter().map(|url| Candidate { url, probe: Probe::Waiting }).collect();
        let outputs = VecDeque::new();
        let mut search = Self { candidates, settle_by: None, phase: Phase::Searching, outputs };
        search.go_on(now);
        search
    }

    /// `protocol` is the subprotocol that the server chose; empty if none.
    pub(super) fn handle_opened(&mut self, now: Millis, on: ProbeId, protocol: &str) {
        let Some(probe) = self.opening(on) else { return };
        if protocol == "mqtt" {
            *probe = Probe::Open;
            self.settle_by.get_or_insert(now + GRACE);
        } else {
            *probe = Probe::Failed;
            self.outputs.push_back(SearchOutput::Close(on));
        }
        self.go_on(now);
    }

    /// It could not be opened; or it could, and was closed before the search was over.
    pub(super) fn handle_closed(&mut self, now: Millis, on: ProbeId) {
        let Some(candidate) = self.candidates.get_mut(on.0) else { return };
        if matches!(candidate.probe, Probe::Opening { .. } | Probe::Open) {
            candidate.probe = Probe::Failed;
            self.go_on(now);
        }
    }

    /// Harmless before its time.
    pub(super) fn handle_timeout(&mut self, now: Millis) {
        if self.phase == Phase::Over {
            return;
        }
        if let Some((front, _)) = self.front().filter(|(_, deadline)| now >= *deadline) {
            self.give_up(now, front);
        }
        self.go_on(now);
    }

    #[must_use]
    pub(super) fn poll(&mut self) -> Option<SearchOutput> {
        self.outputs.pop_front()
    }

    /// When to call `handle_timeout`; `None` once it is over.
    #[must_use]
    pub(super) fn poll_timeout(&self) -> Option<Millis> {
        if self.phase == Phase::Over {
            return None;
        }
        let deadline = self.front().map(|(_, deadline)| deadline);
        deadline.into_iter().chain(self.settle_by).min()
    }

    /// The best that is still opening. Nothing behind it has an earlier deadline.
    fn front(&self) -> Option<(ProbeId, Millis)> {
        self.candidates.iter().enumerate().find_map(|(place, candidate)| match candidate.probe {
            Probe::Opening { deadline } => Some((ProbeId(place), deadline)),
            _ => None,
        })
    }

    fn opening(&mut self, id: ProbeId) -> Option<&mut Probe> {
        let probe = self.candidates.get_mut(id.0).map(|candidate| &mut candidate.probe);
        probe.filter(|probe| matches!(probe, Probe::Opening { .. }))
    }

    fn give_up(&mut self, now: Millis, id: ProbeId) {
        if let Some(probe) = self.opening(id) {
            *probe = Probe::Failed;
            self.outputs.push_back(SearchOutput::Close(id));
        }
        for candidate in &mut self.candidates {
            if let Probe::Opening { deadline } = &mut candidate.probe {
                *deadline = (*deadline).max(now + HELD_BACK);
            }
        }
    }

    fn go_on(&mut self, now: Millis) {
        if self.phase == Phase::Over {
            return;
        }
        match self.candidates.iter().position(|candidate| candidate.probe == Probe::Open) {
            Some(best) => {
                let better = self.front().is_some_and(|(front, _)| front.0 < best);
                if !better || self.settle_by.is_some_and(|by| now >= by) {
                    self.settle(best);
                }
            }
            None => {
                self.settle_by = None;
                self.try_more(now);
                if self.front().is_none() {
                    self.phase = Phase::Over;
                    let tried = self.candidates.iter().map(|candidate| candidate.url.clone()).collect();
                    self.outputs.push_back(SearchOutput::Nothing { tried });
                }
            }
        }
    }

    fn try_more(&mut self, now: Millis) {
        let of = self.candidates.len();
        let is_opening = |candidate: &&Candidate| matches!(candidate.probe, Probe::Opening { .. });
        let free = AT_ONCE.saturating_sub(self.candidates.iter().filter(is_opening).count());
        let waiting = self.candidates.iter_mut().enumerate();
        for (place, candidate) in
            waiting.filter(|(_, candidate)| candidate.probe == Probe::Waiting).take(free)
        {
            candidate.probe = Probe::Opening { deadline: now + DEADLINE };
            let url = candidate.url.clone();
            self.outputs.push_back(SearchOutput::Open(ProbeId(place), url.clone()));
            self.outputs.push_back(SearchOutput::Progress { tried: place + 1, of, url });
        }
    }

    /// The probe is closed too: a connection to sign in on is opened anew.
    fn settle(&mut self, best: usize) {
        self.phase = Phase::Over;
        for (place, candidate) in self.candidates.iter().enumerate() {
            if matches!(candidate.probe, Probe::Opening { .. } | Probe::Open) {
                self.outputs.push_back(SearchOutput::Close(ProbeId(place)));
            }
        }
        let url = self.candidates.get(best).map(|candidate| candidate.url.clone());
        self.outputs.extend(url.map(SearchOutput::Found));
    }
}

/// A port, where it is not the scheme's own, and a path.
type Place = (Option<u16>, &'static str);

/// The host itself or EMQX, HiveMQ, mosquitto, snug-host, RabbitMQ.
const PLAIN: [Place; 5] = [
    (None, USUAL_PATH),
    (Some(8083), USUAL_PATH),
    (Some(9001), "/"),
    (Some(8080), USUAL_PATH),
    (Some(15675), "/ws"),
];
/// Where TLS is usual, first; then the ports that are plain elsewhere.
const SECURE: [Place; 8] = [
    (None, USUAL_PATH),
    (Some(8084), USUAL_PATH),
    (Some(8884), USUAL_PATH),
    (Some(8083), USUAL_PATH),
    (Some(9001), "/"),
    (Some(8080), USUAL_PATH),
    (Some(15676), "/ws"),
    (Some(15675), "/ws"),
];
/// How many of `SECURE` a page that may open plain ones tries, too.
const USUALLY_SECURE: usize = 3;
/// What a given port may hold.
const PATHS: [&str; 3] = [USUAL_PATH, "/ws", "/"];

fn candidates(host: &Parts<'_>, page: PageScheme) -> Vec<String> {
    let may_be_plain = page == PageScheme::Http || is_this_machine(host.name);
    let port = host.port.filter(|port| !MQTT_PORTS.contains(port));
    let url = |scheme: Scheme, (port, path): Place| match port {
        Some(port) => [scheme.prefix(), host.name, ":", &port.to_string(), path].concat(),
        None => [scheme.prefix(), host.name, path].concat(),
    };
    let (plain, secure): (Vec<Place>, Vec<Place>) = match port {
        Some(port) => {
            (PATHS.map(|path| (Some(port), path)).into(), PATHS.map(|path| (Some(port), path)).into())
        }
        None if may_be_plain => (PLAIN.into(), SECURE.into_iter().take(USUALLY_SECURE).collect()),
        None => (PLAIN.into(), SECURE.into()),
    };
    let plain = plain.into_iter().filter(|_| may_be_plain).map(|place| url(Scheme::Ws, place));
    plain.chain(secure.into_iter().map(|place| url(Scheme::Wss, place))).collect()
}

#[cfg(test)]
mod tests;
