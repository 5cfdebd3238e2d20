//! What views need from the document: keys, scrolling, files.

use super::{eval, turn};
use snug::web::dom::{Extent, Offer, Place, is_at_end, is_composing, is_stray_text, restore, scroll_to_end};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, KeyboardEvent};

/// A list of ten rows, 100 px each, in 250 px.
struct List(Element);

impl List {
    fn new() -> Self {
        let script = "(() => { const list = document.createElement('div'); list.style.cssText = 'height:250px;overflow:auto';
            for (let i = 0; i < 10; i++) { const row = document.createElement('article'); row.style.height = '100px'; list.append(row) }
            document.body.append(list); globalThis.list = list; return list })()";
        Self(eval(script).unchecked_into())
    }
}

impl Drop for List {
    fn drop(&mut self) {
        self.0.remove();
    }
}

fn key(script: &str) -> KeyboardEvent {
    eval(script).unchecked_into()
}

#[wasm_bindgen_test]
fn a_key_of_an_input_method_is_told_by_either_of_its_two_signs() {
    assert!(is_composing(&key("new KeyboardEvent('keydown', { key: 'Enter', isComposing: true })")));
    assert!(is_composing(&key("new KeyboardEvent('keydown', { key: 'Process', keyCode: 229 })")));
    assert!(!is_composing(&key("new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13 })")));
}

#[wasm_bindgen_test]
fn only_keys_that_write_are_stray_text() {
    for script in ["{ key: 'a' }", "{ key: '你' }", "{ key: 'v', ctrlKey: true }"] {
        assert!(is_stray_text(&key(&format!("new KeyboardEvent('keydown', {script})"))), "{script}");
    }
    for script in
        ["{ key: 'Enter' }", "{ key: ' ' }", "{ key: 'c', ctrlKey: true }", "{ key: 'a', altKey: true }"]
    {
        assert!(!is_stray_text(&key(&format!("new KeyboardEvent('keydown', {script})"))), "{script}");
    }
}

#[wasm_bindgen_test]
fn a_list_at_its_end_is_known_with_some_tolerance() {
    let list = List::new();
    assert!(!is_at_end(&list.0));
    scroll_to_end(&list.0);
    assert!(is_at_end(&list.0));
    list.0.set_scroll_top(list.0.scroll_top() - 40);
    assert!(is_at_end(&list.0));
    list.0.set_scroll_top(list.0.scroll_top() - 40);
    assert!(!is_at_end(&list.0));
}

#[wasm_bindgen_test]
fn rows_that_come_above_do_not_move_what_is_read() {
    let list = List::new();
    list.0.set_scroll_top(430);
    let place = Place::first_in_sight(&list.0, "article");
    assert!(matches!(&place, Place::Row { offset, .. } if (*offset - -30.0).abs() < 1.0), "{place:?}");
    eval(
        "for (let i = 0; i < 5; i++) { const row = document.createElement('article'); row.style.height = '60px'; list.prepend(row) }",
    );
    restore(&list.0, &place);
    assert_eq!(list.0.scroll_top(), 430 + 300);
}

#[wasm_bindgen_test]
fn a_person_who_scrolls_up_is_told_apart_from_a_list_that_grew() {
    let list = List::new();
    scroll_to_end(&list.0);
    let before = Extent::of(&list.0);
    eval("list.lastChild.style.height = '300px'");
    assert!(!Extent::of(&list.0).was_scrolled_up_since(before));
    list.0.set_scroll_top(100);
    assert!(Extent::of(&list.0).was_scrolled_up_since(before));
}

#[wasm_bindgen_test]
async fn bytes_are_offered_as_a_file_and_never_as_a_page() {
    eval(
        "globalThis.offered = [];
         addEventListener('click', event => { if (event.target.download) { event.preventDefault();
            fetch(event.target.href).then(answer => answer.blob()).then(blob => offered.push(event.target.download, blob.type, blob.size)) } },
            { once: true })",
    );
    let offer = Offer::new(b"<script>alert(1)</script>", "message.bin").unwrap();
    while eval("offered.length").as_f64() == Some(0.0) {
        turn().await;
    }
    assert_eq!(
        eval("offered.join()").as_string().as_deref(),
        Some("message.bin,application/octet-stream,25")
    );
    drop(offer);
}
