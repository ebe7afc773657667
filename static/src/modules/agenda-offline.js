// Keeps the public agenda on the device (agenda-worker.js), and says so where there is no network: [data-agenda-worker]
// is the worker's address, with the release.
import { assetsOfThisPage, saysWhenKept, tell } from "./offline.js";

export async function startAgendaOffline() {
  const mark = document.querySelector("[data-agenda-worker]");
  if (!mark || !("serviceWorker" in navigator)) return;
  if (saysWhenKept()) return;
  // Once everything that the page needs is there.
  if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done, { once: true }));
  const registration = await navigator.serviceWorker.register(mark.dataset.agendaWorker);
  const active = registration.active ?? (await navigator.serviceWorker.ready).active;
  const page = isKept(location.search) ? location.href.split("#")[0] : "";
  await tell(active, { release: mark.dataset.release, page, assets: assetsOfThisPage() });
  mark.dataset.kept = "yes";
}

// Searches are personal and endless: of pages with a query, only another view of the agenda is kept.
export function isKept(query) {
  return [...new URLSearchParams(query).keys()].every((name) => ["day", "view"].includes(name));
}
