// What the page in the pseudo-locale gives away: `untranslated()` has the texts that never went through the words of a
// language, `cut()` those that have no room. Loaded after page.js and
// sight.js.

const BRACKET = "⟦";

// What is no text of ours. All else that has letters is.
const NOT_OURS = [
    // What people and devices wrote, which is isolated in its own direction, unlike most sentences about it.
    "bdi", "[dir=auto]:not(h2, [role])",
    // Brands, commands, names of keys, addresses, payloads: the same in each language.
    "[translate=no]", "kbd", "code", "pre",
    // Dates are the browser's, which has never heard of this locale.
    "time",
    // The first letter of somebody's or something's name.
    ".face", ".room-sign",
].join(", ");

// Of attributes that hold such things on elements that are not.
const NOT_OURS_EITHER = ["Snug", "English", "简体中文"];

const SPOKEN_OR_SHOWN = ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "placeholder", "alt"];

function untranslated() {
    const isForeign = text => /\p{L}/u.test(text) && !text.includes(BRACKET) && !NOT_OURS_EITHER.includes(tidy(text));
    const found = [];
    const check = (text, e, what) => { if (isForeign(text ?? "")) found.push(`${what} “${tidy(text)}” at ${where(e)}`); };
    for (const [node, e] of textNodes()) if (!e.closest(NOT_OURS)) check(node.data, e, "text");
    for (const e of document.body.querySelectorAll("*")) {
        if (!inSight(e)) continue;
        for (const name of SPOKEN_OR_SHOWN) if (!e.matches("time, [translate=no]")) check(e.getAttribute(name), e, name);
        for (const drawn of ["::before", "::after"]) {
            const style = getComputedStyle(e, drawn);
            if (style.content.startsWith('"') && style.visibility === "visible") check(style.content, e, drawn);
        }
    }
    check(document.title, document.documentElement, "title");
    return found;
}

const clips = overflow => overflow === "hidden" || overflow === "clip";

// Where a box or a text at `rect` inside `e` is cut off: the first that does so.
function cutter(e, rect) {
    const { innerWidth: wide } = window;
    for (let at = e; at; at = at.parentElement) {
        const style = getComputedStyle(at), box = at.getBoundingClientRect();
        if (style.display !== "contents" && style.display !== "inline") {
            if (clips(style.overflowX) && (rect.left < box.left - 1 || rect.right > box.right + 1)) return at;
            if (clips(style.overflowY) && (rect.top < box.top - 1 || rect.bottom > box.bottom + 1)) return at;
        }
        // What scrolls is looked at by itself; nothing further out cuts what it shows.
        if (["auto", "scroll"].includes(style.overflowY) && at.scrollHeight > at.clientHeight) return null;
        if (style.position === "fixed") break;
    }
    return rect.left < -1 || rect.right > wide + 1 ? document.documentElement : null;
}

function cut() {
    const found = [];
    const report = (what, e) => found.push(`${what} at ${where(e)}`);
    for (const [node, e] of textNodes()) {
        if (!node.data.includes(BRACKET) || onlySpoken(e) || e.closest("select, datalist")) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const button = e.closest("button")?.getBoundingClientRect();
        for (const rect of range.getClientRects()) {
            const by = cutter(e, rect);
            const leaves = button && (rect.left < button.left - 1 || rect.right > button.right + 1 || rect.top < button.top - 1 || rect.bottom > button.bottom + 1);
            if (by) report(`“${tidy(node.data)}” is cut by ${where(by)}`, e);
            else if (leaves) report(`“${tidy(node.data)}” leaves its button`, e);
            else continue;
            break;
        }
    }
    const pen = document.createElement("canvas").getContext("2d");
    for (const e of document.querySelectorAll("button, input, select, textarea, summary")) {
        if (!inSight(e) || onlySpoken(e)) continue;
        const by = cutter(e, e.getBoundingClientRect());
        if (by && !clips(getComputedStyle(e).overflowX)) report(`a control is cut by ${where(by)}`, e);
        // What a field shows lies in no node that could be measured.
        const style = getComputedStyle(e), arrow = e.tagName === "SELECT" ? 20 : 0;
        pen.font = style.font;
        const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
        const shown = e.tagName === "SELECT" ? [...e.options].map(option => option.label) : [e.placeholder ?? ""];
        for (const text of shown) {
            if (text.includes(BRACKET) && pen.measureText(text).width > room + 1) report(`“${text}” is cut by its field`, e);
        }
    }
    for (const e of document.querySelectorAll("*")) {
        // Lines of code are not to be broken; they scroll.
        const scrolls = ["auto", "scroll"].includes(getComputedStyle(e).overflowX) && !e.matches("pre, textarea, input");
        if (scrolls && e.scrollWidth > e.clientWidth + 1 && inSight(e)) report("it scrolls sideways", e);
    }
    const whole = document.documentElement;
    if (whole.scrollWidth > innerWidth) report("the page scrolls sideways", whole);
    if (whole.scrollHeight > innerHeight) report("the whole page scrolls, beside what is to scroll in it", whole);
    return found;
}
