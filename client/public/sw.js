// Keeps every file of one build of the app, so that it starts, reloads and works without a network.
//
// It never touches what the device and the relay say to each other, never replaces a running version by itself,
// and takes no file whose hash differs from the one named at build time.
"use strict";

// Both lines are filled in by `cargo xtask web`; PRECACHE lists { url, sha256, size }.
const BUILD = "";
const PRECACHE = [];

const CACHE = `app-${BUILD}`;
const PATHS = new Set(PRECACHE.map((file) => file.url));
const RELAY = ["/v1", "/livez", "/readyz", "/metrics"];

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldBuilds().then(() => self.clients.claim())));
self.addEventListener("message", (event) => {
  if (event.data === "SKIP_WAITING") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const path = keptPathFor(event.request);
  if (path) event.respondWith(answer(path, event.request));
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  await Promise.all(PRECACHE.map((file) => keep(cache, file)));
  const kept = await cache.keys();
  if (kept.length !== PRECACHE.length) throw new Error("the precache is incomplete");
}

// A file with a hashed name that an older build kept is taken over instead of loaded again.
async function keep(cache, file) {
  const known = await caches.match(file.url);
  if (known && (await isGenuine(known, file))) return cache.put(file.url, known);
  const loaded = await fetch(file.url, { cache: "no-cache" });
  if (!loaded.ok || loaded.redirected || !(await isGenuine(loaded, file))) {
    throw new Error(`${file.url} is not the file of this build`);
  }
  return cache.put(file.url, loaded);
}

async function isGenuine(response, file) {
  const bytes = await response.clone().arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return bytes.byteLength === file.size && `sha256-${btoa(String.fromCharCode(...digest))}` === file.sha256;
}

async function dropOldBuilds() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("app-") && name !== CACHE).map((name) => caches.delete(name)));
}

// The kept file that answers a request, or nothing if the request is none of this worker's business.
function keptPathFor(request) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return undefined;
  if (RELAY.some((path) => url.pathname === path || url.pathname.startsWith(`${path}/`))) return undefined;
  if (PATHS.has(url.pathname)) return url.pathname;
  return request.mode === "navigate" ? "/index.html" : undefined;
}

async function answer(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
