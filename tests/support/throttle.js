// Holds timers back while the tab is hidden, to once a minute, as Chromium does after five minutes; under a driver it does
// not. Runs before the page's own scripts.

const MINUTE_MS = 60_000;
const real = { set: window.setTimeout, clear: window.clearTimeout };
const running = new Map();
let latest = 0;

function arm(id, run, ms) {
    const due = () => document.hidden
        ? running.set(id, real.set.call(window, run, MINUTE_MS - Date.now() % MINUTE_MS))
        : run();
    running.set(id, real.set.call(window, due, ms));
}

window.setTimeout = (callback, ms, ...words) => {
    const id = ++latest;
    arm(id, () => { running.delete(id); callback(...words); }, ms);
    return id;
};

window.setInterval = (callback, ms, ...words) => {
    const id = ++latest;
    const run = () => { arm(id, run, ms); callback(...words); };
    arm(id, run, ms);
    return id;
};

window.clearTimeout = window.clearInterval = id => {
    real.clear.call(window, running.get(id));
    running.delete(id);
};
