// time[data-local-time] stands in the conference's zone; a reader elsewhere sees their own hour on pointing at it.
export function startLocalTimes(part) {
  const language = document.documentElement.lang || undefined;
  const shape = { weekday: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
  for (const element of part.querySelectorAll("time[data-local-time]")) {
    const written = element.getAttribute("datetime");
    const moment = new Date(written);
    if (Number.isNaN(moment.getTime())) continue;
    const offset = /([+-])(\d\d):(\d\d)$/.exec(written);
    const minutes = offset ? Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
    if (minutes === -moment.getTimezoneOffset()) continue;
    element.title = new Intl.DateTimeFormat(language, shape).format(moment);
  }
}
