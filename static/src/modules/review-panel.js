// A record beside its list: on a wide screen a link of the list opens it in [data-panel-place], where it is decided on without
// leaving the list. Elsewhere, and without this script, the links lead to the record.
const WIDE = "(width >= 75rem)";

// Tells whether a click opens the panel: one that asks for a new tab or window, or to be saved, is the browser's.
export function isPlain(event) {
  return event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

export function startReviewPanel(htmx) {
  const place = document.querySelector("[data-panel-place]");
  if (!place) return;
  const rows = () => [...document.querySelectorAll("#results tbody th a")];
  const ask = (method, url, values) =>
    htmx.ajax(method, url, { target: place, select: "[data-panel]", swap: "innerHTML", ...(values && { values }) });
  const mark = () => {
    const shown = place.querySelector("[data-panel]")?.dataset.panel;
    for (const link of rows()) {
      if (link.pathname === shown) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const close = () => {
    const link = rows().find((row) => row.hasAttribute("aria-current"));
    place.replaceChildren();
    mark();
    link?.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#results tbody th a, [data-panel-place] .neighbours a[rel]");
    if (link && isPlain(event) && matchMedia(WIDE).matches) {
      event.preventDefault();
      ask("GET", link.href);
    } else if (event.target.closest("[data-panel-close]")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && place.contains(document.activeElement)) close();
  });
  place.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-panel-form]")) return;
    event.preventDefault();
    const { submitter } = event;
    // A grave action is asked for twice: in between a reason may be written.
    if (submitter.matches("[data-panel-grave]") && !event.target.dataset.asked) {
      event.target.dataset.asked = "true";
      submitter.classList.replace("btn-secondary", "btn-danger");
      const asks = event.target.querySelector("[data-panel-asks]");
      asks.textContent = asks.dataset.panelAsks;
      event.target.elements.reason.focus();
      return;
    }
    ask("POST", submitter.formAction, Object.fromEntries(new FormData(event.target)));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== place) return mark();
    mark();
    place.scrollTop = 0;
    place.querySelector("h2")?.focus();
    return undefined;
  });
}
