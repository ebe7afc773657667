// The search in the secretariat's bar: hits appear below the field as one types. Ctrl-K, Cmd-K and "/" focus it; arrow
// keys select a hit, Tab the first of the next group, Enter opens it (with Ctrl in a new tab), Escape returns the focus.
// Without this script the form opens the search page.
import { isSingleKey } from "./single-keys.js";

// The pause in typing, in milliseconds, before a request is sent.
const PAUSE = 150;

// The index among `count` that follows `place`, wrapping around; -1 is the field itself.
export function nextPlace(place, step, count) {
  return ((place + 1 + step + count + 1) % (count + 1)) - 1;
}

// The index of the first hit of the next group (`step` 1) or of the one before (-1), of groups with these numbers of
// hits; null where there is none, so that Tab leaves the field.
export function nextGroup(place, step, numbers) {
  const firsts = numbers.map((_number, index) => numbers.slice(0, index).reduce((sum, number) => sum + number, 0));
  const current = firsts.findLastIndex((first) => first <= place);
  return firsts[current + step] ?? null;
}

// Tells whether these keys open the search, on a page where something may be being typed.
export function leadsHere(event, isWriting) {
  const withControl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (withControl && event.key.toLowerCase() === "k") return true;
  return isSingleKey(event, "/", isWriting);
}

export function startSearch() {
  const form = document.querySelector("form[data-search]");
  if (!form) return;
  const field = form.querySelector("input");
  const list = document.createElement("div");
  list.className = "desk-search-found";
  list.hidden = true;
  form.append(list);
  const groups = document.createElement("div");
  groups.id = "desk-search-groups";
  groups.setAttribute("role", "listbox");
  groups.setAttribute("aria-label", form.querySelector("label").textContent);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", groups.id);
  field.setAttribute("aria-autocomplete", "list");

  let cameFrom = null;
  let waiting;
  let asking;
  let place = -1;
  const hits = () => [...list.querySelectorAll("a")];

  const mark = (next) => {
    place = next;
    for (const [number, hit] of hits().entries()) hit.setAttribute("aria-selected", String(number === place));
    const hit = hits()[place];
    if (hit) {
      field.setAttribute("aria-activedescendant", hit.id);
      hit.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };

  // Before that, Tab goes on through the page.
  const isTyped = () => !list.hidden && field.value.trim();

  const nextHit = (step) => {
    const numbers = [...groups.children].map((group) => group.querySelectorAll("a").length);
    return nextGroup(place, step, numbers);
  };

  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    place = -1;
  };

  const show = (text) => {
    const answer = new DOMParser().parseFromString(text, "text/html").body;
    groups.replaceChildren(...answer.querySelectorAll("section"));
    list.replaceChildren(...answer.childNodes, groups);
    for (const group of groups.children) group.setAttribute("role", "group");
    for (const part of groups.querySelectorAll("h2, ul, li")) part.setAttribute("role", "presentation");
    for (const [number, hit] of hits().entries()) {
      hit.id = `desk-search-hit-${number}`;
      hit.setAttribute("role", "option");
      hit.tabIndex = -1;
    }
    list.hidden = !list.textContent.trim();
    field.setAttribute("aria-expanded", String(!list.hidden));
    mark(-1);
    const announcer = document.querySelector("[data-announcer]");
    if (announcer) announcer.textContent = list.querySelector("[data-search-count]")?.textContent ?? "";
  };

  const ask = async () => {
    asking?.abort();
    const words = field.value.trim();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.action}?${new URLSearchParams({ q: words })}`, {
        headers: { "X-Part": "search" },
        signal: asking.signal,
      });
      if (answer.ok && !answer.redirected) show(await answer.text());
    } catch (error) {
      // More typing, or no network: Enter still opens the search page.
      if (error.name !== "AbortError") close();
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  field.addEventListener("focus", (event) => {
    cameFrom = event.relatedTarget;
    if (list.hidden) ask();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
      field.value = "";
      if (cameFrom) cameFrom.focus();
      else field.blur();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      mark(nextPlace(place, event.key === "ArrowDown" ? 1 : -1, hits().length));
    } else if (event.key === "Tab" && isTyped() && nextHit(event.shiftKey ? -1 : 1) !== null) {
      event.preventDefault();
      mark(nextHit(event.shiftKey ? -1 : 1));
    } else if (event.key === "Enter" && hits()[place]) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) window.open(hits()[place].href);
      else hits()[place].click();
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
  document.addEventListener("keydown", (event) => {
    const here = document.activeElement;
    const isWriting = here?.matches("input, textarea, select, [contenteditable]");
    if (!leadsHere(event, isWriting) || getComputedStyle(form).display === "none") return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
