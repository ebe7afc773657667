// [data-own-time]: a moment that stands beside it in the conference's zone, said in the reader's own as well. The line
// stays hidden for who lives in that zone.
function offsetOf(written) {
  const found = /([+-])(\d\d):?(\d\d)$/.exec(written);
  return found ? Number(`${found[1]}1`) * (Number(found[2]) * 60 + Number(found[3])) : 0;
}

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
    const written = line.dataset.ownTime;
    const moment = new Date(written);
    if (Number.isNaN(moment.getTime()) || offsetOf(written) === -moment.getTimezoneOffset()) continue;
    line.querySelector("span").textContent = form.format(moment);
    line.hidden = false;
  }
}
