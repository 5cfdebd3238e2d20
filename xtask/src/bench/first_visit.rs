//! What a first visit weighs, beside the library alone that the peer page would have to load.

use super::results::{Pair, Results};
use crate::{project::Outcome, sizes};
use std::{fs, path::Path};

pub(crate) fn measure(dist: &Path, modules: &Path, results: &mut Results) -> Outcome {
    let ours = sizes::first_visit(&sizes::measure(dist)?);
    let theirs = sizes::after_brotli(&fs::read(modules.join("mqtt/dist/mqtt.min.js"))?);
    results.add("first-visit", Pair { snug: vec![ours as f64], peer: vec![theirs as f64] })
}
