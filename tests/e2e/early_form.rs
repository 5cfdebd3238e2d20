//! On a slow line the form is there before the app: what is done with it is not lost.

use serde_json::json;
use thirtyfour::{By, WebElement};

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::process::free_port;
use crate::support::wait::until;

in_three_engines!(
    what_is_typed_before_the_app_is_there_is_taken_up,
    connect_pressed_before_the_app_is_there_connects,
    an_address_that_the_app_does_not_take_is_let_go,
    a_broker_that_could_not_be_reached_early_is_asked_again,
    the_host_decides_what_stands_in_it,
);

/// Holds the app's module back until the page is told to let it go, and remembers the sockets.
const HOLD: &str = "{
    const Real = window.WebSocket;
    window.sockets = [];
    window.WebSocket = class extends Real {
        constructor(...all) { super(...all); window.sockets.push(this); }
    };
    const real = window.fetch;
    const held = new Promise(resolve => { window.letGo = resolve; });
    window.fetch = (what, how) =>
        String(what?.url ?? what).endsWith('.wasm') ? held.then(() => real(what, how)) : real(what, how);
}";

async fn what_is_typed_before_the_app_is_there_is_taken_up(stage: &Stage) {
    let page = stage.open(stage.site_with_script(HOLD).await.url()).await;
    write(&page, "room", "garden").await;
    write(&page, "name", "露西").await;
    let_go(&page).await;
    page.wait_sign_in().await;
    assert_eq!(page.value("Your name").await, "露西");
    assert_eq!(page.value("Room").await, "garden");
    until("the cursor where it was", async || match page.focused().await {
        focused if focused == "textbox: Your name" => Ok(()),
        focused => Err(focused),
    })
    .await;
}

async fn connect_pressed_before_the_app_is_there_connects(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let page = stage.open(stage.site_with_script(HOLD).await.url()).await;
    write(&page, "broker", &broker.url()).await;
    write(&page, "name", "Lucy").await;
    let connect = press_connect(&page).await;
    assert_eq!(connect.text().await.expect("it has words"), "Connecting…");
    // The broker is reached meanwhile, and only once.
    wait_for_sockets(&page, &[true]).await;
    let_go(&page).await;
    page.wait_connected().await;
    page.wait_open("chat").await;
    wait_for_sockets(&page, &[true]).await;
    page.say("here I am").await;
    page.wait_message_status("here I am", "delivered").await;
}

async fn an_address_that_the_app_does_not_take_is_let_go(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let page = stage.open(stage.site_with_script(HOLD).await.url()).await;
    write(&page, "broker", &broker.url()).await;
    write(&page, "name", "Lucy").await;
    press_connect(&page).await;
    wait_for_sockets(&page, &[true]).await;
    // The same broker, written otherwise.
    write(&page, "broker", &format!("{}/", broker.url())).await;
    let_go(&page).await;
    page.wait_connected().await;
    wait_for_sockets(&page, &[false, true]).await;
}

async fn a_broker_that_could_not_be_reached_early_is_asked_again(stage: &Stage) {
    let page = stage.open(stage.site_with_script(HOLD).await.url()).await;
    write(&page, "broker", &format!("ws://127.0.0.1:{}/mqtt", free_port())).await;
    write(&page, "name", "Lucy").await;
    press_connect(&page).await;
    until("the socket to fail", async || {
        let states: Vec<u8> = page.ask("return window.sockets.map(e => e.readyState)", &[]).await;
        if states == [CLOSED] { Ok(()) } else { Err(format!("{states:?}")) }
    })
    .await;
    let_go(&page).await;
    page.wait_alert(&["reach", "answer", "connect"]).await;
    assert!(page.ask::<bool>("return window.sockets.length > 1", &[]).await, "the app asked for itself");
}

async fn the_host_decides_what_stands_in_it(stage: &Stage) {
    let site = stage.site_with_script(HOLD).await;
    let config = json!({ "brokers": ["wss://one.example/mqtt"], "rooms": ["lobby"], "lockBroker": true, "locale": "zh" });
    site.replace("config.json", &config.to_string());
    // The link may not name another broker; the rest of it holds.
    let page = stage.open(&format!("{}#broker=wss%3A%2F%2Ftwo.example&name=Tom", site.url())).await;
    let script = "const form = document.querySelector('#boot-form form'); \
                  return form && form.checkVisibility() \
                      ? [...form.querySelectorAll('input')].map(e => e.value).concat(form.getAttribute('aria-label')) : []";
    until("the form before the app", async || {
        let stands: Vec<String> = page.ask(script, &[]).await;
        if stands == ["wss://one.example/mqtt", "Tom", "lobby", "登录"] {
            Ok(())
        } else {
            Err(format!("{stands:?}"))
        }
    })
    .await;
    let_go(&page).await;
    page.wait_for("form", "登录").await;
    assert_eq!(page.value("房间").await, "lobby");
}

/// Of a WebSocket, in `readyState`.
const CLOSED: u8 = 3;

/// Types into a field of the form before the app, in place of what stands there.
async fn write(page: &Page, field: &str, text: &str) {
    let selector = format!("#boot-form:not([hidden]) input[name={field}]");
    until(&format!("{selector} to take {text:?}"), async || {
        let field = page.driver.find(By::Css(&selector)).await.map_err(|error| error.to_string())?;
        field.clear().await.map_err(|error| error.to_string())?;
        field.send_keys(text).await.map_err(|error| error.to_string())
    })
    .await;
}

async fn press_connect(page: &Page) -> WebElement {
    let connect = page.driver.find(By::Css("#boot-form button")).await.expect("it is there");
    connect.click().await.expect("it can be pressed");
    connect
}

async fn wait_for_sockets(page: &Page, are_open: &[bool]) {
    until(&format!("sockets of which are open: {are_open:?}"), async || {
        // mosquitto leaves one that said nothing closing for a while.
        let script = "return window.sockets.map(e => e.readyState === WebSocket.OPEN)";
        let are: Vec<bool> = page.ask(script, &[]).await;
        if are == are_open { Ok(()) } else { Err(format!("{are:?}")) }
    })
    .await;
}

async fn let_go(page: &Page) {
    page.ask::<bool>("window.letGo(); return true", &[]).await;
}
