// A page's own requests do not count as use of it: the server lets the session expire all the same. Everything that is
// polled without a user carries this header (tests/web/test_polling.py).
export const POLL = { "X-Poll": "1" };

// For htmx, requests that no event has triggered: hx-trigger="every …" and "load".
export function startPolling() {
  document.body.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!detail.triggeringEvent) Object.assign(detail.headers, POLL);
  });
}
