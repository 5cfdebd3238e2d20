// Loads and starts the app: wasm-bindgen's glue and the module. Tells boot/watch.js when that fails.

const beside = (path) => new URL(path, document.baseURI).href;

async function start() {
    const app = document.querySelector('meta[name="snug-app"]').dataset;
    // Exactly the request of the page's preload, or the browser loads the module twice.
    const wasm = fetch(beside(app.wasm), { mode: "no-cors", credentials: "include" });
    const glue = await import(beside(app.js));
    await glue.default({ module_or_path: wasm });
}

start().catch((error) => {
    document.dispatchEvent(new CustomEvent("snug-boot-failed", { detail: error }));
    throw error; // for the console
});
