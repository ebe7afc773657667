// time[data-local-time] is in the conference's zone. A reader elsewhere sees their own time on hovering, or all times
// ("hour") in their own zone by the button [data-zone-toggle], which only they see; the choice is remembered, and
// [data-zone-told] says whose times these are, [data-zone-name] which zone is shown.
import { isSameDay, momentElsewhere } from "./moments.js";

const CHOICE = "confman-own-zone";

export function startLocalTimes(part) {
  const language = document.documentElement.lang || undefined;
  const whole = new Intl.DateTimeFormat(language, {
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
  const hour = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat(language, { weekday: "short" });
  const elsewhere = [];
  for (const element of part.querySelectorAll("time[data-local-time]")) {
    const written = element.getAttribute("datetime");
    const moment = momentElsewhere(written);
    if (!moment) continue;
    element.title = whole.format(moment);
    if (element.dataset.localTime !== "hour") continue;
    element.dataset.there ??= element.textContent;
    element.dataset.here = isSameDay(written, moment) ? hour.format(moment) : `${day.format(moment)} ${hour.format(moment)}`;
    elsewhere.push(element);
  }
  const toggle = document.querySelector("[data-zone-toggle]");
  if (!toggle || elsewhere.length === 0) return;
  const note = document.querySelector("[data-zone-told]");
  // "America/Argentina/Buenos_Aires" is read as the city.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone.split("/").at(-1).replaceAll("_", " ");
  const show = (isOwn) => {
    if (note) {
      note.dataset.there ??= note.textContent;
      note.textContent = isOwn ? note.dataset.zoneTold.replace("ZONE", zone) : note.dataset.there;
    }
    for (const name of document.querySelectorAll("[data-zone-name]")) {
      name.dataset.there ??= name.textContent;
      name.textContent = isOwn ? zone : name.dataset.there;
    }
    toggle.setAttribute("aria-pressed", String(isOwn));
    toggle.textContent = isOwn ? toggle.dataset.back : toggle.dataset.forth;
    for (const element of document.querySelectorAll("time[data-here]")) {
      element.textContent = isOwn ? element.dataset.here : element.dataset.there;
    }
  };
  if (!toggle.hasAttribute("aria-pressed")) {
    toggle.dataset.forth = toggle.textContent;
    toggle.addEventListener("click", () => {
      const isOwn = toggle.getAttribute("aria-pressed") !== "true";
      localStorage.setItem(CHOICE, isOwn ? "1" : "");
      show(isOwn);
    });
  }
  show(Boolean(localStorage.getItem(CHOICE)));
}
