// [data-own-time]: shows a moment, given in the conference's zone, in the reader's own as well. The line stays hidden
// for readers in that zone.
import { momentElsewhere } from "./moments.js";

export function startOwnTimes(part) {
  const form = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
  for (const line of part.querySelectorAll("[data-own-time]")) {
    const moment = momentElsewhere(line.dataset.ownTime);
    if (!moment) continue;
    line.querySelector("span").textContent = form.format(moment);
    line.hidden = false;
  }
}
