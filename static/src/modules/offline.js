// Stores the ticket and the own agenda on the device for use without a network; they are deleted on request, at
// sign-out, when there is no ticket any more, or when their pages were closed here from another device, and so are the
// documents that were opened on the pages beside them (documents-worker.js). The page lists the addresses:
// <div data-offline="…json…">. form[data-forget=all] also deletes what was typed and selected here. The data of a door
// app (unsent scans) are not touched.

// The name that portal-worker.js uses.
const KEPT = "confman-participant";
// The names that documents-worker.js uses begin with this; the folder of the pages follows.
const DOCUMENTS = "confman-documents ";
// Anything that this page was about to store when it was told to forget is not stored.
let forgotten = false;

export function isForgotten() {
  return forgotten;
}

export async function startOffline(root) {
  if (!("serviceWorker" in navigator)) return;
  saysWhenKept();
  const mark = root.querySelector("[data-offline]");
  const { worker, scope, keep, stay } = mark ? JSON.parse(mark.dataset.offline) : {};
  const forms = root.querySelectorAll("form[data-forget]");
  for (const form of forms) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      forgotten = true;
      if (scope) await forget(scope, []);
      await caches.delete(KEPT);
      await forgetDocuments([]);
      if (form.dataset.forget === "all") forgetChoices();
      form.submit();
    });
  }
  if (!mark) return;
  await forgetDocuments(keep.length ? keep : stay);
  if (keep.length) await keepHere(worker, scope, keep);
  else await forget(scope, stay);
  mark.dataset.kept = keep.length ? "yes" : "no";
}

async function keepHere(worker, scope, pages) {
  const registration = await navigator.serviceWorker.register(worker, { scope });
  const active = registration.active ?? (await navigator.serviceWorker.ready).active;
  if (!forgotten) await tell(active, { keep: absolute(pages), assets: assetsOfThisPage() });
}

function absolute(paths) {
  return paths.map((path) => new URL(path, location.href).href);
}

export function assetsOfThisPage() {
  const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  return [
    ...new Set(
      loaded.filter((url) => url.origin === location.origin && /\.(css|js|woff2?|wasm)$/.test(url.pathname)).map((url) => url.href),
    ),
  ];
}

async function forget(scope, stay) {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  if (registration?.active) await tell(registration.active, { forgetBut: absolute(stay) });
  if (!stay.length) await registration?.unregister();
}

// The documents of a registration stay as long as its pages may; those that everybody may read stay anyway.
async function forgetDocuments(stay) {
  const keys = stay.map((page) => /[0-9a-f-]{36}/.exec(page)?.[0]);
  for (const name of await caches.keys()) {
    const isOwn = name.startsWith(DOCUMENTS) && /^\/[^/]+\/me\//.test(name.slice(DOCUMENTS.length));
    if (isOwn && !keys.some((key) => name.includes(`/${key}/`))) await caches.delete(name);
  }
}

// Whatever a script is told after that, until the page is left, is not stored (stars.js).
function forgetChoices() {
  document.documentElement.dataset.forgotten = "";
  for (const key of Object.keys(localStorage)) if (key.startsWith("confman-")) localStorage.removeItem(key);
}

export function tell(worker, message) {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [channel.port2]);
  });
}

// Says on a kept page since when it is kept, and tells whether it is one: its worker has put the moment into
// [data-kept-at], a line in which TIME stands for it.
export function saysWhenKept() {
  const note = document.querySelector("[data-kept-at]");
  if (!note?.dataset.keptAt) return false;
  const moment = new Date(Number(note.dataset.keptAt));
  const today = moment.toDateString() === new Date().toDateString();
  const form = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
    ...(!today && { day: "numeric", month: "long" }),
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  note.textContent = note.textContent.replace("TIME", form.format(moment));
  note.hidden = false;
  return true;
}
