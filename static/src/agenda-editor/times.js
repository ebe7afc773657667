// Times are those of the conference, "2027-03-30T10:00"; they are treated as UTC, so that no time zone matters.
export function plus(time, seconds) {
  return new Date(Date.parse(`${time}:00Z`) + seconds * 1000).toISOString().slice(0, 16);
}

export function minutesBetween(start, end) {
  return (Date.parse(`${end}:00Z`) - Date.parse(`${start}:00Z`)) / 60000;
}

export const hour = (time) => time.slice(11, 16);

// A Date for EventCalendar, whose local parts are the conference's.
export function written(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

// The hours of a day as a person types them: an end in the small hours is after midnight; there may be none.
export function stretchOf(day, from, until) {
  const start = `${day}T${from}`;
  if (!until) return { start, end: "" };
  const end = `${day}T${until}`;
  return { start, end: end <= start && until <= "06:00" ? plus(end, 86400) : end };
}

// Returns the start of each item of a session, one after the other, and whether they exceed the session's end.
export function runningTimes(items, start, end) {
  let passed = 0;
  return items.map((item) => {
    const at = plus(start, passed * 60);
    passed += item.minutes || 0;
    return { at, isOver: passed > minutesBetween(start, end) };
  });
}
