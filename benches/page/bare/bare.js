// Publishes at QoS 1, one at a time, and notes how long until it has its own message back. Packets are made by hand.
"use strict";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function packet(first, ...parts) {
    const body = parts.flatMap(part => typeof part === "string" ? withLength(encoder.encode(part)) : part);
    const length = [];
    let left = body.length;
    do { length.push(left % 128 | (left > 127 ? 128 : 0)); left = Math.floor(left / 128); } while (left > 0);
    return new Uint8Array([first, ...length, ...body]);
}

function withLength(bytes) {
    return [bytes.length >> 8, bytes.length & 255, ...bytes];
}

// Connected and subscribed at QoS 2.
window.connectBare = (url, topic) => new Promise((resolve, reject) => {
    const socket = new WebSocket(url, "mqtt");
    socket.binaryType = "arraybuffer";
    socket.onerror = reject;
    socket.onopen = () => socket.send(packet(0x10, "MQTT", [4, 2, 0, 120], "bare"));
    socket.onmessage = ({ data }) => {
        const kind = new Uint8Array(data)[0] >> 4;
        if (kind === 2) socket.send(packet(0x82, [0, 1], topic, [2]));
        if (kind === 9) resolve(socket);
    };
});

// Milliseconds of each round trip. `text(n)` is what is said.
window.echoes = async (socket, topic, count, text) => {
    const times = [];
    for (let number = 1; number <= count; number += 1) {
        const id = number % 65535 + 1;
        const said = text(number);
        const back = new Promise(resolve => {
            socket.onmessage = ({ data }) => {
                const bytes = new Uint8Array(data);
                if (bytes[0] >> 4 !== 3) return;
                let at = 1;
                while (bytes[at] & 128) at += 1;
                const length = bytes[at + 1] << 8 | bytes[at + 2];
                const ours = at + 3 + length;
                socket.send(new Uint8Array([0x40, 2, bytes[ours], bytes[ours + 1]]));
                if (decoder.decode(bytes.subarray(ours + 2)) === said) resolve();
            };
        });
        const begun = performance.now();
        socket.send(packet(0x32, topic, [id >> 8, id & 255], [...encoder.encode(said)]));
        await back;
        times.push(performance.now() - begun);
    }
    return times;
};
