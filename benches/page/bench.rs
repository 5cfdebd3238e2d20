//! What every story has at hand: the two sides, browsers in which to visit them, rounds in which they take turns.

use std::cell::RefCell;
use std::env;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::host::Host;
use crate::results::Results;
use crate::support::browser::{Browser, Engine, Screen};
use crate::support::mosquitto::Mosquitto;
use crate::support::page::Page;
use crate::support::wait::{PATIENCE, until_within};

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Snug,
    Peer,
}

impl Side {
    fn folder(self) -> &'static str {
        match self {
            Self::Snug => "snug",
            Self::Peer => "peer",
        }
    }
}

/// The run: where the sites are, how many rounds, what came of them so far.
#[derive(Debug)]
pub(crate) struct Bench {
    sites: PathBuf,
    stories: Vec<String>,
    pub(crate) rounds: usize,
    results: RefCell<Results>,
}

impl Bench {
    pub(crate) fn from_environment() -> Self {
        let told = |name: &str| env::var(name).unwrap_or_else(|_| panic!("{name}: run `cargo xtask bench`"));
        let stories = told("SNUG_BENCH_STORIES").split(',').map(str::to_owned).collect();
        let rounds = told("SNUG_BENCH_ROUNDS").parse().expect("rounds are a number");
        let results = RefCell::new(Results::into(told("SNUG_BENCH_OUT").into()));
        Self { sites: told("SNUG_BENCH_SITES").into(), stories, rounds, results }
    }

    pub(crate) fn wants(&self, story: &str) -> bool {
        self.stories.iter().any(|wanted| wanted == story)
    }

    /// The sides of each round; who begins changes, so that neither has the warmer machine.
    pub(crate) fn turns(&self) -> impl Iterator<Item = (usize, [Side; 2])> {
        (0..self.rounds).map(|round| match round % 2 {
            0 => (round, [Side::Snug, Side::Peer]),
            _ => (round, [Side::Peer, Side::Snug]),
        })
    }

    /// One more value of a row.
    pub(crate) fn note(&self, row: &str, side: Side, value: f64) {
        println!("  {row}: {side:?} {value:.2}");
        self.results.borrow_mut().note(row, side, value);
    }

    /// One more point of a curve: what it costs, or takes, with so much there.
    pub(crate) fn point(&self, curve: &str, there: f64, value: f64) {
        println!("  {curve}: {there} {value:.3}");
        self.results.borrow_mut().point(curve, there, value);
    }

    /// A row of a curve: its last `count` points as ours, its first as what they are compared to.
    pub(crate) fn note_ends(&self, row: &str, curve: &str, count: usize) {
        let values = self.results.borrow().curve(curve);
        for (first, last) in
            values.iter().zip(values.iter().skip(values.len().saturating_sub(count))).take(count)
        {
            self.note(row, Side::Peer, *first);
            self.note(row, Side::Snug, *last);
        }
    }

    pub(crate) fn fail(&self, story: &str) {
        println!("  {story} failed");
        self.results.borrow_mut().fail(story);
    }

    /// Serves a site, compressed.
    pub(crate) async fn serve(&self, side: Side) -> Host {
        self.serve_with(side.folder(), &[]).await
    }

    /// Any site; `instead` stands in for some of its files.
    pub(crate) async fn serve_with(&self, folder: &str, instead: &[(&str, &[u8])]) -> Host {
        Host::serve(&self.sites.join(folder), instead).await
    }

    /// Either page in a browser of its own, signed in, in this room.
    pub(crate) async fn enter(&self, side: Side, broker: &Mosquitto, room: &str) -> Visit {
        let host = self.serve(side).await;
        let visit = Visit::begin(host).await;
        visit.page.goto(&visit.host.url()).await;
        visit.page.enter(&broker.url(), "Lucy", room).await;
        visit
    }
}

/// A browser with nothing remembered, and the site that it goes to.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) page: Page,
    pub(crate) host: Host,
    browser: Browser,
}

impl Visit {
    /// With an empty page.
    pub(crate) async fn begin(host: Host) -> Self {
        let browser = Browser::start(Engine::Chromium, Screen::Desktop).await;
        Self { page: Page { driver: browser.driver.clone() }, host, browser }
    }

    pub(crate) async fn end(self) {
        self.browser.driver.clone().quit().await.ok();
    }
}

/// Runs a script that leaves an object in `window.measured` once it is done, and waits for that. Scripts have the words of
/// `tests/support/page.js` while they begin.
pub(crate) async fn measure(page: &Page, script: &str, arguments: &[Value]) -> Value {
    begin(page, script, arguments).await;
    measured(page).await
}

/// The first half of [`measure`].
pub(crate) async fn begin(page: &Page, script: &str, arguments: &[Value]) {
    let script = format!("window.measured = null; {{ {script} }} return true");
    page.ask::<bool>(&script, arguments).await;
}

/// The second half of [`measure`]. Looking must not cost the page anything: so it is without the words, and without a look
/// at what else is there, for which the page would have to be laid out.
pub(crate) async fn measured(page: &Page) -> Value {
    until_within(PATIENCE * 8, "the page to have measured", async || {
        let answer = page.driver.execute("return window.measured ?? null", Vec::new()).await;
        let answer = answer.map_err(|error| error.to_string())?;
        match answer.json() {
            Value::Null => Err("nothing".to_owned()),
            found => Ok(found.clone()),
        }
    })
    .await
}

/// A number of what a script measured.
pub(crate) fn number(measured: &Value, key: &str) -> f64 {
    measured.get(key).and_then(Value::as_f64).unwrap_or_else(|| panic!("{key} is no number in {measured}"))
}

/// What people say, as it lies on the wire.
pub(crate) fn words(number: usize) -> Value {
    let say = format!("message {number}, as people write them: 早上好, see you at ten");
    json!({ "user": "Tom", "say": say, "id": format!("01JD{number:022}"), "ts": 1_795_175_748_000_u64 })
}
