// Calls functions that look for their marks in the page, and again in every part that htmx inserts.
export function startEverywhere(...starts) {
  for (const start of starts) {
    start(document.body);
    document.body.addEventListener("htmx:load", (event) => start(event.detail.elt));
  }
}
