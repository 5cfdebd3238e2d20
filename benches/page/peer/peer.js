// A chat with MQTT.js. As fast as its author knows how: what arrives is read as it comes and drawn once per frame,
// no more than MOST_ROWS rows are on the page, texts are set as text, and of a burst only what stays is drawn at all.
"use strict";

const MOST_ROWS = 500;
const WINDOW = 20;

const form = document.getElementById("sign-in");
const chat = document.getElementById("chat");
const log = document.getElementById("log");
const composer = document.getElementById("composer");
const connection = document.getElementById("connection");
const box = composer.querySelector("textarea");
const delivery = composer.querySelector("select");

const decoder = new TextDecoder();
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

const messages = [];
const byId = new Map();
const waiting = [];
let client, room, name;
let inFlight = 0;
let drawn = 0;
let changed = new Set();
let frame = 0;

// What a link says fills the form; nothing connects without a click.
for (const [field, value] of new URLSearchParams(location.hash.slice(1))) {
    if (form.elements[field]) form.elements[field].value = value;
}
form.hidden = false;

form.addEventListener("submit", event => {
    event.preventDefault();
    room = form.elements.room.value;
    name = form.elements.name.value;
    log.setAttribute("aria-label", `Messages in ${room}`);
    form.hidden = true;
    chat.hidden = false;
    connection.textContent = "Connecting";
    client = mqtt.connect(form.elements.broker.value, {
        protocolVersion: 4, clean: true, keepalive: 120, timerVariant: "native",
    });
    client.on("connect", () => client.subscribe(room, { qos: 2 }, () => { connection.textContent = "Connected"; }));
    client.on("close", () => { connection.textContent = "Reconnecting"; });
    client.on("message", (topic, payload) => take(payload));
});

composer.addEventListener("submit", event => {
    event.preventDefault();
    const say = box.value;
    if (!say.trim()) return;
    box.value = "";
    const message = { user: name, say, id: newId(), ts: Date.now(), status: "queued" };
    keep(message);
    waiting.push([message, Number(delivery.value)]);
    publish();
});

function publish() {
    while (inFlight < WINDOW && waiting.length > 0) {
        const [message, qos] = waiting.shift();
        const { user, say, id, ts } = message;
        inFlight += 1;
        client.publish(room, JSON.stringify({ user, say, id, ts }), { qos }, () => {
            inFlight -= 1;
            publish();
        });
        mark(message, "sent");
    }
}

function take(payload) {
    const text = decoder.decode(payload);
    let read;
    try { read = JSON.parse(text); } catch { read = null; }
    const said = typeof read?.say === "string" ? read : { user: "", say: text };
    const known = said.id && byId.get(said.id);
    if (!known) keep({ user: said.user ?? "", say: said.say, id: said.id, ts: said.ts ?? Date.now(), status: "received" });
    else if (known.user === name) mark(known, "delivered");
}

function keep(message) {
    messages.push(message);
    if (message.id) byId.set(message.id, message);
    ask();
}

function mark(message, status) {
    message.status = status;
    if (message.row) changed.add(message);
    ask();
}

function ask() {
    frame ||= requestAnimationFrame(draw);
}

function draw() {
    frame = 0;
    for (const { row, status } of changed) row.dataset.status = status;
    changed.clear();
    const from = Math.max(drawn, messages.length - MOST_ROWS);
    if (from === messages.length) return;
    const added = document.createDocumentFragment();
    for (let at = from; at < messages.length; at += 1) added.append(row(messages[at]));
    const over = log.childElementCount + messages.length - from - MOST_ROWS;
    if (over >= log.childElementCount) log.replaceChildren();
    else for (let gone = 0; gone < over; gone += 1) log.firstChild.remove();
    log.append(added);
    for (let at = Math.max(drawn - MOST_ROWS, 0); at < messages.length - MOST_ROWS; at += 1) messages[at].row = null;
    drawn = messages.length;
    log.scrollTop = log.scrollHeight;
}

function row(message) {
    const row = document.createElement("article");
    Object.assign(row.dataset, { id: message.id ?? "", user: message.user, status: message.status });
    const user = document.createElement("b");
    user.textContent = message.user;
    const time = document.createElement("time");
    time.textContent = clock.format(message.ts);
    const text = document.createElement("span");
    text.textContent = message.say;
    row.append(user, time, text);
    message.row = row;
    return row;
}

function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(13));
    return [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}
