//! Signing in at a bare host name: the usual endpoints are tried, the one that answers is remembered for that host.

use super::account::Entry;
use super::address::Failover;
use super::api::{Change, Connection, Problem, SignIn, Stage, Trace};
use super::core::{Action, Core, Now};
use super::endpoints::{ProbeId, Search, SearchOutput};
use super::wire_log::Wire;

/// A sign-in that waits for its broker to be found.
#[derive(Debug)]
pub(super) struct Searching {
    pub(super) search: Search,
    host: String,
    sign_in: SignIn,
    entry: Entry,
}

impl Core {
    pub(super) fn search(&mut self, now: Now, host: String, sign_in: SignIn, entry: Entry) {
        self.tell(None);
        self.show(Connection::Connecting);
        self.enter(Stage::SigningIn);
        let search = Search::new(&host, self.surroundings.scheme, now.clock);
        self.searching = Some(Searching { search, host, sign_in, entry });
        self.go_on_searching(now);
    }

    pub fn handle_probe_opened(&mut self, now: Now, probe: ProbeId, protocol: &str) {
        self.with_search(now, |search| search.handle_opened(now.clock, probe, protocol));
    }

    pub fn handle_probe_closed(&mut self, now: Now, probe: ProbeId) {
        self.with_search(now, |search| search.handle_closed(now.clock, probe));
    }

    pub(super) fn with_search(&mut self, now: Now, input: impl FnOnce(&mut Search)) {
        if let Some(searching) = &mut self.searching {
            input(&mut searching.search);
            self.go_on_searching(now);
        }
    }

    /// Somebody changed their mind.
    pub(super) fn stop_searching(&mut self) {
        if self.searching.take().is_some() {
            self.do_later(Action::CloseProbes);
            self.changes.push(Change::Searching(None));
        }
    }

    fn go_on_searching(&mut self, now: Now) {
        while let Some(output) = self.searching.as_mut().and_then(|searching| searching.search.poll()) {
            match output {
                SearchOutput::Open(probe, url) => {
                    self.wire_log.add(now, Wire::Opening(url.clone()));
                    self.do_later(Action::OpenProbe { probe, url });
                }
                SearchOutput::Close(probe) => self.do_later(Action::CloseProbe(probe)),
                SearchOutput::Progress { tried, of, url } => {
                    self.changes.push(Change::Searching(Some((tried, of, url))));
                }
                SearchOutput::Found(url) => self.found(now, url),
                SearchOutput::Nothing { tried } => {
                    let host = self.searching.as_ref().map(|searching| searching.host.clone());
                    self.stop_searching();
                    self.show(Connection::SignedOut);
                    self.enter(Stage::Out);
                    self.tell(Some(Problem::NothingFound { host: host.unwrap_or_default(), tried }));
                }
            }
        }
    }

    fn found(&mut self, now: Now, url: String) {
        let Some(searching) = self.searching.take() else { return };
        self.changes.push(Change::Searching(None));
        if searching.sign_in.trace == Trace::Keep {
            self.profile.remember_endpoint(&searching.host, &url);
            self.keep_profile();
        }
        if let Some(brokers) = Failover::new(vec![url]) {
            self.sign_in_at(now, searching.sign_in, searching.entry, brokers);
        }
    }
}
