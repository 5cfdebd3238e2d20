//! The page from elsewhere than the root of a static host: from a sub-folder, and from `snug-host` with its own broker.

use crate::stage::{Stage, dist};
use crate::support::embedded_host::EmbeddedHost;
use crate::support::mosquitto::Access;
use crate::support::python::Script;
use crate::support::static_server::Site;

in_three_engines!(a_sub_folder_serves_as_well, the_embedded_broker_serves_page_and_python);

async fn a_sub_folder_serves_as_well(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist()).under("/~club/chat/")).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.say("from a sub-folder").await;
    page.wait_message_status("from a sub-folder", "delivered").await;
}

async fn the_embedded_broker_serves_page_and_python(stage: &Stage) {
    let host = EmbeddedHost::start(&dist(), &[]).await;
    let lucy = stage.open(host.url()).await;
    let amy = stage.open(host.url()).await;

    // The host tells the page where its broker is: only a name is missing.
    for (page, name) in [(&lucy, "Lucy"), (&amy, "Amy")] {
        page.wait_sign_in().await;
        assert!(page.value("Broker address").await.ends_with("/mqtt"), "the host's broker is filled in");
        page.fill("Your name", name).await;
        page.fill("Room", "chat").await;
        page.press("Connect").await;
        page.wait_connected().await;
    }
    let mut tom = Script::chat_client(host.tcp_port(), "Tom").await;
    lucy.wait_message("Tom", "Hello,anyone!").await;
    amy.wait_message("Tom", "Hello,anyone!").await;

    lucy.say("Tom在吗?").await;
    tom.wait_line("Lucy:Tom在吗?").await;
    tom.type_line("是的,我在!");
    lucy.wait_message("Tom", "是的,我在!").await;
    amy.wait_message("Tom", "是的,我在!").await;
    lucy.wait_message_status("Tom在吗?", "delivered").await;
}
