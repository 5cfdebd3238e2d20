// Tells the page that the network is back and answers how many ms pass until it says "Connected".
// Runs after page.js, as an asynchronous script: the last argument takes the answer.

const [answer] = arguments;
const isConnected = () => tidy(find("status", "Connection")?.innerText).startsWith("Connected");
const begun = performance.now();
const watch = new MutationObserver(look);

function look() {
    if (!isConnected()) return;
    watch.disconnect();
    answer(performance.now() - begun);
}

watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
dispatchEvent(new Event("online"));
look();
