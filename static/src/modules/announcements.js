// Content inserted by htmx may carry [data-announce]: its text is announced to screen readers.
export function startAnnouncements() {
  const announcer = document.querySelector("[data-announcer]");
  if (!announcer) return;
  document.body.addEventListener("htmx:load", (event) => {
    const part = event.detail.elt;
    const text = part.matches?.("[data-announce]") ? part : part.querySelector?.("[data-announce]");
    if (text && part !== document.body) announcer.textContent = text.textContent.trim();
  });
}
