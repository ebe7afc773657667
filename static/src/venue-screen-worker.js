// Stores the page of a screen, with its styles and scripts, for a device that starts without a network. The stored page
// is shown only then; an address that is no longer valid is deleted.
const KEPT = `confman-screen-${new URL(self.registration.scope).pathname}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page that registered this worker was not loaded through it: it lists its parts itself.
self.addEventListener("message", (event) => {
  const { keep } = event.data ?? {};
  if (keep) event.waitUntil(keepAll([self.registration.scope, ...keep]).then(() => event.ports[0]?.postMessage("kept")));
});

async function keepAll(addresses) {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) if (!addresses.includes(request.url)) await cache.delete(request);
  for (const address of addresses) {
    const response = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (response?.ok) await cache.put(address, response);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isPage = request.mode === "navigate";
  const isAsset = ["style", "script", "font", "image"].includes(request.destination);
  if (request.method === "GET" && url.origin === self.location.origin && (isPage || isAsset)) {
    event.respondWith(answer(request, isPage));
  }
});

async function answer(request, isPage) {
  const cache = await caches.open(KEPT);
  // The first slide does not matter for the page's identity.
  const key = isPage ? self.registration.scope : request.url;
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(key, response.clone());
    else if (isPage && [404, 410].includes(response.status)) await caches.delete(KEPT);
    return response;
  } catch (error) {
    const cached = await cache.match(key, { ignoreVary: true });
    if (cached) return cached;
    throw error;
  }
}
