// Keeps the documents that were opened on this device (documents-worker.js), and says within which bound:
// [data-documents-worker] is the worker's address; [data-documents-kept] the line about it. [data-keep-today] offers to
// keep all documents of [data-today], until the day is over: a button, a bar, and a sentence for each end.
import { assetsOfThisPage, isForgotten, saysWhenKept, tell } from "./offline.js";

export async function startDocumentsOffline() {
  const mark = document.querySelector("[data-documents-worker]");
  if (!mark || !("serviceWorker" in navigator)) return;
  document.querySelector("[data-documents-kept]").hidden = false;
  if (saysWhenKept()) return;
  // Once everything that the page needs is there.
  if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done, { once: true }));
  const scope = location.pathname;
  const registration = await navigator.serviceWorker.register(mark.dataset.documentsWorker, { scope });
  const worker = registration.active ?? (await ready(registration));
  if (isForgotten()) return;
  const listed = [...document.querySelectorAll(".register-list a")].map((link) => link.href);
  await tell(worker, { listed, assets: assetsOfThisPage() });
  mark.dataset.documents = "kept";
  await offerToday(worker, scope);
}

async function offerToday(worker, scope) {
  const offer = document.querySelector("[data-keep-today]");
  if (!offer) return;
  const links = [...document.querySelectorAll("[data-today] .register-list a")].map((link) => link.href);
  const ours = [...new Set(links)].filter((url) => url.startsWith(location.origin + scope));
  const until = Number(offer.dataset.until);
  const [button, bar] = [offer.querySelector("button"), offer.querySelector("progress")];
  const tellEnd = (isKept) => {
    offer.querySelector("[data-offer]").hidden = isKept;
    offer.querySelector("[data-all-kept]").hidden = !isKept;
  };
  tellEnd(await areKept(ours, scope));
  offer.hidden = !ours.length;
  button.addEventListener("click", async () => {
    let kept = 0;
    [button.disabled, bar.hidden, bar.max, bar.value] = [true, false, ours.length, 0];
    for (const url of ours) {
      if (isForgotten()) return;
      if ((await tell(worker, { ofToday: url, until })) === "kept") kept += 1;
      bar.value += 1;
    }
    [button.disabled, bar.hidden] = [false, true];
    offer.querySelector("[data-not-kept]").hidden = kept === ours.length;
    tellEnd(kept === ours.length);
  });
}

async function areKept(urls, scope) {
  const cache = await caches.open(`confman-documents ${scope}`);
  for (const url of urls) if (!(await cache.match(url, { ignoreVary: true }))?.headers.has("X-Kept-Until")) return false;
  return true;
}

// Not navigator.serviceWorker.ready: another worker may have the page already, that of the pages around it.
function ready(registration) {
  const worker = registration.installing ?? registration.waiting;
  return new Promise((done) => {
    worker.addEventListener("statechange", () => worker.state === "activated" && done(worker));
  });
}
