// Stores a participant's ticket and own agenda for use without a network, and nothing else. Pages list these two
// addresses; their styles, scripts and fonts are stored with them.
const KEPT = "confman-participant";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep, assets, forgetBut } = event.data ?? {};
  if (forgetBut) event.waitUntil(forgetOwn(forgetBut).then(() => event.ports[0]?.postMessage("forgotten")));
  if (keep) event.waitUntil(keepAll(keep, assets ?? []).then(() => event.ports[0]?.postMessage("kept")));
});

async function keepAll(pages, assets) {
  const cache = await caches.open(KEPT);
  // Another person's pages in this browser are replaced by these.
  const wanted = new Set([...pages, ...assets]);
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
  for (const url of pages) await store(cache, url, await fetch(url, { credentials: "same-origin" }));
  for (const url of assets) if (!(await cache.match(url, { ignoreVary: true }))) await store(cache, url, await fetch(url));
}

// The last stored page is stored alone: it may be of another conference, which has a worker of its own, or may stay.
async function forgetOwn(stay) {
  if (!(await caches.has(KEPT))) return;
  const cached = await (await caches.open(KEPT)).keys();
  if (cached.some(({ url }) => url.startsWith(self.registration.scope) && !stay.includes(url))) await caches.delete(KEPT);
}

// A ticket that is no longer valid answers with another page: then the stored one is deleted, too.
function store(cache, url, response) {
  if (response.ok && !response.redirected) return cache.put(url, response);
  return cache.delete(url, { ignoreVary: true });
}

self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && new URL(event.request.url).origin === self.location.origin) {
    event.respondWith(answer(event.request));
  }
});

async function answer(request) {
  try {
    const response = await fetch(request);
    if (request.mode === "navigate" && (await caches.has(KEPT))) {
      const cache = await caches.open(KEPT);
      if (await cache.match(request.url, { ignoreVary: true })) {
        // A navigation follows redirects itself: an answer that was redirected means that the page is gone.
        const gone = response.type === "opaqueredirect" || response.status === 404 || response.status === 403;
        if (gone) await cache.delete(request.url, { ignoreVary: true });
        else if (response.ok) await cache.put(request.url, response.clone());
      }
    }
    return response;
  } catch (error) {
    const cached = (await caches.has(KEPT)) && (await (await caches.open(KEPT)).match(request.url, { ignoreVary: true }));
    if (cached) return cached;
    throw error;
  }
}
