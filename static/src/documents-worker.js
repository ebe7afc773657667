// Keeps the documents of the conference that were opened here, and the list of them, for anyone who has no network now:
// those of its folder, the public ones of a language or those of one registration. The address says within which bound;
// the oldest go first. Those of a day that were asked for all at once stay beside that bound, until the day is over.
// With a network nothing is answered from here, and what is no longer listed is kept no longer.
// modules/documents-offline.js tells what is listed; modules/offline.js clears what was one person's.
const LIST = self.registration.scope;
const KEPT = `confman-documents ${new URL(LIST).pathname}`;
const ASKED = new URL(self.location).searchParams;
const MAX_FILES = Number(ASKED.get("most"));
const MAX_BYTES = Number(ASKED.get("megabytes")) * 1_000_000;
// Drafts, which their team sees, are kept by nobody; of somebody's own pages no cache but this one keeps anything.
const IS_OWN = ASKED.has("own");
const ASSETS = ["style", "script", "font", "image"];
const [KEPT_AT, SIZE, UNTIL] = ["X-Kept-At", "X-Kept-Size", "X-Kept-Until"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { listed, assets, ofToday, until } = event.data ?? {};
  if (listed) event.waitUntil(keep(listed, assets).then(() => event.ports[0]?.postMessage("kept")));
  if (ofToday) event.waitUntil(keepUntil(ofToday, until).then((said) => event.ports[0]?.postMessage(said)));
});

// The network or the room on the device may not suffice.
async function keepUntil(url, until) {
  try {
    const cache = await caches.open(KEPT);
    await store(cache, url, await fetch(url, { credentials: "same-origin" }), { [UNTIL]: until });
    return (await cache.match(url, { ignoreVary: true }))?.headers.get(UNTIL) === String(until) ? "kept" : "failed";
  } catch {
    return "failed";
  }
}

function isOver(kept) {
  return Date.now() > Number(kept.headers.get(UNTIL) ?? Number.POSITIVE_INFINITY);
}

async function keep(listed, assets) {
  const cache = await caches.open(KEPT);
  const wanted = new Set([LIST, ...listed, ...assets]);
  for (const { url } of await cache.keys()) if (!wanted.has(url) || isOver(await cache.match(url))) await cache.delete(url);
  for (const url of [LIST, ...assets]) await store(cache, url, await fetch(url, { cache: "force-cache", credentials: "same-origin" }));
}

// A part of a file is no file. In a cache that is deleted while the file still comes in, nothing is kept any more: it is
// opened before, and not anew.
async function store(cache, url, response, marks = {}) {
  const isDraft = !IS_OWN && response.headers.get("Cache-Control")?.includes("no-store");
  if (response.status !== 200 || response.redirected || isDraft) return;
  const content = await response.blob();
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, Date.now());
  headers.set(SIZE, content.size);
  for (const [name, value] of Object.entries(marks)) headers.set(name, value);
  // The content is no longer compressed.
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  await cache.put(url, new Response(content, { headers }));
}

// A document is kept where its list is; one that is larger than all may be is not.
async function keepDocument(url, response) {
  if (!(await caches.has(KEPT))) return;
  const cache = await caches.open(KEPT);
  const until = (await cache.match(url, { ignoreVary: true }))?.headers.get(UNTIL);
  await store(cache, url, response, until ? { [UNTIL]: until } : {});
  const files = [];
  for (const request of await cache.keys()) {
    if (!isDocument(request.url)) continue;
    const { headers } = await cache.match(request);
    if (headers.has(UNTIL)) continue;
    files.push({ url: request.url, at: Number(headers.get(KEPT_AT)), size: Number(headers.get(SIZE)) });
  }
  let [number, bytes] = [0, 0];
  for (const file of files.sort((file, other) => other.at - file.at)) {
    number += 1;
    bytes += file.size;
    if (number > MAX_FILES || bytes > MAX_BYTES) await cache.delete(file.url);
  }
}

function isDocument(url) {
  return url.startsWith(LIST) && /[0-9a-f-]{36}\/$/.test(url);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.split("#")[0];
  if (request.method !== "GET" || new URL(url).origin !== self.location.origin) return;
  if (url === LIST || isDocument(url)) event.respondWith(answer(event, url));
  else if (ASSETS.includes(request.destination))
    event.respondWith(fetch(request).catch(async (error) => (await cached(url)) ?? fail(error)));
});

async function answer(event, url) {
  try {
    const response = await fetch(event.request);
    // A navigation follows redirects itself: to be led away means that the page is gone.
    const isGone = response.type === "opaqueredirect" || [403, 404, 410].includes(response.status);
    if (isGone && url === LIST) await caches.delete(KEPT);
    else if (isGone && (await caches.has(KEPT))) await (await caches.open(KEPT)).delete(url);
    else if (url !== LIST) event.waitUntil(keepDocument(url, response.clone()));
    return response;
  } catch (error) {
    const found = await cached(url);
    if (found) return url === LIST ? noted(found) : found;
    return (await cached(LIST)) ? Response.redirect(LIST) : fail(error);
  }
}

async function cached(url) {
  if (!(await caches.has(KEPT))) return undefined;
  const cache = await caches.open(KEPT);
  const found = await cache.match(url, { ignoreVary: true });
  if (!found || !isOver(found)) return found;
  await cache.delete(url);
  return undefined;
}

// The list says since when it is kept; in its own words, which it has ready.
async function noted(page) {
  const text = await page.text();
  const note = `data-kept-at="${page.headers.get(KEPT_AT)}"`;
  return new Response(text.replace('data-kept-at=""', note), { headers: page.headers });
}

function fail(error) {
  throw error;
}
