// Has the service worker store the app, so that it opens without a network.
import { assetsOfThisPage, tell } from "../modules/offline.js";
import { decoder } from "./decoder.js";

// Resolves with whether everything is stored.
export async function keepOffline({ worker, home }) {
  if (!("serviceWorker" in navigator)) return false;
  const registration = await navigator.serviceWorker.register(worker, { scope: home });
  const active = registration.active ?? (await navigator.serviceWorker.ready).active;
  // Fonts of scripts not seen yet, and the decoder, before they are needed without a network.
  await Promise.all([...document.fonts].map((face) => face.load().catch(() => null)));
  await decoder().catch(() => null);
  const named = [...document.querySelectorAll("link:is([rel=manifest], [rel=stylesheet]), script[src]")];
  const [page, script] = [home, worker].map((path) => new URL(path, location.href).href);
  const files = assetsOfThisPage().filter((url) => url !== script);
  const addresses = new Set([page, ...named.map((element) => element.href ?? element.src), ...files]);
  return (await tell(active, { keep: [...addresses] })) === "kept";
}
