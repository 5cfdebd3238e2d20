// Says many messages with at most so many under way, by our engine or by MQTT.js, and tells how long that took until the
// last was back. By "window", all are said at once, and the client has so many unacknowledged: ours by itself, MQTT.js by
// what is given to it. In "turns", each is said when so many are not back, through the room, for either side. Ours are on
// the disk before they leave, unless nothing is to be kept.
"use strict";

const NAME = "Lucy";

// Each comes back with what says `count` messages, at most `most` at a time, by "window" or in "turns".
const SIDES = {
    snug: (url, room, qos) => snug(url, room, qos, "keep"),
    memory: (url, room, qos) => snug(url, room, qos, "none"),
    mqttjs: mqttJs,
};

async function snug(url, room, qos, trace) {
    await wasm_bindgen("snug_page_bench_bg.wasm");
    const speaker = await new Promise((resolve, reject) => {
        const speaker = new wasm_bindgen.Speaker(url, room, qos, trace, () => resolve(speaker), reject);
    });
    return (count, most, by) => new Promise(resolve => speaker.say(count, by === "turns" ? most : count, resolve));
}

// As a chat would: what is said is kept, what comes back is read and found by its id.
async function mqttJs(url, room, qos) {
    const messages = [];
    const byId = new Map();
    const decoder = new TextDecoder();
    const client = mqtt.connect(url, { protocolVersion: 4, clean: true, keepalive: 120, timerVariant: "native" });
    await new Promise((resolve, reject) => {
        client.on("error", reject);
        client.on("connect", () => client.subscribe(room, { qos: 2 }, () => resolve()));
    });
    return (count, most, by) => new Promise(resolve => {
        let delivered = 0, acknowledged = 0;
        const goOn = () => {
            const done = by === "turns" ? Math.min(delivered, acknowledged) : acknowledged;
            for (let left = most - (messages.length - done); left > 0 && messages.length < count; left--) {
                const say = `message ${messages.length + 1}, as people write them`;
                const message = { user: NAME, say, id: newId(), ts: Date.now(), status: "sent" };
                messages.push(message);
                byId.set(message.id, message);
                const { user, id, ts } = message;
                client.publish(room, JSON.stringify({ user, say, id, ts }), { qos }, () => { acknowledged += 1; goOn(); });
            }
        };
        client.on("message", (topic, payload) => {
            const { user, id } = JSON.parse(decoder.decode(payload));
            const known = byId.get(id);
            if (known?.user !== user || known.status === "delivered") return;
            known.status = "delivered";
            delivered += 1;
            if (delivered === count) resolve();
            else goOn();
        });
        goOn();
    });
}

function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(13));
    return [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}

window.enter = async (side, url, room, qos) => { window.sayAll = await SIDES[side](url, room, qos); };
