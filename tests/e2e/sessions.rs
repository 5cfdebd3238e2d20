//! What is kept, and until when: drafts, history, the session at the broker; and brokers found, or standing in.

use std::time::Duration;

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::wait::{until, until_within};

in_three_engines!(
    a_draft_survives_a_reload,
    signing_out_ends_the_session_and_keeps_the_history,
    signing_out_deletes_what_it_is_told_to,
    a_bare_host_is_enough,
    a_list_of_brokers_fails_over,
    what_a_broker_swallows_is_called_sent_not_confirmed,
);

async fn a_draft_survives_a_reload(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.wait_message_status("Hello,anyone!", "delivered").await;
    page.fill("Message", "half a thou在").await;
    page.reload().await;
    page.wait_open("chat").await;
    until("the draft to be there", async || {
        let draft = page.value("Message").await;
        if draft == "half a thou在" { Ok(()) } else { Err(draft) }
    })
    .await;
    assert_eq!(page.count("half a thou").await, 0, "nothing was sent");
}

async fn signing_out_ends_the_session_and_keeps_the_history(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.say("to be kept").await;
    page.wait_message_status("to be kept", "delivered").await;
    sign_out(&page, false).await;
    until("a clean connection that ends the session", async || {
        let log = broker.log();
        let clean = log.lines().any(|line| line.contains("as snug") && line.contains("c1"));
        if clean { Ok(()) } else { Err(log) }
    })
    .await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.wait_message_status("to be kept", "delivered").await;
}

async fn signing_out_deletes_what_it_is_told_to(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.say("to be deleted").await;
    page.wait_message_status("to be deleted", "delivered").await;
    sign_out(&page, true).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.say("anew").await;
    page.wait_message_status("anew", "delivered").await;
    assert_eq!(page.count("to be deleted").await, 0);
}

async fn a_bare_host_is_enough(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    let host = format!("127.0.0.1:{}", broker.websockets_port());
    page.enter(&host, "Lucy", "chat").await;
    page.wait_message_status("Hello,anyone!", "delivered").await;
    page.reload().await;
    page.wait_open("chat").await;
    page.wait_connected().await;
}

async fn a_list_of_brokers_fails_over(stage: &Stage) {
    let (gone, broker) = (stage.broker(Access::Anyone).await, stage.broker(Access::Anyone).await);
    gone.stop().await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    let brokers = format!("{}, {}", gone.url(), broker.url());
    page.enter(&brokers, "Lucy", "chat").await;
    page.wait_message_status("Hello,anyone!", "delivered").await;
    assert_eq!(page.alerts().await, Vec::<String>::new(), "there is nothing to complain of");
}

async fn what_a_broker_swallows_is_called_sent_not_confirmed(stage: &Stage) {
    let broker = stage.broker(Access::Swallowing { room: "chat" }).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.say("into the dark").await;
    until_within(Duration::from_secs(40), "the doubt to be said", async || {
        let message = page.wait_message_status("into the dark", "sent").await;
        if message.content.contains("not confirmed") { Ok(()) } else { Err(message.content) }
    })
    .await;
    page.wait_for("button", "Retry").await;
    page.wait_for("button", "Delete").await;
}

/// Through the question that comes first.
async fn sign_out(page: &Page, delete: bool) {
    page.press("Settings").await;
    page.press("Sign out").await;
    page.wait_for("dialog", "Sign out Lucy?").await;
    if delete {
        page.wait_for("checkbox", "Delete my rooms and messages here, too")
            .await
            .click()
            .await
            .expect("it can be ticked");
    }
    let script =
        "const ask = find('dialog', 'Sign out Lucy?'); find('button', 'Sign out', ask).click(); return true";
    page.ask::<bool>(script, &[]).await;
    page.wait_sign_in().await;
    page.wait_status(&["Signed out"]).await;
}
