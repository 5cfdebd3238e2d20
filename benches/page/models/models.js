// Connects by either library, reads what comes as chat messages into a list without doubles, and tells when all are there.
// Our engine does the same with the page's own chat; a bare socket reads nothing and counts what comes.
"use strict";

function model(count) {
    const messages = [];
    const known = new Set();
    return text => {
        const { user, say, id, ts } = JSON.parse(text);
        if (known.has(id)) return;
        known.add(id);
        messages.push({ user, say, id, ts });
        if (messages.length === count) end();
    };
}

function end() {
    window.measured = { end: performance.timeOrigin + performance.now() };
}

window.listenByPaho = (url, room, count) => new Promise((resolve, reject) => {
    const take = model(count);
    const client = new Paho.Client(url, "paho");
    client.onMessageArrived = message => take(message.payloadString);
    client.connect({
        cleanSession: true, keepAliveInterval: 120, onFailure: reject,
        onSuccess: () => client.subscribe(room, { qos: 2, onSuccess: resolve }),
    });
});

window.listenByMqttJs = (url, room, count) => new Promise(resolve => {
    const take = model(count);
    const decoder = new TextDecoder();
    const client = mqtt.connect(url, { protocolVersion: 4, clean: true, keepalive: 120, timerVariant: "native" });
    client.on("message", (topic, payload) => take(decoder.decode(payload)));
    client.on("connect", () => client.subscribe(room, { qos: 2 }, () => resolve()));
});

window.listenBySnug = (url, room, count) => bySnug(url, room, count, "none");
window.listenBySnugKept = (url, room, count) => bySnug(url, room, count, "keep");

async function bySnug(url, room, count, trace) {
    await wasm_bindgen("snug_page_bench_bg.wasm");
    const listener = await new Promise((resolve, reject) => {
        const listener = new wasm_bindgen.Listener(url, room, trace, () => resolve(listener), reject);
    });
    listener.listen(count, end);
}

window.listenBare = async (url, room, count, packets) => {
    const socket = await connectBare(url, room);
    let left = count / packets;
    socket.onmessage = () => {
        left -= 1;
        if (left === 0) end();
    };
};
