// Makes the page's database one version newer than the page knows; answers that version.
// Run as an asynchronous script where the page itself is not open: the last argument takes the answer.

const [answer] = arguments;

async function raise() {
    const [{ name, version }] = await indexedDB.databases();
    const newer = indexedDB.open(name, version + 1);
    await new Promise((resolve, reject) => {
        newer.onsuccess = resolve;
        newer.onerror = newer.onblocked = () => reject(newer.error ?? "it is open elsewhere");
    });
    newer.result.close();
    return version + 1;
}

raise().then(answer, error => answer(String(error)));
