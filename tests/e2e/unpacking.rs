//! The module comes packed (xtask/src/pack.rs) and is unpacked before it runs (boot/unpack.js): to the byte what was built,
//! or it is said that the page could not be loaded.

use serde_json::json;

use crate::stage::Stage;

in_three_engines!(what_is_compiled_is_what_was_built, what_is_no_module_is_said);

/// Keeps what the app hands to the browser.
const WATCH: &str = "{
    const real = WebAssembly.instantiate;
    WebAssembly.instantiate = (module, imports) => {
        window.compiled = module;
        return real.call(WebAssembly, module, imports);
    };
}";

/// The length and the FNV-1a sum of what was compiled, and what the file says of both.
const COMPARE: &str = "
    const compare = async () => {
        const file = document.querySelector('meta[name=snug-app]').dataset.wasm;
        const header = new DataView(await (await fetch(file)).arrayBuffer());
        const said = [18, 22].map((place) => header.getUint32(place, true));
        let sum = 0x811c9dc5;
        for (const byte of window.compiled) sum = Math.imul(sum ^ byte, 0x01000193);
        window.compared = [[window.compiled.length, sum >>> 0], said];
    };
    window.comparing ??= compare();
    return window.compared;";

async fn what_is_compiled_is_what_was_built(stage: &Stage) {
    let page = stage.open(stage.site_with_script(WATCH).await.url()).await;
    page.wait_sign_in().await;
    let (compiled, built): ([u32; 2], [u32; 2]) = page.ask(COMPARE, &[]).await;
    assert_eq!(compiled, built);
    assert!(compiled[0] > 100_000, "{compiled:?}");
}

/// Answers for the module with something else.
const INSTEAD: &str = "{
    const real = window.fetch;
    const url = (what) => String(what?.url ?? what);
    window.fetch = async (what, how) => {
        const answer = await real(what, how);
        const instead = {
            cut: async () => new Response((await answer.arrayBuffer()).slice(0, -1)),
            blank: async () => new Response(new Uint8Array(await answer.arrayBuffer()).fill(0x20, 200)),
            erased: async () => new Response(new Uint8Array(await answer.arrayBuffer()).fill(0xff, 200)),
            // Numbers of locals that there are not: as long as those that they replace.
            changed: async () => {
                const bytes = new Uint8Array(await answer.arrayBuffer());
                const header = new DataView(bytes.buffer, 18);
                let place = 18 + 4 * 26;
                for (let stream = 0; stream < 8; stream++) place += header.getUint32(16 + 4 * stream, true);
                return new Response(bytes.fill(0x7f, place, place + 8));
            },
            begun: async () => new Response((await answer.arrayBuffer()).slice(0, 8)),
            page: async () => new Response('<!DOCTYPE html><title>Sign in to this network</title>'),
            nothing: async () => new Response('There is no such file.', { status: 404 }),
        };
        return url(what).endsWith('.wasm') ? instead[WHAT]() : answer;
    };
}";

async fn what_is_no_module_is_said(stage: &Stage) {
    for what in ["cut", "blank", "erased", "changed", "begun", "page", "nothing"] {
        let script = INSTEAD.replace("WHAT", &json!(what).to_string());
        let page = stage.open(stage.site_with_script(&script).await.url()).await;
        page.wait_alert(&["Snug could not be loaded. Check your connection, then reload."]).await;
        page.wait_for("button", "Reload").await;
    }
}
