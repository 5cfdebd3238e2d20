// mqtt-packet and what of Node.js it needs, to be made into one file for the browser.
import { Buffer } from "buffer";
import process from "process";

globalThis.Buffer = Buffer;
globalThis.process = process;

const { parser, generate } = require("mqtt-packet");
globalThis.mqttPacket = { parser, generate };
