//! A button that puts something on the clipboard and says for a moment whether that worked.

use std::time::Duration;

use leptos::task::spawn_local;

use super::view::{button, el, later};
use crate::web::dom;
use crate::web::element::El;

const SAID_FOR: Duration = Duration::from_secs(2);

/// What the button says: before, after, and where the browser does not let us.
#[derive(Clone, Copy)]
pub(crate) struct CopyWords {
    pub(crate) copy: &'static str,
    pub(crate) copied: &'static str,
    pub(crate) failed: &'static str,
}

/// `what` is asked for when it is pressed.
pub(crate) fn copy_button(class: &str, text: CopyWords, what: impl Fn() -> String + 'static) -> El {
    copy_boxed(class, text, Box::new(what))
}

fn copy_boxed(class: &str, text: CopyWords, what: Box<dyn Fn() -> String>) -> El {
    let word = el("span", "").text(text.copy);
    let said = word.clone();
    let copy = move || {
        let (said, what) = (said.clone(), what());
        spawn_local(async move {
            let copied = dom::copy(&what).await;
            said.write(if copied { text.copied } else { text.failed });
            // The button may be gone by now, which does no harm.
            later(SAID_FOR, move || said.write(text.copy));
        });
    };
    button(class, "", copy).child(word)
}
