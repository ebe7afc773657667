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
    // The end of a session on the same day as its beginning does not name that day again.
    const before = elsewhere.at(-1);
    const isDayTold = before?.element.parentElement === element.parentElement && before.day === day.format(moment);
    const isDayKnown = isDayTold || isSameDay(written, moment);
    element.dataset.here = isDayKnown ? hour.format(moment) : `${day.format(moment)} ${hour.format(moment)}`;
    elsewhere.push({ element, moment, day: day.format(moment) });
  }
  const toggle = document.querySelector("[data-zone-toggle]");
  if (!toggle || elsewhere.length === 0) return;
  const note = document.querySelector("[data-zone-told]");
  const zone = zoneAt(elsewhere[0].moment);
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

// The reader's zone as pages name it, by its city and its offset at that moment: "Buenos Aires, UTC-3".
function zoneAt(moment) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" }).formatToParts(moment);
  const offset = parts.find((part) => part.type === "timeZoneName").value.replace("GMT", "UTC");
  const city = timeZone.split("/").at(-1).replaceAll("_", " ");
  return city === offset ? city : `${city}, ${offset}`;
}
