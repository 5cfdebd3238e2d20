// Reads and writes packets with either codec, as each is meant to be used, one packet a WebSocket message, and tells
// nanoseconds for one packet. What is read are bytes of JavaScript's, and that they have to be copied into our module is part
// of the time. What is written goes to a socket, which takes a view of our module's memory.
"use strict";

const TOPIC = "home/kitchen/chat";
const ID = 0x1234;
const BATCH = 200;
const SPAN_MS = 200;

const ready = wasm_bindgen("snug_page_bench_bg.wasm");

// "acks" or bytes of payload.
function snug(size) {
    const codec = new wasm_bindgen.Codec(size === "acks" ? 0 : size);
    // Gets what a socket would, a view that is good until `send` returns.
    let given;
    const socket = { send: bytes => { given = bytes; } };
    return {
        encode: size === "acks" ? () => { codec.ack(socket); return given; } : () => { codec.publish(socket); return given; },
        decode: bytes => codec.decode(bytes),
    };
}

function mqttPacketSide(size) {
    const payload = Buffer.alloc(size === "acks" ? 0 : size, "x");
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    let count = 0;
    parser.on("packet", () => { count += 1; });
    return {
        encode: size === "acks"
            ? () => mqttPacket.generate({ cmd: "puback", messageId: ID })
            : () => mqttPacket.generate({ cmd: "publish", topic: TOPIC, payload, qos: 1, messageId: ID, dup: false, retain: false }),
        decode: bytes => { count = 0; parser.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)); return count; },
    };
}

window.measureCodec = async (side, what, size) => {
    await ready;
    const ours = snug(size), theirs = mqttPacketSide(size);
    const bytes = ours.encode().slice();
    const same = theirs.encode();
    if (bytes.length !== same.length || bytes.some((byte, at) => byte !== same[at])) throw new Error("they write different bytes");
    if (ours.decode(bytes) !== 1 || theirs.decode(bytes) !== 1) throw new Error("one packet is not read as one");
    const work = (side === "snug" ? ours : theirs)[what];
    const times = [];
    const end = performance.now() + SPAN_MS;
    for (let begun = performance.now(); begun < end; begun = performance.now()) {
        for (let count = 0; count < BATCH; count += 1) work(bytes);
        times.push((performance.now() - begun) / BATCH);
    }
    times.sort((a, b) => a - b);
    // Clocks of browsers are coarse: of many batches the middle one would be a step of the clock, their mean is not.
    const usual = times.slice(0, Math.ceil(times.length * 0.9));
    return usual.reduce((sum, time) => sum + time, 0) / usual.length * 1e6;
};
