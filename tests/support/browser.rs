//! A real browser with a fresh profile, driven over WebDriver by its own driver process on a free port.
//! One per person in a scenario; what a person does with it is `page.rs`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::process::{Process, free_port, listening};

/// Another test may take a free port before the driver does.
const ATTEMPTS: usize = 5;

/// The width and height of a phone, in CSS pixels.
pub(crate) const PHONE: (u32, u32) = (390, 844);
const DESKTOP: (u32, u32) = (1280, 800);

/// The three families of browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// What the page is looked at with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    Desktop,
    Phone,
}

/// A browser, its driver and, for WebKit, the display they draw on. All end when it is dropped.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    process: Process,
    // Dropped after the driver, which draws on the one and writes into the other.
    _display: Option<Process>,
    _profile: TempDir,
}

impl Browser {
    /// Starts the driver, and the browser with an empty page.
    pub(crate) async fn start(engine: Engine, screen: Screen) -> Self {
        let profile = TempDir::new().expect("a temporary folder can be made");
        let (display, name) = match engine {
            Engine::WebKit => {
                let (process, name) = virtual_display(profile.path()).await;
                (Some(process), Some(name))
            }
            Engine::Chromium | Engine::Firefox => (None, None),
        };
        let (process, port) = start_driver(engine, profile.path(), name.as_deref()).await;
        let Value::Object(capabilities) = capabilities(engine, screen, profile.path()) else {
            unreachable!("json! made an object")
        };
        let address = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::new(address, Capabilities::from(capabilities))
            .await
            .unwrap_or_else(|error| panic!("{engine:?} does not start: {error}\n{}", process.log()));
        if engine != Engine::Chromium {
            let (width, height) = match screen {
                Screen::Desktop => DESKTOP,
                // The window has bars above the page.
                Screen::Phone => (PHONE.0, PHONE.1 + 200),
            };
            driver.set_window_rect(0, 0, width, height).await.expect("a window can be resized");
        }
        Self { driver, process, _display: display, _profile: profile }
    }

    /// What the page and the browser complained about, as far as the engine tells.
    pub(crate) async fn console(&self) -> String {
        let mut lines = self.process.log();
        // Chromedriver hands the console out, Firefox prints it, WebKit keeps it to itself; there `page.js` has listened.
        for entry in self.driver.browser_log().await.unwrap_or_default() {
            lines += &format!("\n{} {}", entry.level, entry.message);
        }
        let heard = self.driver.execute("return window.snugHeard ?? []", Vec::new()).await;
        for words in heard.and_then(|heard| heard.convert::<Vec<String>>()).unwrap_or_default() {
            lines += &format!("\n{words}");
        }
        lines
    }
}

async fn start_driver(engine: Engine, profile: &Path, display: Option<&str>) -> (Process, u16) {
    for _ in 0..ATTEMPTS {
        let port = free_port();
        let mut command = driver_command(engine, port);
        // What the browsers leave behind lands in the profile's folder, and goes with it.
        for variable in ["TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"] {
            command.env(variable, profile);
        }
        command
            .envs([("LANG", "C.UTF-8"), ("LANGUAGE", "en_US")])
            .envs(display.map(|name| ("DISPLAY", name)));
        let mut process = Process::start(&mut command, &profile.join("driver.log"));
        if listening(port, &mut process).await {
            return (process, port);
        }
    }
    panic!("the driver of {engine:?} does not start");
}

fn driver_command(engine: Engine, port: u16) -> Command {
    let mut command = Command::new(match engine {
        Engine::Chromium => "chromedriver",
        Engine::Firefox => "geckodriver",
        Engine::WebKit => "WebKitWebDriver",
    });
    match engine {
        Engine::Chromium => command.arg(format!("--port={port}")),
        Engine::Firefox => {
            command.args(["--host", "127.0.0.1", "--websocket-port", "0", "--port", &port.to_string()])
        }
        // Its processes may end a moment after the browser, and would put a cache where the profile was.
        Engine::WebKit => command
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("MESA_SHADER_CACHE_DISABLE", "true"),
    };
    command
}

fn capabilities(engine: Engine, screen: Screen, profile: &Path) -> Value {
    match engine {
        Engine::Chromium => chromium(screen, profile),
        Engine::Firefox => firefox(),
        Engine::WebKit => webkit(),
    }
}

fn chromium(screen: Screen, profile: &Path) -> Value {
    let (width, height) = DESKTOP;
    let metrics =
        json!({"width": PHONE.0, "height": PHONE.1, "pixelRatio": 2.0, "mobile": true, "touch": true});
    let emulation = match screen {
        Screen::Desktop => json!({}),
        Screen::Phone => json!({ "deviceMetrics": metrics }),
    };
    let options = json!({
        "mobileEmulation": emulation,
        "args": [
            // Tests in a container run as root, and Chromium's sandbox does not.
            "--no-sandbox", "--headless=new", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
            "--lang=en-US", format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.join("chromium").display()),
        ],
    });
    json!({ "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } })
}

fn firefox() -> Value {
    let binary = ["firefox", "firefox-esr"].into_iter().find_map(on_path);
    let binary = binary.expect("Firefox is installed");
    let options = json!({
        "binary": binary,
        "args": ["-headless"],
        "prefs": {
            "devtools.console.stdout.content": true,
            "intl.accept_languages": "en-US,en",
            "app.update.enabled": false,
            "datareporting.policy.dataSubmissionEnabled": false,
        },
    });
    json!({ "browserName": "firefox", "moz:firefoxOptions": options })
}

fn webkit() -> Value {
    json!({ "webkitgtk:browserOptions": { "binary": mini_browser(), "args": ["--automation"] } })
}

/// WebKitGTK's own small browser lies in a folder for private programs whose place differs by system.
fn mini_browser() -> PathBuf {
    let parents = ["/usr/lib", "/usr/libexec", "/usr/lib64"].map(PathBuf::from);
    let below = |folder: &PathBuf| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let folders = parents.iter().flat_map(below).collect::<Vec<_>>();
    folders
        .iter()
        .cloned()
        .chain(folders.iter().flat_map(below))
        .map(|folder| folder.join("MiniBrowser"))
        .filter(|path| path.exists())
        .max()
        .expect("WebKitGTK's MiniBrowser is installed (Debian: webkit2gtk-driver)")
}

/// A display in memory; the server picks a free number and prints it.
async fn virtual_display(folder: &Path) -> (Process, String) {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1400x1200x24", "-nolisten", "tcp"]);
    let mut process = Process::start(&mut command, &folder.join("display.log"));
    let number = |line: &str| line.trim().parse::<u32>().ok();
    let number = process.wait_printed("Xvfb to say its display", number).await;
    (process, format!(":{number}"))
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.exists())
}
