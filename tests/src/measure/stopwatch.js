// Injected by the measuring browser into page and worker before anything of the app runs. It only watches from outside: what
// crosses the page's border (input, DOM, frames) and the worker's (messages, the store). The app does not know about it.
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const stopwatch = { now };
  globalThis.stopwatch = stopwatch;

  if (globalThis.document) {
    // When the browser took each key or press, by the clock of `now`.
    stopwatch.inputs = [];
    for (const kind of ['input', 'click', 'keydown']) {
      addEventListener(kind, (event) => stopwatch.inputs.push([kind, performance.timeOrigin + event.timeStamp]), true);
    }
    stopwatch.last = (kind) => stopwatch.inputs.filter(([of]) => of === kind).at(-1)?.[1];

    // Resolves with the moment at which the page was painted as `looks` wants it.
    stopwatch.painted = (looks, patience = 30000) =>
      new Promise((done, fail) => {
        const timer = setTimeout(() => {
          observer.disconnect();
          fail(new Error(`never ${looks}`));
        }, patience);
        const look = () => {
          if (!looks()) return;
          observer.disconnect();
          clearTimeout(timer);
          requestAnimationFrame(() => {
            // A task behind the frame runs once it is painted.
            const channel = new MessageChannel();
            channel.port1.onmessage = () => done(now());
            channel.port2.postMessage(0);
          });
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        look();
      });

    // When these were painted first since the page was asked for.
    stopwatch.first = {};
    for (const selector of ['#passphrase', '.Today']) {
      const there = stopwatch.painted(() => document.querySelector(selector), 1e9);
      there.then((at) => (stopwatch.first[selector] = at));
    }
    return;
  }

  // The worker. What crosses its door is postcard: variant, number, variant of the query.
  const [WATCH, VIEW, CASE_LIST] = [1, 2, 3];
  const read = (data) => {
    let [number, place] = [0, 1];
    for (let shift = 0; place < data.length; shift += 7) {
      const byte = data[place++];
      number |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return { number, of: data[place] };
  };

  // Every question for the list of cases, when it came in and when its answer went out.
  stopwatch.lists = [];
  const waiting = [];
  stopwatch.listed = (n) =>
    new Promise((done) => {
      waiting.push({ n, done });
      settle();
    });
  const settle = () => {
    for (const one of waiting.splice(0)) {
      if (stopwatch.lists[one.n - 1]?.out) one.done(true);
      else waiting.push(one);
    }
  };
  addEventListener('message', ({ data }) => {
    if (!(data instanceof Uint8Array) || data[0] !== WATCH) return;
    const { number, of } = read(data);
    if (of === CASE_LIST) stopwatch.lists.push({ number, in: now() });
  });
  const post = globalThis.postMessage;
  globalThis.postMessage = function (data, ...rest) {
    const at = now();
    if (data instanceof Uint8Array && data[0] === VIEW) {
      const { number } = read(data);
      const list = stopwatch.lists.find((list) => list.number === number && !list.out);
      if (list) list.out = at;
    }
    const sent = post.call(globalThis, data, ...rest);
    settle();
    return sent;
  };

  // How often the store was asked for anything: a worker that has nothing left to do asks no more.
  stopwatch.transactions = 0;
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...tables) {
    stopwatch.transactions += 1;
    return transaction.apply(this, tables);
  };

  // When the store was asked for single rows.
  stopwatch.reads = [];
  const get = IDBObjectStore.prototype.get;
  IDBObjectStore.prototype.get = function (...key) {
    stopwatch.reads.push(now());
    return get.apply(this, key);
  };
})();
