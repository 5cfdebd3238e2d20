// The module as a host has it, made into one that a browser compiles. On the wire its code is sorted by what it is, operators
// here, locals there, offsets elsewhere, since a compressor says in fewer bytes what is like its neighbours. xtask/src/pack.rs
// sorts, and says what the file looks like; tests/e2e/unpacking.rs compares what comes out. This comes in one script with
// boot/load.js and boot/form.js (`cargo xtask join`): another request would cost more than it saves.
//
// One loop, and what comes often has few steps in it: it runs cold, on a phone, before anything else can.

// The streams, in the order of the file.
const [OFFSETS, REST, OPERATORS, DECLARED, GLOBALS, OTHERS, TABLES, CALLS, LOCALS, LONG, CONSTANTS] = Array(11).keys();
// Constants by the operator behind them; one more of these streams is for all others.
const BEHIND = [0x6a, 0x36, 0x46, 0x10, 0x41, 0x21, 0x71, 0x20, 0x47];
const BLOCKS = CONSTANTS + BEHIND.length + 1;
const BRANCHES = BLOCKS + 1;
const STREAMS = BRANCHES + 1;
const NONE = STREAMS; // of operators without operands

const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const HEADER = 18; // what makes the file a module: it begins and has one section, named "snug"
const UPPER = 0x80; // operators are from the other half of all bytes, or brotli takes the whole for text
const [END, I32_CONST, FIRST_LOAD, ALIGNED] = [0x0b, 0x41, 0x28, 0xe0];
// Bytes that these have, however small they are, since they are known late.
const [LENGTH_OF_CODE, COUNT, LENGTH] = [4, 3, 3];

// Of an operator's operand, which is one number, where no more is said below.
const streamOf = new Uint8Array(256).fill(NONE);
const goTo = (stream, ...operators) => operators.forEach((operator) => (streamOf[operator] = stream));
goTo(BLOCKS, 0x02, 0x03, 0x04);
goTo(BRANCHES, 0x0c, 0x0d);
goTo(TABLES, 0x0e);
goTo(CALLS, 0x10);
goTo(LOCALS, 0x20, 0x21, 0x22);
goTo(GLOBALS, 0x23, 0x24);
goTo(CONSTANTS, I32_CONST);
goTo(LONG, 0x42);
goTo(OTHERS, 0x11, 0x1c, 0x25, 0x26, 0x3f, 0x40, 0x43, 0x44, 0xd0, 0xd2, 0xfc, 0xfd, 0xfe);
const constantsBefore = new Uint8Array(256).fill(CONSTANTS + BEHIND.length);
BEHIND.forEach((operator, n) => (constantsBefore[operator] = CONSTANTS + n));
// Of each load and store, where no operator ALIGNED + n is in front of it.
const alignmentOf = new Uint8Array(256);
[..."23230011001122232301012"].forEach((alignment, n) => {
    alignmentOf[FIRST_LOAD + n] = alignment;
    goTo(OFFSETS, FIRST_LOAD + n);
});

// A number in so many bytes, however small it is.
function write(number, module, place, bytes) {
    for (let n = 0; n < bytes; n++) module[place + n] = ((number >> (7 * n)) & 127) | (n < bytes - 1 ? 128 : 0);
}

const broken = () => new RangeError("The app's module came damaged, or something else came in its place");

function unpack(packed) {
    if (packed.length < HEADER || MAGIC.some((byte, n) => packed[n] !== byte)) throw broken();
    // Builds to work on are not packed, and begin with another section.
    if (packed[8] !== 0) return packed;
    const header = new DataView(packed.buffer, HEADER);
    const numbers = Array.from({ length: STREAMS + 4 }, (_, n) => header.getUint32(4 * n, true));
    const [size, , codeAt, functions, ...lengths] = numbers; // the second is the sum, see below
    // How far each stream is read.
    const at = new Uint32Array(STREAMS);
    let place = HEADER + 4 * numbers.length;
    lengths.forEach((length, stream) => {
        at[stream] = place;
        place += length;
    });
    if (place !== packed.length) throw broken();

    const module = new Uint8Array(size);
    const rest = packed.subarray(at[REST], at[REST] + lengths[REST]);
    module.set(rest.subarray(0, codeAt));
    let end = codeAt + LENGTH_OF_CODE + COUNT;
    write(functions, module, end - COUNT, COUNT);
    for (let functionsLeft = functions; functionsLeft > 0; functionsLeft--) {
        if (end > size) throw broken();
        const begin = end;
        end += LENGTH;
        // How many groups, and of each how many locals of which type.
        for (let numbersLeft = 1 + 2 * packed[at[DECLARED]]; numbersLeft > 0 && end < size; ) {
            if ((module[end++] = packed[at[DECLARED]++]) < 128) numbersLeft--;
        }
        for (let depth = 1; depth > 0 && end < size; ) {
            let operator = packed[at[OPERATORS]++] ^ UPPER;
            let alignment = alignmentOf[operator];
            if (operator >= ALIGNED && operator < ALIGNED + 8) {
                alignment = operator - ALIGNED;
                operator = packed[at[OPERATORS]++] ^ UPPER;
            }
            module[end++] = operator;
            let stream = streamOf[operator];
            if (stream === NONE) {
                if (operator === END) depth--;
                continue;
            } else if (stream === OFFSETS) {
                module[end++] = alignment;
            } else if (stream === CONSTANTS) {
                stream = constantsBefore[packed[at[OPERATORS]] ^ UPPER];
            } else if (stream === BLOCKS) {
                depth++;
            } else if (stream === OTHERS || stream === TABLES) {
                let some;
                do {
                    some = packed[at[stream]++];
                    for (let bytesLeft = some; bytesLeft > 0; bytesLeft--) module[end++] = packed[at[stream]++];
                } while (some === 255);
                continue;
            }
            let from = at[stream];
            let byte;
            do byte = module[end++] = packed[from++];
            while (byte > 127);
            at[stream] = from;
        }
        write(end - begin - LENGTH, module, begin, LENGTH);
    }
    if (end + rest.length - codeAt !== size) throw broken();
    write(end - codeAt - LENGTH_OF_CODE, module, codeAt, LENGTH_OF_CODE);
    module.set(rest.subarray(codeAt), end);
    return module;
}

// Whether this is not what was built: by its FNV-1a sum. Asked when a browser refuses it, for then it is that or the browser's age.
function isDamaged(module, packed) {
    if (module === packed) return false;
    let sum = 0x811c9dc5;
    for (const byte of module) sum = Math.imul(sum ^ byte, 0x01000193);
    return sum >>> 0 !== new DataView(packed.buffer, HEADER).getUint32(4, true);
}
