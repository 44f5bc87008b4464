// Three small benchmarks of browser and machine; nothing of the product takes part.
(async () => {
  const times = async (n, act) => {
    const taken = [];
    for (let i = 0; i < n; i++) {
      const begun = performance.now();
      await act(i);
      taken.push(performance.now() - begun);
    }
    taken.sort((a, b) => a - b);
    return taken[n >> 1];
  };
  const opening = indexedDB.open('reference');
  opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
  await new Promise((done) => (opening.onsuccess = done));
  const put = (i) =>
    new Promise((done, fail) => {
      const transaction = opening.result.transaction('rows', 'readwrite', { durability: 'strict' });
      transaction.oncomplete = done;
      transaction.onerror = fail;
      transaction.objectStore('rows').put(new Uint8Array(600).fill(i), i);
      transaction.commit();
    });
  const idb_put_ms = await times(101, put);
  const echo_ms = await times(101, async () => (await fetch('/livez', { cache: 'no-store' })).text());
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  const said = new Uint8Array(256);
  const signature = await crypto.subtle.sign('Ed25519', pair.privateKey, said);
  const verify_ms = await times(401, () => crypto.subtle.verify('Ed25519', pair.publicKey, signature, said));
  return { idb_put_ms, echo_ms, verify_ms };
})()
