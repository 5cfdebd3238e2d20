//! Where a scenario plays: opens pages in one engine, and when it ends looks for panics and forbidden things in every
//! page it opened. What can be learnt from a failure is left in `target/e2e/`.

use std::any::Any;
use std::cell::RefCell;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Condvar, Mutex, PoisonError};

use futures_util::FutureExt as _;

use crate::support::browser::{Browser, Engine, Screen};
use crate::support::mosquitto::{Access, Mosquitto};
use crate::support::page::Page;
use crate::support::static_server::{Site, StaticServer};

/// As many scenarios play at once: each has up to three browsers.
const SCENARIOS_AT_ONCE: usize = 2;

/// Characters.
const WORDS_OF_A_FAILURE: usize = 400;

/// The pages and sites of one scenario in one engine.
#[derive(Debug)]
pub(crate) struct Stage {
    engine: Engine,
    browsers: RefCell<Vec<Rc<Browser>>>,
    sites: RefCell<Vec<Rc<StaticServer>>>,
    brokers: RefCell<Vec<Rc<Mosquitto>>>,
}

impl Stage {
    /// The release build of the page, at the root of a static host.
    pub(crate) async fn site(&self) -> Rc<StaticServer> {
        self.serve(Site::of(&dist())).await
    }

    /// The same, with a script that runs before the page's own.
    pub(crate) async fn site_with_script(&self, script: &str) -> Rc<StaticServer> {
        let index = fs::read_to_string(dist().join("index.html")).expect("the page is built");
        let first = index.find("<script").expect("the page has scripts");
        let (before, after) = index.split_at(first);
        let index = format!("{before}<script src=./before.js></script>{after}");
        self.serve(Site::of(&dist()).with("index.html", &index).with("before.js", script)).await
    }

    /// A static host as described.
    pub(crate) async fn serve(&self, site: Site) -> Rc<StaticServer> {
        let server = Rc::new(site.serve().await);
        self.sites.borrow_mut().push(Rc::clone(&server));
        server
    }

    /// A broker that runs until the scenario and what follows it has ended.
    pub(crate) async fn broker(&self, access: Access<'_>) -> Rc<Mosquitto> {
        let broker = Rc::new(Mosquitto::start(access).await);
        self.brokers.borrow_mut().push(Rc::clone(&broker));
        broker
    }

    /// A browser of its own, with nothing remembered, at this address.
    pub(crate) async fn open(&self, url: &str) -> Page {
        let page = self.browse(Screen::Desktop).await;
        page.goto(url).await;
        page
    }

    /// A browser of its own, with an empty page.
    pub(crate) async fn browse(&self, screen: Screen) -> Page {
        let browser = Rc::new(Browser::start(self.engine, screen).await);
        let page = Page { driver: browser.driver.clone() };
        self.browsers.borrow_mut().push(browser);
        page
    }

    /// What no page may do, whatever the scenario is about.
    async fn complaints(&self) -> String {
        let mut complaints = String::new();
        for server in self.sites.borrow().iter() {
            for violation in server.violations() {
                writeln!(complaints, "the policy was violated: {violation}").ok();
            }
        }
        let browsers = self.browsers.borrow().clone();
        for browser in browsers {
            let console = browser.console().await;
            let bad = |line: &&str| {
                [
                    "panicked",
                    "uncaught",
                    "RuntimeError",
                    "Content Security Policy",
                    "Content-Security-Policy:",
                ]
                .iter()
                .any(|word| line.contains(word))
            };
            for line in console.lines().filter(bad) {
                writeln!(complaints, "on the console: {line}").ok();
            }
        }
        complaints
    }

    /// Leaves a picture, the HTML and the console of each page, and what the brokers logged.
    async fn keep_evidence(&self, scenario: &str) -> PathBuf {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("target/e2e").join(scenario.replace("::", "."));
        fs::create_dir_all(&folder).ok();
        let browsers = self.browsers.borrow().clone();
        for (number, browser) in browsers.into_iter().enumerate() {
            browser.driver.screenshot(&folder.join(format!("page-{number}.png"))).await.ok();
            let html = browser.driver.source().await.unwrap_or_else(|error| error.to_string());
            fs::write(folder.join(format!("page-{number}.html")), html).ok();
            fs::write(folder.join(format!("page-{number}.log")), browser.console().await).ok();
        }
        for (number, broker) in self.brokers.borrow().iter().enumerate() {
            fs::write(folder.join(format!("broker-{number}.log")), broker.log()).ok();
        }
        folder
    }

    async fn close(self) {
        for browser in self.browsers.into_inner() {
            browser.driver.clone().quit().await.ok();
        }
    }
}

/// Plays one scenario in one engine, from `#[test]`.
pub(crate) fn play(engine: Engine, name: &str, scenario: impl AsyncFnOnce(&Stage)) {
    if !chosen(engine) {
        println!("left out: {engine:?} is not in SNUG_ENGINES");
        return;
    }
    let _turn = Turn::take();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime can be made").block_on(async {
        let stage = Stage {
            engine,
            browsers: RefCell::default(),
            sites: RefCell::default(),
            brokers: RefCell::default(),
        };
        let outcome = AssertUnwindSafe(scenario(&stage)).catch_unwind().await;
        let complaints = stage.complaints().await;
        if outcome.is_err() || !complaints.is_empty() {
            eprintln!("evidence is in {}", stage.keep_evidence(name).await.display());
        }
        stage.close().await;
        if let Err(panic) = outcome {
            tell(name, words(panic.as_ref()));
            resume_unwind(panic);
        }
        if !complaints.is_empty() {
            tell(name, &complaints);
            panic!("{complaints}");
        }
    });
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let why = panic.downcast_ref::<String>().map(String::as_str);
    why.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words")
}

/// Says at once why a scenario failed, past the test runner, which keeps that for its end; and leaves it for who called
/// the runner to say last of all. Of a long log often only one of the two places is at hand.
fn tell(name: &str, why: &str) {
    writeln!(std::io::stdout(), "\nFAILED {name}: {why}").ok();
    let Some(failures) = env::var_os("SNUG_FAILURES") else { return };
    if let Ok(mut failures) = fs::OpenOptions::new().create(true).append(true).open(failures) {
        // The first words are the reason, what follows is how the page looked: that is in its folder too.
        let why: String = why.chars().take(WORDS_OF_A_FAILURE).collect();
        failures.write_all(format!("{name}: {why}\n").as_bytes()).ok();
    }
}

/// The folder with the built page.
pub(crate) fn dist() -> PathBuf {
    let named = env::var_os("SNUG_DIST").map(PathBuf::from);
    named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"))
}

/// The folder with the page that has the pseudo-locale.
pub(crate) fn pseudo_dist() -> PathBuf {
    let named = env::var_os("SNUG_PSEUDO_DIST").map(PathBuf::from);
    named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pseudo-dist"))
}

fn chosen(engine: Engine) -> bool {
    let name = format!("{engine:?}").to_lowercase();
    env::var("SNUG_ENGINES").map_or(true, |engines| engines.split(',').any(|one| one.trim() == name))
}

/// Leave to play; given back when dropped.
struct Turn;

static PLAYING: Mutex<usize> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

impl Turn {
    fn take() -> Self {
        let playing = PLAYING.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = ENDED.wait_while(playing, |playing| *playing >= SCENARIOS_AT_ONCE);
        *wait.unwrap_or_else(PoisonError::into_inner) += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *PLAYING.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        ENDED.notify_one();
    }
}
