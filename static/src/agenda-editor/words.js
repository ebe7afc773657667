// "{who} moved {label}" with who and label filled in.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Times are those of the conference, "2027-03-30T10:00"; counted as if they were UTC, so that no zone plays a part.
export function plus(time, seconds) {
  return new Date(Date.parse(`${time}:00Z`) + seconds * 1000).toISOString().slice(0, 16);
}

export function minutesBetween(start, end) {
  return (Date.parse(`${end}:00Z`) - Date.parse(`${start}:00Z`)) / 60000;
}

export const hour = (time) => time.slice(11, 16);

// A Date of EventCalendar, whose local parts are the conference's.
export function written(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function placeInWords(place, state, { days, words }) {
  const room = state.rooms.get(place.room)?.name ?? words.without_room;
  if (!place.start) return words.not_scheduled;
  const date = place.start.slice(0, 10);
  const day = days.find((each) => each.id === date)?.label ?? date;
  const hours = place.end ? `${hour(place.start)}–${hour(place.end)}` : hour(place.start);
  return `${day}, ${hours}, ${room}`;
}

// element("p", { class: "x", hidden: true, onclick: … }, "text", child)
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
