//! The Python chat client in a terminal and the page in a browser, in the same room.

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::python::Script;

in_three_engines!(a_terminal_and_a_page_talk_both_ways);

async fn a_terminal_and_a_page_talk_both_ways(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;

    let mut tom = Script::chat_client(broker.tcp_port(), "Tom").await;
    page.wait_message("Tom", "Hello,anyone!").await;
    tom.wait_line("Tom:Hello,anyone!").await;

    page.say("Tom在吗?").await;
    tom.wait_line("Lucy:Tom在吗?").await;
    tom.type_line("是的,我在!");
    let answer = page.wait_message("Tom", "是的,我在!").await;
    assert_eq!(answer.status, "received");
    page.wait_message_status("Tom在吗?", "delivered").await;
    assert_eq!(tom.lines_with("Tom在吗?"), 1, "Python gets it once");
}
