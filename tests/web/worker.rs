//! A stand-in for the page's service worker, for the adapters that speak with one; and the real `boot/sw.js`, run with
//! stand-ins for what a browser gives a worker. Both in a real browser together: `tests/e2e/offline.rs`.

use super::{Heard, eval, turn};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// In the browser's place for as long as it lives. It notes what is asked of it in `worker`.
pub(crate) struct StandIn;

impl StandIn {
    pub(crate) fn new() -> Self {
        eval(
            "globalThis.worker = { shown: [], closed: [], said: [], asked: 0 };
             class Worker extends EventTarget { state = 'installed'; postMessage(said) { worker.said.push(said) } }
             const registration = Object.assign(new EventTarget(), {
                active: new Worker(), waiting: null, installing: null,
                async showNotification(title, options) { worker.shown.push({ title, ...options }) },
                async getNotifications() { return ['a', 'b'].map(tag => ({ tag, close: () => worker.closed.push(tag) })) },
                async update() { worker.asked += 1 },
             });
             worker.registration = registration; worker.Worker = Worker;
             worker.container = Object.assign(new EventTarget(), {
                controller: null, ready: Promise.resolve(registration), getRegistration: async () => registration });
             Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: worker.container })",
        );
        Self
    }

    /// As pages without a safe connection have it.
    pub(crate) fn none() -> Self {
        eval("Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: undefined })");
        Self
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        eval("delete navigator.serviceWorker");
    }
}

/// Waits until this holds; the runner's own deadline ends a wait in vain.
pub(crate) async fn until(question: &str) {
    while !eval(question).is_truthy() {
        turn().await;
    }
}

/// Runs a script of statements that may wait, and says what it returned.
async fn run(script: &str) -> JsValue {
    let promise = eval(&["(async () => {", script, "})()"].concat());
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::from(promise)).await.unwrap()
}

