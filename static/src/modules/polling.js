// What a page asks for by itself is no use of it: the server lets the session come to its end at rest all the same.
// Whatever is asked again and again without anybody at the page carries this header (tests/web/test_polling.py).
export const POLL = { "X-Poll": "1" };

// Of htmx it is what no event has begun: hx-trigger="every …" and "load".
export function startPolling() {
  document.body.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!detail.triggeringEvent) Object.assign(detail.headers, POLL);
  });
}
