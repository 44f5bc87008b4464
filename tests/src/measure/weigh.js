// Weighs the envelopes in the store of the app, page by page, from outside the app.
(async () => {
  const answered = (request) =>
    new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
  const database = await answered(indexedDB.open('sprechtag'));
  const table = (name) => database.transaction(name).objectStore(name);
  // A row is one envelope, or a list (CBOR, major type 4) of those that a first sync brought of a document.
  const held = (row) => {
    const [kind, few] = [row.getUint8(0) >> 5, row.getUint8(0) & 31];
    if (kind !== 4) return 1;
    return few < 24 ? few : few === 24 ? row.getUint8(1) : row.getUint16(1);
  };
  let [envelopes, bytes, after] = [0, 0, undefined];
  for (;;) {
    const range = after && IDBKeyRange.lowerBound(after, true);
    const store = table('envelopes');
    const [values, keys] = await Promise.all([answered(store.getAll(range, 4000)), answered(store.getAllKeys(range, 4000))]);
    if (!keys.length) break;
    envelopes += values.reduce((sum, value) => sum + held(new DataView(value.buffer, value.byteOffset)), 0);
    bytes += values.reduce((sum, value) => sum + value.byteLength, 0);
    after = keys.at(-1);
  }
  const unread = await answered(table('inbox').count());
  database.close();
  return { envelopes, bytes, unread };
})()
