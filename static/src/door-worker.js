// Stores the check-in app itself for use without a network: page, scripts, styles, fonts, decoder. Data of the
// conference are never stored here but in IndexedDB, where the app can wipe them.
const PAGE = self.registration.scope;
const KEPT = `confman-door ${new URL(PAGE).pathname}`;
const PATIENCE = 4000; // milliseconds until a slow network is no network
// Such names change with the files' content.
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

// First everything of the new version, the page after what it names; then delete what is no longer needed.
async function keepAll(addresses) {
  const wanted = new Set(addresses);
  const cache = await caches.open(KEPT);
  const missing = [];
  for (const url of addresses) if (!FOR_EVER.test(new URL(url).pathname) || !(await cache.match(url))) missing.push(url);
  // Without a network, the stored version is used.
  const keep = (url) => store(cache, url, wanted).catch((error) => failed(cache, url, error));
  await Promise.all(missing.filter((url) => url !== PAGE).map(keep));
  await keep(PAGE);
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

async function store(cache, url, wanted) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  // A version released after the app was opened would be stored without its scripts: it is stored when it is opened.
  if (url === PAGE && !namesOf(await response.clone().text()).every((name) => wanted.has(name))) throw new Error(`newer: ${url}`);
  await cache.put(url, response);
}

// Scripts and styles named by a page.
function namesOf(html) {
  return [...html.matchAll(/(?:src|href)="([^"]+\.(?:css|js))"/g)].map(([, path]) => new URL(path, PAGE).href);
}

async function failed(cache, url, error) {
  if (!(await cache.match(url))) throw error;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  // Requests of the app with its secret are never answered from here.
  if (event.request.headers.has("Authorization")) return;
  event.respondWith(answer(event.request, url));
});

async function answer(request, url) {
  const cache = await caches.open(KEPT);
  url.hash = "";
  // The page is the same whatever a phone's launcher appends to its address.
  const cached = await cache.match(url.href, { ignoreVary: true, ignoreSearch: request.mode === "navigate" });
  if (!cached) return fetch(request);
  if (FOR_EVER.test(url.pathname)) return cached;
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    // A server that is down, or a network that requires a sign-in, must not take the app away.
    if (!response.ok) return cached;
    // The app stores the page itself once it has everything, and says so.
    if (request.mode === "navigate") return response;
    if (response.type === "basic" && !response.redirected) await cache.put(url.href, response.clone());
    return response;
  } catch {
    return cached;
  }
}
