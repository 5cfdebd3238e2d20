// Loads and starts the app: wasm-bindgen's glue, and the module, which boot/unpack.js makes of what came. Tells boot/watch.js
// when that fails. Once the app runs, it has the service worker (boot/sw.js) keep everything for the next time; it also keeps
// the browser's offer to install the page, which may come before anybody can use it.

const beside = (path) => new URL(path, document.baseURI).href;
// Only where the connection is safe from others, and not in every private window.
const workers = navigator.serviceWorker;

addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault(); // or some browsers ask at once
    window.snugInstall = event;
    dispatchEvent(new Event("snug-install"));
});
addEventListener("appinstalled", () => delete window.snugInstall);

async function start() {
    const app = document.querySelector('meta[name="snug-app"]').dataset;
    // Exactly the request of the page's preload, or the browser loads the module twice.
    const both = fetch(beside(app.wasm), { mode: "no-cors", credentials: "include" }).then(async (answer) => {
        if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
        const packed = new Uint8Array(await answer.arrayBuffer());
        return [packed, unpack(packed)];
    });
    const parts = Promise.all([import(beside(app.js)), both]);
    // The first of these loads what the browser knows of times: for a slow phone a seventh of a second, while it waits anyway.
    new Intl.DateTimeFormat();
    const [glue, [packed, module]] = await parts;
    try {
        await glue.default({ module_or_path: module });
    } catch (error) {
        throw error instanceof WebAssembly.CompileError && isDamaged(module, packed) ? broken() : error;
    }
}

function keepForTheNextTime() {
    const register = () => workers.register(beside("sw.js"), { updateViaCache: "none" }).catch(() => {}); // then without
    if (document.readyState === "complete") register();
    else addEventListener("load", register);
}

// What does not start is no version to stay with: a newer one, if there is one, serves the next try.
async function takeWhatIsNewer() {
    const registration = await workers?.getRegistration();
    await registration?.update();
    const newer = registration?.waiting ?? registration?.installing;
    newer?.postMessage("take-over");
}

start().then(
    () => workers && keepForTheNextTime(),
    (error) => {
        document.dispatchEvent(new CustomEvent("snug-boot-failed", { detail: error }));
        takeWhatIsNewer().catch(() => {});
        console.error(error);
    },
);
