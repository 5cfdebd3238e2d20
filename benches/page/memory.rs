//! What the page has in memory after what is garbage was collected: JavaScript's heap, the browser's objects behind it,
//! and the module's memory, which only ever grows.

use serde_json::{Value, json};

use crate::profile;
use crate::support::page::Page;

/// Has to run before the page's own scripts, to know the module's memory when it comes.
pub(crate) async fn watch(page: &Page) {
    page.tell_chromium("Page.enable", json!({})).await;
    page.tell_chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": CATCH })).await;
}

/// In MiB.
pub(crate) async fn used(page: &Page) -> f64 {
    const MIB: f64 = 1024.0 * 1024.0;
    page.tell_chromium("HeapProfiler.collectGarbage", json!({})).await;
    let heap = page.driver.cdp().send_raw("Runtime.getHeapUsage", json!({})).await.expect("Chromium tells");
    let module = page.ask::<f64>("return window.moduleMemory.buffer.byteLength", &[]).await;
    let part = |name: &str| heap.get(name).and_then(Value::as_f64).unwrap_or_default();
    let parts = [part("usedSize"), part("embedderHeapUsedSize"), module].map(|bytes| bytes / MIB);
    let [heap, browser, module] = parts;
    profile::tell(&format!(
        "JavaScript {heap:.2} MiB, the browser's objects {browser:.2}, module {module:.2}"
    ));
    parts.iter().sum()
}

const CATCH: &str = "for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...words) => {
        const made = await real.apply(WebAssembly, words);
        window.moduleMemory = (made.instance ?? made).exports.memory;
        return made;
    };
}";
