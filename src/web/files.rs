//! Files that somebody chose in a field.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::element::El;

/// The text of the first file chosen; `None` if there is none, or it can't be read.
pub async fn text_of(field: &El) -> Option<String> {
    let files = Reflect::get(field.raw(), &"files".into()).ok()?;
    let file: Blob = Reflect::get_u32(files.dyn_ref()?, 0).ok()?.dyn_into().ok()?;
    let text = JsFuture::from(file.text()).await.ok()?.as_string();
    // The same file can be chosen again.
    field.set_value("");
    text
}
