//! Small texts that outlive a reload.

use snug::web::keep::{Shelf, read, write};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_text_is_kept_on_its_own_shelf_until_it_is_taken_away() {
    write(Shelf::Device, "test", Some("浏览器")).unwrap();
    assert_eq!(read(Shelf::Device, "test").as_deref(), Some("浏览器"));
    assert_eq!(read(Shelf::Tab, "test"), None);
    write(Shelf::Device, "test", None).unwrap();
    assert_eq!(read(Shelf::Device, "test"), None);
}
