// Connects by either library, reads what comes as chat messages into a list without doubles, and tells when all are there.
"use strict";

function model(count) {
    const messages = [];
    const known = new Set();
    return text => {
        const { user, say, id, ts } = JSON.parse(text);
        if (known.has(id)) return;
        known.add(id);
        messages.push({ user, say, id, ts });
        if (messages.length === count) window.measured = { end: performance.timeOrigin + performance.now() };
    };
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
