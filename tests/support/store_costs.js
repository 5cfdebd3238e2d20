// How many strict transactions were begun since the page was first asked, and what the messages weigh; asked again, it
// counts on, what folds the journal included. Run as an asynchronous script: the last argument takes [transactions, messages, bytes].

const [answer] = arguments;
const asked = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});

if (window.transactionsBegun === undefined) {
    window.transactionsBegun = 0;
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (tables, mode, options) {
        if (mode === "readwrite") window.transactionsBegun += 1;
        return begin.call(this, tables, mode, options);
    };
}

async function weigh() {
    const begun = window.transactionsBegun;
    let count = 0;
    let bytes = 0;
    const database = await asked(indexedDB.open("snug"));
    while (await asked(database.transaction("journal").objectStore("journal").count())) {
        await new Promise(resolve => setTimeout(resolve, 50));
    }
    const messages = database.transaction("messages").objectStore("messages");
    const [keys, values] = [await asked(messages.getAllKeys()), await asked(messages.getAll())];
    for (const part of [...keys, ...values]) bytes += part.byteLength;
    count += keys.length;
    database.close();
    return [begun, count, bytes];
}

weigh().then(answer, error => answer(String(error)));
