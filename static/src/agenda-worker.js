// Keeps the public agenda for whoever opened it once and has no network now: the pages of it and of its sessions that
// were opened, of the latest release alone, with their styles, scripts and fonts. With a network, nothing is answered
// from here. A page tells what to keep (modules/agenda-offline.js); none that is one person's does.
const AGENDA = self.registration.scope;
const KEPT = `confman-agenda ${new URL(AGENDA).pathname} `;
const ASSETS = ["style", "script", "font", "image"];
const KEPT_AT = "X-Kept-At";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { release, page, assets } = event.data ?? {};
  if (release === undefined) return;
  event.waitUntil(keep(release, page, assets).then(() => event.ports[0]?.postMessage("kept")));
});

// Anything stored of another release goes: a session may have moved since, or been withdrawn. "" is no release.
async function keep(release, page, assets) {
  await forget(release && KEPT + release);
  if (!release) return;
  const cache = await caches.open(KEPT + release);
  const loaded = new Set(assets);
  for (const { url } of await cache.keys()) if (!url.startsWith(AGENDA) && !loaded.has(url)) await cache.delete(url);
  for (const url of assets) await store(cache, url);
  if (page) await store(cache, page);
}

// The browser has each of these since a moment ago, so the network is not asked again.
async function store(cache, url) {
  const response = await fetch(url, { cache: "force-cache", credentials: "same-origin" });
  // Drafts, which their team sees, are kept by nobody.
  if (!response.ok || response.redirected || response.headers.get("Cache-Control")?.includes("no-store")) return;
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, Date.now());
  // The content is no longer compressed.
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  await cache.put(url, new Response(await response.blob(), { headers }));
}

async function forget(but = "") {
  for (const name of await caches.keys()) if (name.startsWith(KEPT) && name !== but) await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(answer(request));
  else if (ASSETS.includes(request.destination))
    event.respondWith(fetch(request).catch(async (error) => (await cached(request.url)) ?? fail(error)));
});

async function answer(request) {
  try {
    const response = await fetch(request);
    // An agenda that is no longer there is not kept either.
    if (withoutAnchor(request.url) === AGENDA && [403, 404, 410].includes(response.status)) await forget();
    return response;
  } catch (error) {
    const page = await cached(withoutAnchor(request.url));
    if (page) return noted(page);
    // A session that was never opened stands in the agenda, too; of a search, the whole agenda is left.
    const session = /([0-9a-f-]{36})\/$/.exec(new URL(request.url).pathname)?.[1];
    if (await cached(AGENDA)) return Response.redirect(session ? `${AGENDA}#session-${session}` : AGENDA);
    return fail(error);
  }
}

async function cached(url) {
  for (const name of await caches.keys()) {
    const found = name.startsWith(KEPT) && (await (await caches.open(name)).match(url, { ignoreVary: true }));
    if (found) return found;
  }
}

// The page says since when it is kept; in its own words, which it has ready.
async function noted(page) {
  const text = await page.text();
  const note = `data-kept-at="${page.headers.get(KEPT_AT)}"`;
  return new Response(text.replace('data-kept-at=""', note), { headers: page.headers });
}

function withoutAnchor(url) {
  return url.split("#")[0];
}

function fail(error) {
  throw error;
}
