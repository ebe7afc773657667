// Shows the sessions that are on or come next, by the server's clock: the page contains today and the next day, and continues by
// itself.
import { statesOf } from "./programme-states.js";

const SOON = 60; // minutes

const read = (entry) => ({
  start: Date.parse(entry.dataset.start),
  until: Date.parse(entry.dataset.until),
  day: entry.dataset.day,
  told: "told" in entry.dataset,
});

// Updates one place; returns true if the state of any entry has changed.
export function update(place, now, today) {
  const elements = [...place.querySelectorAll("[data-entry]")];
  const entries = elements.map(read);
  let changed = false;
  statesOf(entries, now, today).forEach((state, index) => {
    const element = elements[index];
    const entry = entries[index];
    // The list below is only of today; the next entry may be of another day, and says so.
    const seen = state === "later" && entry.day !== today ? "another-day" : state;
    if (element.dataset.state !== seen) {
      element.dataset.state = seen;
      changed = true;
    }
    changed = showDay(element, entry, today) || changed;
    changed = showMinutes(element, state, entry, now) || changed;
    const progress = element.querySelector("[data-progress]");
    if (progress) progress.value = state === "now" ? Math.min(1, (now - entry.start) / (entry.until - entry.start)) : 0;
  });
  const none = place.querySelector("[data-none]");
  const isOn = elements.some((element, index) => element.dataset.state === "now" && !entries[index].told);
  const nothing = !elements.some((element) => ["now", "next"].includes(element.dataset.state));
  if (none) none.hidden = isOn || nothing;
  const over = place.querySelector("[data-over]");
  if (over) over.hidden = !nothing;
  place.classList.toggle("is-empty", nothing);
  return changed;
}

function showDay(element, entry, today) {
  const label = element.querySelector("[data-entry-day]");
  if (!label || label.hidden === (entry.day === today)) return false;
  label.hidden = entry.day === today;
  return true;
}

function showMinutes(element, state, entry, now) {
  const label = element.querySelector("[data-in]");
  if (!label) return false;
  const minutes = Math.ceil((entry.start - now) / 60000);
  const soon = state === "next" && !entry.told && minutes <= SOON;
  const changed = label.hidden === soon;
  label.hidden = !soon;
  if (soon) label.textContent = label.dataset.words.replace("MINUTES", String(minutes));
  return changed;
}
