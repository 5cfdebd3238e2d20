//! What people write becomes elements, never HTML: marks, code, links; what is long is folded.

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::python::Script;

in_three_engines!(marks_and_code_are_elements, html_is_text_and_links_are_links, what_is_long_is_folded);

async fn marks_and_code_are_elements(stage: &Stage) {
    let (port, page) = page(stage).await;
    let said =
        r#"{"user":"Tom","say":"*bold* and _italic_ and ~gone~ and `let x;`\n```rust\nfn main() {}\n```"}"#;
    Script::publish(port, "chat", said.as_bytes()).await;
    page.wait_message("Tom", "bold and italic and gone").await;
    for (tag, text) in
        [("strong", "bold"), ("em", "italic"), ("s", "gone"), ("code", "let x;"), ("pre", "fn main() {}")]
    {
        assert_eq!(inside(&page, "bold and italic", tag).await, [text], "{tag}");
    }
}

async fn html_is_text_and_links_are_links(stage: &Stage) {
    let (port, page) = page(stage).await;
    let said = r#"{"user":"<b>Eve</b>","say":"<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script> https://example.org/a?b=1, javascript:alert(1)"}"#;
    Script::publish(port, "chat", said.as_bytes()).await;
    let message = page.wait_message("<b>Eve</b>", "<img src=x onerror=").await;
    assert!(message.text.contains("<script>"), "{message:?}");
    for tag in ["img", "script", "b", "iframe"] {
        assert!(inside(&page, "onerror", tag).await.is_empty(), "{tag}");
    }
    assert!(!page.ask::<String>("return document.title", &[]).await.contains("owned"));
    let script =
        "return [...message('onerror').querySelectorAll('a')].map(e => [e.href, e.rel, e.target].join(' '))";
    let links = page.ask::<Vec<String>>(script, &[]).await;
    assert_eq!(links, ["https://example.org/a?b=1 noopener noreferrer nofollow _blank"]);
}

async fn what_is_long_is_folded(stage: &Stage) {
    let (_, page) = page(stage).await;
    let long: Vec<String> = (0..60).map(|line| format!("line {line}")).collect();
    page.say(&long.join("\n")).await;
    page.wait_message_where("folded", |message| message.content.contains("line 59")).await;
    let height = "return message('line 0').getBoundingClientRect().height";
    let folded = page.ask::<f64>(height, &[]).await;
    page.press_in_message("line 0", "Show all").await;
    let grown = format!("{height} > 2 * {folded}");
    page.wait_true("the message to unfold", &grown, &[]).await;
    page.press_in_message("line 0", "Show less").await;
    page.wait_true("the message to fold", &format!("{height} < 2 * {folded}"), &[]).await;
}

/// The texts of these elements in a message.
async fn inside(page: &Page, message: &str, tag: &str) -> Vec<String> {
    let script =
        "return [...message(arguments[0]).querySelectorAll(arguments[1])].map(e => tidy(e.textContent))";
    page.ask(script, &[message.into(), tag.into()]).await
}

async fn page(stage: &Stage) -> (u16, Page) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    (broker.tcp_port(), page)
}
