//! Where the time goes, for whoever asks: with `SNUG_BENCH_PROFILE` set to a folder, what is measured is sampled, too, and
//! leaves a `.cpuprofile` there that Chromium's tools open. Sampled times are not to be compared.

use std::env;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::page::Page;

const EVERY_MICROSECONDS: u32 = 200;

fn folder() -> Option<PathBuf> {
    env::var_os("SNUG_BENCH_PROFILE").map(PathBuf::from)
}

pub(crate) async fn begin(page: &Page) {
    if folder().is_some() {
        page.tell_chromium("Profiler.enable", json!({})).await;
        page.tell_chromium("Profiler.setSamplingInterval", json!({ "interval": EVERY_MICROSECONDS })).await;
        page.tell_chromium("Profiler.start", json!({})).await;
    }
}

/// What a figure is made of.
pub(crate) fn tell(what: &str) {
    if folder().is_some() {
        println!("  {what}");
    }
}

/// Leaves the samples as `name.cpuprofile`.
pub(crate) async fn end(page: &Page, name: &str) {
    let Some(folder) = folder() else { return };
    let told = page.driver.cdp().send_raw("Profiler.stop", json!({})).await.expect("Chromium tells");
    let profile = told.get("profile").unwrap_or(&Value::Null).to_string();
    fs::create_dir_all(&folder).expect("the folder can be made");
    fs::write(folder.join(format!("{name}.cpuprofile")), profile).expect("the folder can be written");
}
