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
    if (!(await caches.has(KEPT))) throw error;
    const cache = await caches.open(KEPT);
    const cached = await cache.match(request.url, { ignoreVary: true });
    if (request.mode !== "navigate") return cached ?? fail(error);
    if (cached) return noted(cached);
    // The start leads to the ticket: with it the page opens that someone has put on their phone as an app.
    const isBelow = ({ url }) => url.startsWith(request.url) && url.endsWith("/ticket/");
    const ticket = (await cache.keys()).find(isBelow);
    return ticket ? Response.redirect(ticket.url) : fail(error);
  }
}

// A page that has words for it says since when it is kept: since the server sent it.
async function noted(page) {
  const headers = new Headers(page.headers);
  // The content is no longer compressed.
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const note = `data-kept-at="${Date.parse(headers.get("Date"))}"`;
  return new Response((await page.text()).replace('data-kept-at=""', note), { headers });
}

function fail(error) {
  throw error;
}
