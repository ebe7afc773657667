import { hour } from "./times.js";

// "{who} moved {label}" with who and label filled in.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function placeInWords(place, state, { days, words }) {
  const room = state.rooms.get(place.room)?.name ?? words.without_room;
  if (!place.start) return words.not_scheduled;
  const date = place.start.slice(0, 10);
  const day = days.find((entry) => entry.id === date)?.label ?? date;
  const hours = place.end ? `${hour(place.start)}–${hour(place.end)}` : hour(place.start);
  return `${day}, ${hours}, ${room}`;
}
