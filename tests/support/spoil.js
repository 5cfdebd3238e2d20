// Replaces three records of the page's messages by garbage; answers how many it replaced.
// Run as an asynchronous script: the last argument takes the answer.

const [answer] = arguments;
const MESSAGES = "messages";
const asked = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});

// Until then a message may be on its way into its table.
async function folded(database) {
    while (await asked(database.transaction("journal").objectStore("journal").count())) {
        await new Promise(resolve => setTimeout(resolve, 50));
    }
}

async function spoil() {
    let spoilt = 0;
    for (const { name } of await indexedDB.databases()) {
        const database = await asked(indexedDB.open(name));
        if (database.objectStoreNames.contains(MESSAGES)) {
            await folded(database);
            const messages = database.transaction(MESSAGES, "readwrite").objectStore(MESSAGES);
            // Settled ones: the first of the list, and no longer touched by the page.
            const garbage = [new Uint8Array([0xff, 1, 2]).buffer, "not even bytes", new Uint8Array().buffer];
            for (const key of (await asked(messages.getAllKeys())).slice(0, garbage.length)) {
                await asked(messages.put(garbage[spoilt], key));
                spoilt += 1;
            }
        }
        database.close();
    }
    return spoilt;
}

spoil().then(answer, error => answer(String(error)));