/// Loads `boot/sw.js` as the build `version`, on a host whose files are `host`, with real caches.
async fn load_worker(version: &str) {
    let rest = "['icons/icon.svg', 'emoji.txt']";
    let build = ["{ version: '", version, "', app: ['a-0123456789abcdef.js'], rest: ", rest, " }"];
    let script =
        include_str!("../../boot/sw.js").replace(r#"{ version: "", app: [], rest: [] }"#, &build.concat());
    assert!(script.contains(version), "the line that the build fills in is there");
    js_sys::Reflect::set(&js_sys::global(), &"workerScript".into(), &script.into()).unwrap();
    eval(
        "globalThis.host ??= {};
         globalThis.scope = location.origin + '/snug/';
         globalThis.listeners = {}; globalThis.tabs = []; globalThis.opened = [];
         globalThis.workerSelf = {
            registration: { scope },
            clients: { matchAll: async () => tabs, openWindow: async url => { opened.push(url) } },
            addEventListener: (name, listener) => { listeners[name] = listener },
            skipWaiting: () => { workerSelf.skipped = true },
         };
         globalThis.hostFetch = async asked => {
            const url = asked.url ?? asked;
            if (host === null) throw new TypeError('offline');
            const text = host[url.slice(scope.length)];
            return text === undefined ? new Response('', { status: 404 }) : new Response(text);
         };
         globalThis.tell = async (name, event) => {
            const waits = [];
            listeners[name]({ waitUntil: promise => waits.push(promise), ...event });
            await Promise.all(waits);
         };
         globalThis.get = async (name, more = {}) => {
            let answer = null;
            const url = name.includes(':') ? name : scope + name;
            listeners.fetch({ request: { url, method: 'GET', mode: 'cors', ...more }, respondWith: it => { answer = it } });
            const response = await answer;
            return response && (response.ok ? response.text() : response.status);
         };
         new Function('self', 'fetch', workerScript)(workerSelf, hostFetch)",
    );
}

/// A host with all files of the build, and no caches from before.
async fn fresh_host() {
    run("for (const name of await caches.keys()) await caches.delete(name);
         globalThis.host = { 'index.html': '<script src=a-0123456789abcdef.js>', 'a-0123456789abcdef.js': 'one',
            'icons/icon.svg': '<svg>', 'emoji.txt': 'signs', 'other.txt': 'other' }")
    .await;
}

#[wasm_bindgen_test]
async fn what_the_build_holds_is_served_without_the_host() {
    fresh_host().await;
    load_worker("v1").await;
    run("await tell('install')").await;
    eval("host = null");
    let got =
        run("return [await get('', { mode: 'navigate' }), await get('index.html?x#y', { mode: 'navigate' }),
                   await get('a-0123456789abcdef.js'), await get('icons/icon.svg')].join('|')")
        .await;
    assert_eq!(
        got.as_string().as_deref(),
        Some("<script src=a-0123456789abcdef.js>|<script src=a-0123456789abcdef.js>|one|<svg>")
    );
}

#[wasm_bindgen_test]
async fn what_the_build_does_not_hold_is_left_alone() {
    fresh_host().await;
    load_worker("v1").await;
    run("await tell('install')").await;
    let got = run("return JSON.stringify([await get('other.txt'), await get('https://elsewhere.example/snug/'),
                   await get(location.origin + '/', { mode: 'navigate' }), await get('', { method: 'POST', mode: 'navigate' }),
                   await get('sub/', { mode: 'navigate' })])")
    .await;
    assert_eq!(got.as_string().as_deref(), Some("[null,null,null,null,null]"));
}

#[wasm_bindgen_test]
async fn what_many_never_need_is_kept_once_the_page_asked_for_it() {
    fresh_host().await;
    load_worker("v1").await;
    run("await tell('install')").await;
    let kept = "return Boolean(await caches.match(scope + 'emoji.txt'))";
    assert_eq!(run(kept).await, false);
    eval("globalThis.online = host; host = null");
    let failed = run("return get('emoji.txt').then(() => 'there', error => error.message)").await;
    assert_eq!(failed.as_string().as_deref(), Some("offline"));
    eval("host = {}");
    assert_eq!(run("return get('emoji.txt')").await, 404);
    assert_eq!(run(kept).await, false);
    eval("host = online");
    assert_eq!(run("return get('emoji.txt')").await.as_string().as_deref(), Some("signs"));
    eval("host = null");
    assert_eq!(run("return get('emoji.txt')").await.as_string().as_deref(), Some("signs"));
}

#[wasm_bindgen_test]
async fn a_host_that_still_sends_the_page_before_is_no_version() {
    fresh_host().await;
    eval("host['index.html'] = '<script src=a-ffffffffffffffff.js>'");
    load_worker("v2").await;
    let failed = run("return tell('install').then(() => 'installed', error => error.message)").await;
    assert_eq!(failed.as_string().as_deref(), Some("this host does not have the page of this build yet"));
}

#[wasm_bindgen_test]
async fn a_new_version_keeps_its_own_set_and_the_old_one_goes_when_it_is_taken() {
    fresh_host().await;
    load_worker("v1").await;
    run("await caches.open('another page')").await;
    run("await tell('install'); globalThis.before = listeners").await;
    eval("host['icons/icon.svg'] = '<svg new>'");
    load_worker("v2").await;
    run("await tell('install'); globalThis.after = listeners").await;
    let old = run("listeners = before; return get('icons/icon.svg')").await;
    assert_eq!(old.as_string().as_deref(), Some("<svg>"), "the old worker serves its own");
    run("listeners = after; listeners.message({ data: 'something' })").await;
    assert!(eval("workerSelf.skipped === undefined").is_truthy());
    run("listeners.message({ data: 'take-over' }); await tell('activate')").await;
    assert!(eval("workerSelf.skipped").is_truthy());
    let got = run("return get('icons/icon.svg')").await;
    assert_eq!(got.as_string().as_deref(), Some("<svg new>"));
    let names = run("return (await caches.keys()).map(name => name.replace(scope, '')).sort().join()").await;
    assert_eq!(names.as_string().as_deref(), Some("another page,snug  settings,snug  v2"));
}

#[wasm_bindgen_test]
async fn the_hosts_settings_come_from_the_host_and_else_as_they_last_were() {
    fresh_host().await;
    eval("host['config.json'] = '{}'");
    load_worker("v1").await;
    run("await tell('install')").await;
    eval("host['config.json'] = '{\"rooms\":[]}'");
    let settings = "return String(await get('config.json'))";
    assert_eq!(run(settings).await.as_string().as_deref(), Some("{\"rooms\":[]}"));
    eval("globalThis.online = host; host = null");
    assert_eq!(run(settings).await.as_string().as_deref(), Some("{\"rooms\":[]}"));
    // Taken away by the host, they are gone here, too.
    eval("host = online; delete host['config.json']");
    assert_eq!(run(settings).await.as_string().as_deref(), Some("404"));
    eval("host = null");
    assert_eq!(run(settings).await.as_string().as_deref(), Some("404"));
    eval("host = {}");
}

#[wasm_bindgen_test]
async fn a_click_on_a_notification_shows_a_tab_of_ours_or_opens_one() {
    fresh_host().await;
    load_worker("v1").await;
    let click =
        "await tell('notificationclick', { notification: { data: { open: 'room=a' }, close() {} } });";
    run(click).await;
    assert!(eval("opened.join() === scope + '#room=a'").is_truthy());
    eval(
        "globalThis.focused = []; globalThis.told = [];
         const tab = (url, visibilityState) => ({ url, visibilityState, focused: false,
            postMessage: it => told.push(url + ' ' + it.open), focus: async () => { focused.push(url) } });
         tabs = [tab(location.origin + '/other/', 'visible'), tab(scope + '#1', 'hidden'), tab(scope + '#2', 'visible')]",
    );
    run(click).await;
    assert!(
        eval("opened.length === 1 && focused.join() === scope + '#2' && told.join() === scope + '#2 room=a'")
            .is_truthy()
    );
}

#[wasm_bindgen_test]
async fn a_click_reaches_the_page_as_a_fragment() {
    let _browser = StandIn::new();
    let heard = Heard::new();
    let listener = snug::web::notifications::on_open(heard.teller()).unwrap();
    eval("worker.container.dispatchEvent(new MessageEvent('message', { data: 'other' }))");
    eval("worker.container.dispatchEvent(new MessageEvent('message', { data: { open: 'room=a' } }))");
    assert_eq!(heard.take(), ["room=a"]);
    drop(listener);
    eval("worker.container.dispatchEvent(new MessageEvent('message', { data: { open: 'room=a' } }))");
    assert!(heard.take().is_empty());
}
