// Keeps the documents that were opened on this device (documents-worker.js), and says within which bound:
// [data-documents-worker] is the worker's address; [data-documents-kept] the line about it; [data-kept-at] the line for a
// kept list.
import { show } from "./agenda-offline.js";
import { assetsOfThisPage, isForgotten, tell } from "./offline.js";

export async function startDocumentsOffline() {
  const mark = document.querySelector("[data-documents-worker]");
  if (!mark || !("serviceWorker" in navigator)) return;
  document.querySelector("[data-documents-kept]").hidden = false;
  const note = document.querySelector("[data-kept-at]");
  if (note.dataset.keptAt) {
    show(note, new Date(Number(note.dataset.keptAt)));
    return;
  }
  // Once everything that the page needs is there.
  if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done, { once: true }));
  const scope = location.pathname;
  const registration = await navigator.serviceWorker.register(mark.dataset.documentsWorker, { scope });
  const worker = registration.active ?? (await ready(registration));
  if (isForgotten()) return;
  const listed = [...document.querySelectorAll(".register-list a")].map((link) => link.href);
  await tell(worker, { listed, assets: assetsOfThisPage() });
  mark.dataset.documents = "kept";
}

// Not navigator.serviceWorker.ready: another worker may have the page already, that of the pages around it.
function ready(registration) {
  const worker = registration.installing ?? registration.waiting;
  return new Promise((done) => {
    worker.addEventListener("statechange", () => worker.state === "activated" && done(worker));
  });
}
