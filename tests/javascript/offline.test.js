// Pages store data for use without a network, and forget them when told to meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";

import { startOffline } from "../../static/src/modules/offline.js";

test("what was about to be stored when it was told to forget is stored no more", async () => {
  const told = [];
  let found;
  let waits;
  const pageWaits = new Promise((resolve) => {
    waits = resolve;
  });
  const active = {
    postMessage(message, [port]) {
      told.push(message);
      port.postMessage("done");
      port.close();
    },
  };
  const registration = { active, unregister: async () => told.push("unregistered") };
  const serviceWorker = {
    // The worker is found late: only once the reader has pressed the button.
    register: () =>
      new Promise((resolve) => {
        found = () => resolve(registration);
        waits();
      }),
    getRegistration: async () => registration,
  };
  Object.defineProperty(globalThis, "navigator", { value: { serviceWorker }, configurable: true });
  globalThis.caches = { delete: async () => told.push("deleted"), keys: async () => [] };
  globalThis.document = { querySelector: () => null };
  globalThis.location = { href: "https://example.org/me/privacy/", origin: "https://example.org" };

  let press;
  const left = new Promise((resolve) => {
    const form = { dataset: {}, submit: resolve };
    form.addEventListener = (_kind, listener) => {
      press = listener;
    };
    const kept = { worker: "/worker.js", scope: "/me/", keep: ["/me/ticket/"], stay: [] };
    const root = {
      querySelector: () => ({ dataset: { offline: JSON.stringify(kept) } }),
      querySelectorAll: () => [form],
    };
    startOffline(root).then(() => told.push("started"));
  });
  await pageWaits;
  press({ preventDefault() {} });
  found();
  await left;
  assert.deepEqual(
    told.filter((each) => each.keep),
    [],
  );
  assert.ok(told.includes("deleted"));
});
