//! The page without its host, and a newer version of it: what the service worker is for.

use crate::stage::{Stage, dist};
use crate::support::mosquitto::Access;
use crate::support::page::{A_WHILE, Page};
use crate::support::static_server::Site;
use crate::support::wait::{always_for, until};

in_three_engines!(
    the_page_opens_without_its_host_and_shows_its_history,
    a_newer_version_is_offered_and_taken_in_all_tabs,
    a_sub_folder_keeps_to_itself,
);

async fn the_page_opens_without_its_host_and_shows_its_history(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist()).with("config.json", r#"{"greeting":"Ahoy!"}"#)).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.wait_message_status("Ahoy!", "delivered").await;
    wait_kept(&page).await;

    site.stop();
    page.goto("about:blank").await;
    page.goto(site.url()).await;
    page.wait_message("Lucy", "Ahoy!").await;
    page.wait_connected().await;
    // What the host said last still holds: its greeting.
    page.join("garden").await;
    page.wait_message_status("Ahoy!", "delivered").await;

    broker.stop().await;
    // As a person does it: Firefox's driver reloads past any worker.
    mark(&page).await;
    page.ask::<bool>("location.reload(); return true", &[]).await;
    wait_reloaded(&page).await;
    page.wait_status(&["Reconnecting", "Connecting", "Offline"]).await;
    page.say("later, then").await;
    page.wait_message_status("later, then", "queued").await;
    broker.start_again().await;
    // It comes back by itself, too (interruptions.rs), but by now the next attempt may be half a minute away.
    page.ask::<bool>("find('button', 'Retry now')?.click(); return true", &[]).await;
    page.wait_message_status("later, then", "delivered").await;
}

async fn a_newer_version_is_offered_and_taken_in_all_tabs(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    wait_kept(&page).await;
    page.reload().await;
    page.wait_connected().await;
    page.say("before").await;
    page.wait_message_status("before", "delivered").await;
    let other = page.driver.new_tab().await.expect("a tab can be opened");
    let first = page.driver.window().await.expect("there is a tab");
    page.driver.switch_to_window(other.clone()).await.expect("the tab is there");
    page.goto(site.url()).await;
    page.wait_message("Lucy", "before").await;
    mark(&page).await;

    page.driver.switch_to_window(first).await.expect("the tab is there");
    mark(&page).await;
    let worker = std::fs::read_to_string(dist().join("sw.js")).expect("the build has a worker");
    let version = version(&worker).to_owned();
    site.replace("sw.js", &worker.replace(&version, "0000000000000001"));
    look_for_news(&page).await;
    let reload = page.wait_for("button", "Reload").await;
    assert!(page.summary().await.contains("A new version of Snug is here"));
    always_for(A_WHILE, "nothing reloads unasked", async || match is_marked(&page).await {
        true => Ok(()),
        false => Err("it reloaded".to_owned()),
    })
    .await;

    reload.click().await.expect("the button can be pressed");
    wait_reloaded(&page).await;
    page.wait_message("Lucy", "before").await;
    page.wait_gone("button", "Reload").await;
    until("only the new version's cache", async || {
        let caches = caches(&page).await;
        let versions: Vec<_> = caches.iter().filter(|name| !name.ends_with("settings")).collect();
        if versions.len() == 1 && versions[0].ends_with("0000000000000001") {
            Ok(())
        } else {
            Err(format!("{caches:?}"))
        }
    })
    .await;
    page.driver.switch_to_window(other).await.expect("the tab is there");
    wait_reloaded(&page).await;
    page.wait_message("Lucy", "before").await;
}

async fn a_sub_folder_keeps_to_itself(stage: &Stage) {
    let site = stage.serve(Site::of(&dist()).under("/club/chat/")).await;
    let page = stage.open(site.url()).await;
    page.wait_sign_in().await;
    wait_kept(&page).await;
    let scope: String = page.ask("return window.snugScope", &[]).await;
    assert_eq!(scope, site.url());
    assert!(caches(&page).await.iter().all(|name| name.contains(site.url())));
}

/// Waits until the worker has everything.
async fn wait_kept(page: &Page) {
    let script = "navigator.serviceWorker.getRegistration().then(r => { window.snugKept = r?.active?.state === 'activated'; \
                  window.snugScope = r?.scope }); return window.snugKept ?? false";
    until("the page to be kept", async || match page.ask(script, &[]).await {
        true => Ok(()),
        false => Err("it is not yet".to_owned()),
    })
    .await;
}

async fn look_for_news(page: &Page) {
    page.ask::<bool>("navigator.serviceWorker.getRegistration().then(r => r.update()); return true", &[])
        .await;
}

/// The names of all caches.
async fn caches(page: &Page) -> Vec<String> {
    let script = "caches.keys().then(names => { window.snugCaches = names }); return window.snugCaches ?? []";
    page.ask::<Vec<String>>(script, &[]).await;
    page.ask(script, &[]).await
}

/// A mark that goes when the page reloads.
async fn mark(page: &Page) {
    page.ask::<bool>("return window.snugMarked = true", &[]).await;
}

async fn is_marked(page: &Page) -> bool {
    page.ask("return window.snugMarked ?? false", &[]).await
}

async fn wait_reloaded(page: &Page) {
    until("the page to reload", async || match is_marked(page).await {
        true => Err("it did not".to_owned()),
        false => Ok(()),
    })
    .await;
}

fn version(worker: &str) -> &str {
    let (_, rest) = worker.split_once(r#""version":""#).expect("the build's version is in it");
    &rest[..16]
}
