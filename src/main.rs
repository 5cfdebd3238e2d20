//! Mounts the page; nothing else.

#![recursion_limit = "256"]

#[cfg(target_arch = "wasm32")]
fn main() {
    #[cfg(debug_assertions)]
    snug::web::page::log_panics();
    wasm_bindgen_futures::spawn_local(async {
        snug::ui::mount(snug::engine::open().await);
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Snug runs in a browser. Start it with: cargo xtask start");
    std::process::exit(2);
}
