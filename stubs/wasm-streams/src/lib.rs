//! In place of the crate `wasm-streams`, by Cargo.toml's `[patch]`. Leptos brings it for server functions, of which Snug has none,
//! and wasm-bindgen exports its classes, whether or not anybody uses them: 4 kB of each first visit (docs/size.md). Here is what
//! the crate `server_fn` names, so that it compiles. Nothing calls it; if something does, a sentence is all it gets.

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;

const NOT_HERE: &str = "Snug is built without streams for server functions: see stubs/wasm-streams";

#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// No stream, but the sentence.
    pub fn from_stream(stream: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        drop(stream);
        Self(JsValue::from_str(NOT_HERE).into())
    }

    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// A failure, and then nothing.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        stream::iter([Err(JsValue::from_str(NOT_HERE))])
    }
}
