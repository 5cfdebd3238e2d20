// The service worker: the page opens without a network, and shows what the system's notifications are clicked for.
// It serves the files of one build and nothing else, so that two versions never mix. Whatever else the page or other
// pages of this host ask for, it leaves alone.

// The build's own; `cargo xtask finish` puts it in. `app`: what the first page needs, named by index.html.
const BUILD = { version: "", app: [], rest: [] };

const SCOPE = self.registration.scope;
// Other folders of this host may have a Snug of their own.
const OURS = `snug ${SCOPE} `;
const CACHE = OURS + BUILD.version;
// What the host decides outlives the versions.
const SETTINGS = `${OURS}settings`;
const SETTINGS_FILE = "config.json";
const SETTINGS_PATIENCE_MS = 4000;
const NONE_OF_THAT_NAME = [403, 404, 410];

const FILES = new Set([...BUILD.app, ...BUILD.rest]);
// Nothing but data, which many never need: fetched when the page first asks for it, and kept from then on.
const WHEN_ASKED = new Set(["emoji.txt"]);
const HASHED = /[-.][0-9a-f]{12,}[-._]/;

const address = (name) => new URL(name, SCOPE).href;

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
self.addEventListener("fetch", (event) => {
    const answer = answerTo(event.request);
    if (answer) event.respondWith(answer);
});
self.addEventListener("message", (event) => {
    if (event.data === "take-over") self.skipWaiting();
});
self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(show(event.notification.data?.open ?? ""));
});

// All or nothing: what fails here is tried again when the browser next looks for news.
async function keepAll() {
    const cache = await caches.open(CACHE);
    await cache.put(address("index.html"), await pageOfThisBuild());
    const names = [...FILES].filter((name) => !WHEN_ASKED.has(name));
    await Promise.all(names.map(async (name) => cache.put(address(name), await loaded(name))));
    await newSettings(fetch(address(SETTINGS_FILE), { cache: "no-cache" }));
}

// A host that is being renewed may still send the page before, whose files are not ours.
async function pageOfThisBuild() {
    for (const name of ["index.html", ""]) {
        const response = await fetch(address(name), { cache: "no-cache" });
        const html = response.ok ? await response.text() : "";
        if (BUILD.app.length && BUILD.app.every((file) => html.includes(file))) {
            // Made anew: an answer that was redirected may not stand for a page, nor is it packed any more.
            const headers = new Headers(response.headers);
            headers.delete("content-encoding");
            headers.delete("content-length");
            return new Response(html, { headers });
        }
    }
    throw new Error("this host does not have the page of this build yet");
}

async function loaded(name) {
    // What has its hash in its name was just loaded by the page; of the others the host has to be asked.
    const response = await fetch(address(name), { cache: HASHED.test(name) ? "default" : "no-cache" });
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response;
}

async function dropOthers() {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(OURS) && name !== CACHE && name !== SETTINGS);
    await Promise.all(old.map((name) => caches.delete(name)));
}

function answerTo(request) {
    const url = request.url.split(/[?#]/)[0];
    if (request.method !== "GET" || !url.startsWith(SCOPE)) return null;
    const name = url.slice(SCOPE.length);
    const opens = request.mode === "navigate";
    if (name === SETTINGS_FILE && !opens) return settings(request);
    if (name === "" || name === "index.html") return opens ? kept(request, "index.html") : null;
    return FILES.has(name) ? kept(request, name) : null;
}

// Browsers throw everything of a site away at once, if at all.
async function kept(request, name) {
    const cache = await caches.open(CACHE);
    const known = await cache.match(address(name), { ignoreVary: true });
    if (known) return known;
    const response = await fetch(request);
    // A device without room for it still gets to see it.
    if (WHEN_ASKED.has(name) && response.ok) await cache.put(address(name), response.clone()).catch(() => {});
    return response;
}

async function settings(request) {
    try {
        return await newSettings(fetch(request, { signal: AbortSignal.timeout(SETTINGS_PATIENCE_MS) }));
    } catch {
        const cache = await caches.open(SETTINGS);
        // Without a copy the host had none when it was last asked.
        return (await cache.match(address(SETTINGS_FILE), { ignoreVary: true })) ?? new Response(null, { status: 404 });
    }
}

async function newSettings(asked) {
    const response = await asked;
    const cache = await caches.open(SETTINGS);
    if (response.ok) await cache.put(address(SETTINGS_FILE), response.clone());
    else if (NONE_OF_THAT_NAME.includes(response.status)) await cache.delete(address(SETTINGS_FILE));
    else throw new Error(`${SETTINGS_FILE}: ${response.status}`);
    return response;
}

async function show(fragment) {
    const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const tabs = all.filter((tab) => tab.url.startsWith(SCOPE));
    const tab = tabs.find((tab) => tab.focused) ?? tabs.find((tab) => tab.visibilityState === "visible") ?? tabs[0];
    if (!tab) return self.clients.openWindow(`${SCOPE}#${fragment}`);
    tab.postMessage({ open: fragment });
    // Refused where the click came too long ago.
    return tab.focus().catch(() => {});
}
