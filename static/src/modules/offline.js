// The ticket and the own agenda stay on the device for when there is no network; they go when the person says so, or
// when there is no ticket any more. The page says which: <div data-offline="…json…">.
export async function startOffline(root) {
  const mark = root.querySelector("[data-offline]");
  if (!mark || !("serviceWorker" in navigator)) return;
  const { worker, scope, keep } = JSON.parse(mark.dataset.offline);
  const forms = root.querySelectorAll("form[data-forget]");
  for (const form of forms) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await forget(scope);
      form.submit();
    });
  }
  if (!keep.length) return forget(scope);
  const registration = await navigator.serviceWorker.register(worker, { scope });
  const active = registration.active ?? (await navigator.serviceWorker.ready).active;
  const absolute = keep.map((path) => new URL(path, location.href).href);
  await tell(active, { keep: absolute, assets: assetsOfThisPage() });
  mark.dataset.kept = "yes";
  return undefined;
}

export function assetsOfThisPage() {
  const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  return [...new Set(loaded.filter((url) => url.origin === location.origin && /\.(css|js|woff2?|wasm)$/.test(url.pathname)).map((url) => url.href))];
}

async function forget(scope) {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  if (registration?.active) await tell(registration.active, { forget: true });
  await registration?.unregister();
}

export function tell(worker, message) {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [channel.port2]);
  });
}
