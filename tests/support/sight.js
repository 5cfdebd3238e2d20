// What can be seen of the page, and how to say where it is. Loaded after page.js, for scripts that look at everything.

const inSight = e => e.checkVisibility({ visibilityProperty: true });

// Out of sight, for screen readers.
const onlySpoken = e => e.closest(".visually-hidden") || getComputedStyle(e).clipPath.startsWith("inset(50%");

function* textNodes() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, e = node.parentElement;
        if (tidy(node.data) && !e.closest("script, noscript") && inSight(e.closest("select, datalist") ?? e)) yield [node, e];
    }
}

const where = e => {
    const names = [];
    for (let at = e; at && at !== document.body; at = at.parentElement) names.unshift(at.tagName.toLowerCase() + (at.className ? "." + String(at.className).replaceAll(" ", ".") : ""));
    return names.slice(-4).join(" > ");
};
