//! What axe-core finds on a page: faults that keep people out who don't see, hear, point or read as others do.
//! It is put in by the driver, which the page's Content Security Policy does not bind.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::page::Page;

/// A rule that the page breaks, and where.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The rule's name, such as `color-contrast`.
    pub(crate) id: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub(crate) impact: Option<String>,
    pub(crate) help: String,
    /// Each place: how to find it, and what is wrong with it.
    pub(crate) places: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, impact, help, places } = self;
        writeln!(f, "{id} ({}): {help}", impact.as_deref().unwrap_or("?"))?;
        places.iter().try_for_each(|place| writeln!(f, "    {place}"))
    }
}

impl Page {
    /// All rules of axe-core that the page breaks as it is now, best practices among them.
    pub(crate) async fn axe(&self) -> Vec<Violation> {
        if !self.ask::<bool>("return 'axe' in window", &[]).await {
            self.driver.execute(script(), Vec::new()).await.expect("axe-core can be put in");
        }
        let script = "const done = arguments[arguments.length - 1];
            const animations = document.getAnimations().filter(it => it.effect.getComputedTiming().endTime !== Infinity);
            Promise.allSettled(animations.map(it => it.finished))
                .then(() => axe.run(document, { resultTypes: ['violations'], preload: false }))
                .then(({ violations }) => done(violations.map(({ id, impact, help, nodes }) => ({ id, impact, help,
                    places: nodes.map(node => node.target.join(' ') + ': ' + node.failureSummary.replace(/\\s+/g, ' ')) }))),
                    error => done([{ id: 'axe-core', impact: null, help: String(error), places: [] }]))";
        let found = self.driver.execute_async(script, Vec::new()).await.expect("axe-core runs");
        found.convert().expect("axe-core says what it found")
    }
}

/// `SNUG_AXE`, else where `cargo xtask test e2e` has put it.
fn script() -> String {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/node_modules/axe-core/axe.min.js");
    let path = env::var_os("SNUG_AXE").map_or(place, PathBuf::from);
    fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `npm ci` in tests/e2e", path.display()))
}
