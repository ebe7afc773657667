// Keeps the check-in app itself for when there is no network: its page, scripts, styles, fonts, decoder. Data of the
// conference never lies here; that is in IndexedDB, where the app can wipe it.
const PAGE = self.registration.scope;
const KEPT = `confman-door ${new URL(PAGE).pathname}`;
const PATIENCE = 4000; // milliseconds until a slow network is no network
// Such a name changes with what is in the file.
const FOR_EVER = /[.-]([0-9a-f]{12}|[0-9A-Z]{8})\.\w+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep } = event.data ?? {};
  if (!keep) return;
  const done = keepAll(keep).then(
    () => event.ports[0]?.postMessage("kept"),
    (error) => event.ports[0]?.postMessage(`${error}`),
  );
  event.waitUntil(done);
});

// All of the new version first, the page after what it names; only then goes what it no longer needs.
async function keepAll(addresses) {
  const wanted = new Set(addresses);
  const cache = await caches.open(KEPT);
  const missing = [];
  for (const url of addresses) if (!FOR_EVER.test(new URL(url).pathname) || !(await cache.match(url))) missing.push(url);
  // Without a network, what was kept before is as good.
  const keep = (url) => store(cache, url, wanted).catch((error) => failed(cache, url, error));
  await Promise.all(missing.filter((url) => url !== PAGE).map(keep));
  await keep(PAGE);
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

async function store(cache, url, wanted) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  // A version that came after the app was opened would lie here without its scripts: it is kept once it is opened.
  if (url === PAGE && !namesOf(await response.clone().text()).every((name) => wanted.has(name))) throw new Error(`newer: ${url}`);
  await cache.put(url, response);
}

// Scripts and styles that a page names.
function namesOf(html) {
  return [...html.matchAll(/(?:src|href)="([^"]+\.(?:css|js))"/g)].map(([, path]) => new URL(path, PAGE).href);
}

async function failed(cache, url, error) {
  if (!(await cache.match(url))) throw error;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  // What the app asks of the server with its secret is never answered from here.
  if (event.request.headers.has("Authorization")) return;
  event.respondWith(answer(event.request, url));
});

async function answer(request, url) {
  const cache = await caches.open(KEPT);
  url.hash = "";
  // The page is the same whatever was appended to its address by the launcher of a phone.
  const kept = await cache.match(url.href, { ignoreVary: true, ignoreSearch: request.mode === "navigate" });
  if (!kept) return fetch(request);
  if (FOR_EVER.test(url.pathname)) return kept;
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    // A server that is down or a network that wants a sign-in first must not take the app away.
    if (!response.ok) return kept;
    // The page itself is kept when the app has all of it, and says so.
    if (request.mode === "navigate") return response;
    if (response.type === "basic" && !response.redirected) await cache.put(url.href, response.clone());
    return response;
  } catch {
    return kept;
  }
}
