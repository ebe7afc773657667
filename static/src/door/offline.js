// Has the service worker keep the app, so that it opens without a network.
import { decoder } from "./decoding.js";

// Resolves with whether all of it is kept.
export async function keepOffline({ worker, home }) {
  if (!("serviceWorker" in navigator)) return false;
  const registration = await navigator.serviceWorker.register(worker, { scope: home });
  const active = registration.active ?? (await navigator.serviceWorker.ready).active;
  // Letters of a script that has not been seen yet, and the decoder, before they are needed without a network.
  await Promise.all([...document.fonts].map((face) => face.load().catch(() => null)));
  await decoder().catch(() => null);
  const manifest = document.querySelector("link[rel=manifest]").href;
  const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const files = loaded.filter((url) => url.origin === location.origin && /\.(css|js|woff2?|wasm)$/.test(url.pathname));
  const page = new URL(home, location.href).href;
  const addresses = [...new Set([page, manifest, ...files.map((url) => url.href)])].filter((url) => url !== new URL(worker, location.href).href);
  return (await tell(active, { keep: addresses })) === "kept";
}

function tell(worker, message) {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [channel.port2]);
  });
}
