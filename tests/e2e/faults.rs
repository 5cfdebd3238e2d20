//! A fault of ours, which in WebAssembly is a trap, is said on the page, in the person's language, with the way out. So is
//! what keeps it from starting.

use crate::stage::{Stage, dist};
use crate::support::mosquitto::Access;
use crate::support::static_server::Site;
use serde_json::json;
use std::fs;

in_three_engines!(
    a_trap_in_the_module_is_said_once,
    what_else_goes_wrong_is_not_a_trap,
    a_script_that_the_browser_is_too_old_for_is_said,
);

/// As the browser tells of an error that nobody caught; twice. What listens for the tests is to forget it.
const ERROR: &str = "
    const error = new (arguments[0] === 'trap' ? WebAssembly.RuntimeError : Error)('unreachable');
    for (const turn of [1, 2]) dispatchEvent(new ErrorEvent('error', { error }));
    (window.snugHeard ?? []).length = 0;
    return document.querySelectorAll('#fault').length";

async fn a_trap_in_the_module_is_said_once(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist()).with("config.json", r#"{"locale": "zh"}"#)).await;
    let page = stage.open(site.url()).await;
    page.wait_for("button", "连接").await;
    let shown: usize = page.ask(ERROR, &[json!("trap")]).await;
    assert_eq!(shown, 1);
    page.wait_alert(&["重新加载"]).await;

    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    let shown: usize = page.ask(ERROR, &[json!("trap")]).await;
    assert_eq!(shown, 1);
    page.wait_alert(&["Reload the page"]).await;
}

async fn what_else_goes_wrong_is_not_a_trap(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    let shown: usize = page.ask(ERROR, &[json!("an extension's error")]).await;
    assert_eq!(shown, 0);
}

async fn a_script_that_the_browser_is_too_old_for_is_said(stage: &Stage) {
    let names = fs::read_dir(dist()).expect("the page is built").flatten().map(|file| file.file_name());
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    let loader = names.find(|name| name.starts_with("load-")).expect("the page has a loader");
    let site = stage.serve(Site::of(&dist()).with(&loader, "newer words than it knows;")).await;
    let page = stage.open(site.url()).await;
    page.wait_alert(&["Snug needs a newer browser"]).await;
    page.wait_for("button", "Reload").await;
}
