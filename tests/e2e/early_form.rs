//! On a slow line the form is there before the app: what is done with it is not lost.

use serde_json::json;
use thirtyfour::By;

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::wait::until;

in_three_engines!(
    what_is_typed_before_the_app_is_there_is_taken_up,
    connect_pressed_before_the_app_is_there_connects,
    the_host_decides_what_stands_in_it,
);

/// Holds the app's module back until the page is told to let it go.
const HOLD: &str = "{
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
    let connect = page.driver.find(By::Css("#boot-form button")).await.expect("it is there");
    connect.click().await.expect("it can be pressed");
    assert_eq!(connect.text().await.expect("it has words"), "Connecting…");
    let_go(&page).await;
    page.wait_connected().await;
    page.wait_open("chat").await;
    page.say("here I am").await;
    page.wait_message_status("here I am", "delivered").await;
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

async fn let_go(page: &Page) {
    page.ask::<bool>("window.letGo(); return true", &[]).await;
}
