// Finds things on the page the way a person with a screen reader does: by role and accessible name.
// Loaded before each question that page.rs asks. All it leaves behind is an ear for what goes wrong.

if (!window.snugHeard) {
    const heard = window.snugHeard = [];
    const error = console.error;
    console.error = (...words) => { heard.push(words.join(" ")); error.apply(console, words); };
    addEventListener("error", event => heard.push(`uncaught: ${event.message}`));
    addEventListener("unhandledrejection", event => heard.push(`uncaught in a promise: ${event.reason}`));
}

const IMPLICIT = {
    A: e => e.hasAttribute("href") && "link", ARTICLE: "article", ASIDE: "complementary", BUTTON: "button", DIALOG: "dialog", FORM: "form",
    NAV: "navigation", OL: "list", SELECT: "combobox", UL: "list",
    SUMMARY: "button", TEXTAREA: "textbox", OUTPUT: "status",
    INPUT: e => ({ checkbox: "checkbox", radio: "radio", submit: "button", button: "button", range: "slider" })[e.type] ?? "textbox",
};

const tidy = text => (text ?? "").replace(/\s+/g, " ").trim();

function role(e) {
    const own = e.getAttribute("role");
    if (own) return own.split(" ")[0];
    const implied = IMPLICIT[e.tagName];
    return typeof implied === "function" ? implied(e) : implied;
}

function accessibleName(e) {
    const labelled = e.getAttribute("aria-labelledby");
    if (labelled) return tidy(labelled.split(/\s+/).map(id => document.getElementById(id)?.textContent).join(" "));
    if (e.hasAttribute("aria-label")) return tidy(e.getAttribute("aria-label"));
    if (e.labels?.length) return tidy([...e.labels].map(spoken).join(" "));
    return ["button", "link", "option"].includes(role(e)) ? tidy(spoken(e)) || tidy(e.title) : tidy(e.title);
}

// The text of an element without what is hidden from screen readers.
function spoken(e) {
    const copy = e.cloneNode(true);
    for (const hidden of copy.querySelectorAll("[aria-hidden=true], [hidden], input, textarea, select")) hidden.remove();
    return copy.textContent;
}

// What is found in the form before the app may be gone a moment later.
function visible(e) {
    return e.checkVisibility({ visibilityProperty: true })
        && !e.closest("[aria-hidden=true], [inert], [data-early]");
}

function all(wanted, scope = document) {
    return [...scope.querySelectorAll("*")].filter(e => role(e) === wanted && visible(e));
}

function find(wanted, name, scope) {
    return all(wanted, scope).find(e => accessibleName(e) === name) ?? null;
}

const logs = () => all("log");

function messages() {
    return logs().flatMap(log => all("article", log)).map(e => ({
        id: e.dataset.id ?? "", user: e.dataset.user ?? "", status: e.dataset.status ?? "", text: tidy(e.innerText), content: tidy(e.textContent),
    }));
}

// The message that shows this text; of several, the last.
function message(text) {
    return logs().flatMap(log => all("article", log)).filter(e => tidy(e.innerText).includes(text)).at(-1) ?? null;
}

function room(topic) {
    const navigation = find("navigation", "Rooms");
    const entries = navigation ? [...all("link", navigation), ...all("button", navigation)] : [];
    const begins = e => accessibleName(e) === topic || accessibleName(e).startsWith(topic + " ") || accessibleName(e).startsWith(topic + ",");
    return entries.find(begins) ?? null;
}

// What keys would go to, as "role: name".
function focused() {
    const e = document.activeElement;
    return e && e !== document.body ? `${role(e) ?? e.tagName}: ${accessibleName(e)}` : "";
}

// Which way by Tab from what is focused to `target`: "here", "back" or "on".
function way(target) {
    const from = document.activeElement;
    if (from === target) return "here";
    const before = from && from !== document.body
        && from.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING;
    return before ? "back" : "on";
}
