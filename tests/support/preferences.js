// How the page keeps what the system asks for: `faint(least)`, `forced()` and `moving()` each have what does not. Loaded after
// page.js and sight.js.

const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
const known = new Map();

// Of whatever CSS calls it, red, green and blue of 255, and how much it covers.
function colour(name) {
    if (!known.has(name)) {
        pen.clearRect(0, 0, 1, 1);
        pen.fillStyle = name;
        pen.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
        known.set(name, [r, g, b, a / 255]);
    }
    return known.get(name);
}

const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];

// What lies behind an element's words.
function ground(e) {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
        const layer = colour(getComputedStyle(at).backgroundColor);
        layers.push(layer);
        if (layer[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), colour("Canvas"));
}

function opacity(e) {
    let all = 1;
    for (let at = e; at; at = at.parentElement) all *= getComputedStyle(at).opacity;
    return all;
}

const luminance = rgb => rgb.slice(0, 3).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);

// WCAG's contrast, from 1 to 21.
function contrast(name, behind, seen = 1) {
    const [r, g, b, a] = colour(name);
    const [light, dark] = [luminance(over([r, g, b, a * seen], behind)), luminance(behind)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
}

const CONTROLS = "button, input, select, textarea, summary";
const each = selector => [...document.querySelectorAll(selector)].filter(e => inSight(e) && !onlySpoken(e));
const edges = style => ["Top", "Right", "Bottom", "Left"].filter(side => style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0)
    .map(side => style[`border${side}Color`]).filter(name => colour(name)[3] > 0);

// Words, icons and edges with less contrast than `least` to what they lie on.
function faint(least) {
    const found = [];
    const check = (what, name, behind, e, seen = 1) => {
        const is = contrast(name, behind, seen);
        if (is < least) found.push(`${what} has ${is.toFixed(1)} (${name} on ${behind.map(Math.round).slice(0, 3)}) at ${where(e)}`);
    };
    for (const [node, e] of textNodes()) {
        // What shows itself only to who points at it, and what the system draws.
        if (onlySpoken(e) || opacity(e) === 0 || e.closest("select, datalist")) continue;
        check(`“${tidy(node.data).slice(0, 30)}”`, getComputedStyle(e).color, ground(e), e, opacity(e));
    }
    for (const e of each(".icon")) if (opacity(e) > 0) check("an icon", getComputedStyle(e).backgroundColor, ground(e.parentElement), e, opacity(e));
    for (const e of each("input, textarea, select")) {
        if (e.type === "checkbox" || e.type === "radio") continue;
        const drawn = getComputedStyle(e, "::placeholder");
        if (e.placeholder) check(`“${e.placeholder}”`, drawn.color, ground(e), e, drawn.opacity);
        check("its text", getComputedStyle(e).color, ground(e), e);
    }
    for (const e of each("button, input, textarea, select")) {
        if (e.type === "radio") continue;
        for (const name of new Set(edges(getComputedStyle(e)))) check("an edge", name, ground(e.parentElement), e);
    }
    return found;
}

// What is drawn of a box.
const looks = e => {
    const style = getComputedStyle(e);
    const outline = style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor;
    return [ground(e), outline, style.borderWidth, edges(style)].join();
};

// What can't be seen, or not be told apart, where the system has put its few colours in place of ours.
function forced() {
    const found = faint(4.5);
    for (const e of each(".icon, .dot")) {
        const style = getComputedStyle(e);
        const seen = [style.backgroundColor, ...edges(style)].some(name => contrast(name, ground(e.parentElement)) >= 3);
        if (!seen) found.push(`nothing is drawn at ${where(e)}`);
    }
    for (const e of each("button, input, select, textarea")) {
        const style = getComputedStyle(e);
        const framed = edges(style).some(name => contrast(name, ground(e.parentElement)) >= 3);
        if (!framed && !["checkbox", "radio"].includes(e.type)) found.push(`nothing shows that it is a control: ${where(e)}`);
    }
    for (const [chosen, others] of [[".room.current", ".room:not(.current)"], ["[aria-selected=true]", "[aria-selected=false]"], [".swatch input:checked", ".swatch input:not(:checked)"]]) {
        const one = each(chosen)[0], other = each(others)[0];
        if (one && other && looks(one) === looks(other)) found.push(`the chosen one looks like the others: ${where(one)}`);
    }
    const swatches = each(".swatch:not(.none) input").map(e => getComputedStyle(e).backgroundColor);
    if (new Set(swatches).size < swatches.length) found.push(`colours to choose from look the same: ${swatches[0]}`);
    const lit = document.activeElement;
    if (lit?.matches(":focus-visible") && lit.matches(CONTROLS)) {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(lit);
        const shows = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && contrast(outlineColor, ground(lit.parentElement)) >= 3;
        if (!shows) found.push(`nothing shows that it has the focus: ${where(lit)}`);
    }
    return found;
}

// What moves for longer than an eye notices, or for ever.
function moving() {
    const SECONDS = 0.01, found = [];
    const longest = list => Math.max(...list.split(",").map(parseFloat));
    for (const e of document.querySelectorAll("*")) {
        for (const part of [null, "::before", "::after"]) {
            const style = getComputedStyle(e, part);
            const moves = style.animationName !== "none" && (longest(style.animationDuration) > SECONDS || style.animationIterationCount.includes("infinite"));
            if (moves || longest(style.transitionDuration) > SECONDS || style.scrollBehavior === "smooth") found.push(`${part ?? "it"} moves at ${where(e)}`);
        }
    }
    return found;
}
