// The rescue page: works without WebAssembly and opens nothing that is sealed.
"use strict";

const byId = (id) => document.getElementById(id);

byId("restart").addEventListener("click", () => location.replace("/"));

byId("renew").addEventListener("click", async () => {
  try {
    const files = await filesOfTheProgram();
    const registrations = await navigator.serviceWorker.getRegistrations();
    await Promise.all(registrations.map((registration) => registration.unregister()));
    const names = await caches.keys();
    await Promise.all(names.map((name) => caches.delete(name)));
    // The browser's own cache may hold the broken file, and its name promises that it never changes.
    await Promise.all(files.map((file) => fetch(file.url, { cache: "reload" })));
    location.replace("/");
  } catch {
    byId("renew-result").textContent = "Das Netz fehlt. Bitte später noch einmal. · There is no network. Please try again later.";
  }
});

// What the relay offers now. Fails without a network, before anything that is kept here goes away.
async function filesOfTheProgram() {
  const script = await (await fetch("/sw.js", { cache: "reload" })).text();
  return JSON.parse(/^const PRECACHE = (.*);$/m.exec(script)[1]);
}

byId("export").addEventListener("click", async () => {
  const result = byId("export-result");
  try {
    const parts = await everythingStored();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(parts, { type: "application/json" }));
    link.download = `sprechtag-versiegelt-${new Date().toISOString().slice(0, 10)}.json`;
    link.click();
    result.textContent = "Die Datei liegt bei Ihren Downloads. · The file is among your downloads.";
  } catch (error) {
    result.textContent = `Der Speicher lässt sich nicht lesen · The storage cannot be read (${error.name})`;
  }
});

byId("report").value = [
  `Sprechtag, ${new Date().toISOString()}`,
  `Ort/place: ${new URLSearchParams(location.search).get("at") ?? "–"}`,
  `Browser: ${navigator.userAgent}`,
].join("\n");

// All records of all databases of this origin as JSON, in parts, because a whole vault does not fit into one string.
async function everythingStored() {
  const parts = [`{"format":"sprechtag-rescue/1","databases":[`];
  const databases = await indexedDB.databases();
  for (const [index, { name }] of databases.entries()) {
    parts.push(index === 0 ? "" : ",");
    await addDatabase(parts, name);
  }
  parts.push("]}\n");
  return parts;
}

async function addDatabase(parts, name) {
  const database = await done(indexedDB.open(name));
  parts.push(`{"name":${JSON.stringify(name)},"version":${database.version},"stores":[`);
  for (const [index, store] of [...database.objectStoreNames].entries()) {
    parts.push(`${index === 0 ? "" : ","}{"name":${JSON.stringify(store)},"records":[`);
    await addRecords(parts, database.transaction(store).objectStore(store).openCursor());
    parts.push("]}");
  }
  parts.push("]}");
  database.close();
}

function addRecords(parts, request) {
  return new Promise((resolve, reject) => {
    let isFirst = true;
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve();
      parts.push((isFirst ? "" : ",") + JSON.stringify([plain(cursor.key), plain(cursor.value)]));
      isFirst = false;
      cursor.continue();
    };
  });
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new DOMException("in use", "InvalidStateError"));
  });
}

// JSON has no bytes: they become { "base64": "…" }.
function plain(value) {
  if (value instanceof ArrayBuffer) return { base64: base64(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) return { base64: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
  }
  return typeof value === "bigint" ? String(value) : value;
}

function base64(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}
