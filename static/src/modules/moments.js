// A moment as written ("2027-03-30T10:00:00+05:00"), and by the reader's clock.

// Minutes east of Greenwich.
export function offsetOf(written) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(written);
  return found ? Number(`${found[1]}1`) * (Number(found[2]) * 60 + Number(found[3])) : 0;
}

// The moment in the reader's zone; null for a reader whose clock shows the same.
export function momentElsewhere(written) {
  const moment = new Date(written);
  return Number.isNaN(moment.getTime()) || offsetOf(written) === -moment.getTimezoneOffset() ? null : moment;
}

// Tells whether the reader's calendar shows the written day.
export function isSameDay(written, moment) {
  return written.slice(8, 10) === String(moment.getDate()).padStart(2, "0");
}
