// Keeps the documents of the conference that were opened here, and the list of them, for anyone who has no network now:
// those of its folder, the public ones of a language or those of one registration. The address says within which bound;
// the oldest go first. With a network nothing is answered from here, and what is no longer listed is kept no longer.
// modules/documents-offline.js tells what is listed; modules/offline.js clears what was one person's.
const LIST = self.registration.scope;
const KEPT = `confman-documents ${new URL(LIST).pathname}`;
const ASKED = new URL(self.location).searchParams;
const MAX_FILES = Number(ASKED.get("most"));
const MAX_BYTES = Number(ASKED.get("megabytes")) * 1_000_000;
// Drafts, which their team sees, are kept by nobody; of somebody's own pages no cache but this one keeps anything.
const IS_OWN = ASKED.has("own");
const ASSETS = ["style", "script", "font", "image"];
const [KEPT_AT, SIZE] = ["X-Kept-At", "X-Kept-Size"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { listed, assets } = event.data ?? {};
  if (listed) event.waitUntil(keep(listed, assets).then(() => event.ports[0]?.postMessage("kept")));
});

async function keep(listed, assets) {
  const cache = await caches.open(KEPT);
  const wanted = new Set([LIST, ...listed, ...assets]);
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
  for (const url of [LIST, ...assets]) await store(cache, url, await fetch(url, { cache: "force-cache", credentials: "same-origin" }));
}

// A part of a file is no file. In a cache that is deleted while the file still comes in, nothing is kept any more: it is
// opened before, and not anew.
async function store(cache, url, response) {
  const isDraft = !IS_OWN && response.headers.get("Cache-Control")?.includes("no-store");
  if (response.status !== 200 || response.redirected || isDraft) return;
  const content = await response.blob();
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, Date.now());
  headers.set(SIZE, content.size);
  // The content is no longer compressed.
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  await cache.put(url, new Response(content, { headers }));
}

// A document is kept where its list is; one that is larger than all may be is not.
async function keepDocument(url, response) {
  if (!(await caches.has(KEPT))) return;
  const cache = await caches.open(KEPT);
  await store(cache, url, response);
  const files = [];
  for (const request of await cache.keys()) {
    if (!isDocument(request.url)) continue;
    const { headers } = await cache.match(request);
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
  return (await caches.has(KEPT)) ? (await caches.open(KEPT)).match(url, { ignoreVary: true }) : undefined;
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
