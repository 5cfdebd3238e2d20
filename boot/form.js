// The sign-in form while the app is on its way, for whoever comes for the first time: on a slow line that is seconds. It
// has the app's own styles, so that nothing moves when the app takes its place, and hands over what was typed, where the
// cursor was, and that Connect was pressed; then also the WebSocket to the broker, which is opened meanwhile. The words
// are those of src/i18n; a test compares them.

// Where the app is there as soon as that, a form that is exchanged for another would only be in the way.
const SOON_MS = 1500;
// So long after the app has the form, a socket that it did not take is closed.
const TAKEN_WITHIN_MS = 10000;
// What the chat begins with.
const ICONS = ["search", "settings", "close", "people", "more", "send", "checks"];

const boot = document.getElementById("boot");
const page = document.getElementById("boot-form");
const form = page.querySelector("form");
const inputs = [...form.querySelectorAll("input")];
const [broker, name, room] = inputs;
const [connect] = form.getElementsByTagName("button");
const isTouch = matchMedia("(pointer: coarse)").matches;

let isComposing = false;
let isPressed = false;

// Whoever was here before, and what the app knows of them, is the app's.
function isFirstVisit() {
    const kept = (key) => sessionStorage.getItem(key) ?? localStorage.getItem(key);
    try {
        return !kept("snug:profile") && !kept("snug:look");
    } catch {
        return false;
    }
}

// The app reads the same answer, and says what is wrong with it.
async function settings() {
    const asked = fetch(new URL("config.json", document.baseURI));
    window.snugSettings = asked.then((answer) => answer.clone());
    window.snugSettings.catch(() => {});
    try {
        const answer = await asked;
        const read = answer.ok ? await answer.json() : null;
        return read ?? {};
    } catch {
        return {};
    }
}

function speak({ locale }) {
    const known = [locale, ...navigator.languages].find((tag) => /^(en|zh)\b/i.test(tag ?? ""));
    if (!/^zh/i.test(known ?? "")) return;
    document.documentElement.lang = "zh-Hans";
    for (const part of page.querySelectorAll("[data-zh]")) part.textContent = part.dataset.zh;
    for (const input of inputs) input.placeholder = input.dataset.zhPlaceholder ?? input.placeholder;
    form.setAttribute("aria-label", form.dataset.zhLabel);
    connect.dataset.pressed = connect.dataset.zhPressed;
}

function colour({ theme, accent }) {
    const root = document.documentElement;
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (/^#[0-9a-f]{6}$/i.test(accent)) {
        root.dataset.accent = "";
        root.style.setProperty("--host-accent", accent);
    }
}

// What stands in a field by itself is its default value; what differs from that was typed.
function fill({ brokers, rooms, lockBroker }) {
    const link = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B"));
    for (const input of inputs) input.defaultValue = link.get(input.name) || input.defaultValue;
    const offered = Array.isArray(brokers) ? brokers.filter((one) => typeof one === "string") : [];
    const isLocked = lockBroker === true;
    const isAllowed = link.get("broker") && (!isLocked || offered.includes(link.get("broker")));
    if (!isAllowed) broker.defaultValue = offered[0] ?? "";
    if (!link.get("room") && typeof rooms?.[0] === "string") room.defaultValue = rooms[0];
    if (isLocked) {
        broker.readOnly = true;
        broker.nextElementSibling.hidden = false;
    }
}

// On a touch screen the keyboard would go away with the field that somebody types into.
const isBusy = () => isComposing || (isTouch && !isPressed && inputs.includes(document.activeElement));

// [broker, name, room] as typed, or null each; the field with the cursor, where in it, and whether Connect was pressed.
function handOver() {
    // What is typed from now on would be lost.
    form.inert = isPressed;
    const at = inputs.find((input) => input === document.activeElement);
    const typed = inputs.map((input) => (input.value === input.defaultValue ? null : input.value));
    return [...typed, at?.name ?? null, at?.selectionStart ?? 0, isPressed];
}

// Nothing is sent: the app takes the socket if it wants the same address, and says who is there. What else may stand in the
// field, or be wrong with it, is the app's to find out.
function reach(address) {
    if (!/^wss?:\/\/[^,\s]+$/.test(address) || !name.value.trim() || !room.value.trim()) return;
    try {
        const socket = new WebSocket(address, "mqtt");
        window.snugSocket = Object.assign(socket, { address });
    } catch {
        // The app says what the browser forbids.
    }
}

function letGoOfSocket() {
    window.snugSocket?.close();
    delete window.snugSocket;
}

// To the browser each is a small document of its own: made while the module is on its way, they do not hold up the chat.
function drawIcons() {
    const place = document.createElement("span");
    place.className = "visually-hidden";
    place.setAttribute("aria-hidden", "true");
    for (const name of ICONS) {
        place.append(Object.assign(document.createElement("span"), { className: `icon icon-${name}` }));
    }
    page.append(place);
}

function offer() {
    window.snugTyped = () =>
        new Promise((resolve) => {
            // After a field lost the focus, the next one has it only when the event is over.
            const look = () => setTimeout(() => isBusy() || resolve(handOver()));
            setTimeout(letGoOfSocket, TAKEN_WITHIN_MS);
            for (const event of ["focusout", "compositionend", "submit"]) form.addEventListener(event, look);
            look();
        });
    form.addEventListener("compositionstart", () => (isComposing = true));
    form.addEventListener("compositionend", () => (isComposing = false));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!isPressed) reach(broker.value.trim());
        isPressed = true;
        connect.textContent = connect.dataset.pressed;
        connect.setAttribute("aria-busy", "true");
    });
    boot.hidden = true;
    page.hidden = false;
    setTimeout(drawIcons);
}

// No `await` outside of a function: browsers that don't know it could not read boot/load.js either, which says so.
async function begin() {
    if (!isFirstVisit()) return;
    const read = await settings();
    await new Promise((resolve) => setTimeout(resolve, SOON_MS - performance.now()));
    // The app may have been faster, or boot/watch.js may have said why it can't start.
    if (boot.isConnected && !document.getElementById("boot-reload")) {
        speak(read);
        colour(read);
        fill(read);
        offer();
    }
}

begin();
