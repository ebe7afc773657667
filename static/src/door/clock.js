// How far the clock of a device is from the server's, in milliseconds. Pure.
const TOLERANCE = 120_000; // as the server's CLOCK_WARNING

// What is to be added to the device's time to have the server's; null where no time was told. `sent`: when the question left,
// by this device's clock: the answer's time is that of half the way. `now`: when the answer came.
export function skewOf(told, { sent, now }) {
  const heard = Date.parse(told);
  if (Number.isNaN(heard)) return null;
  const half = sent === null ? 0 : (now - sent) / 2;
  return Math.round(heard + half - now);
}

// By how much the device is fast (above zero) or slow; 0 where that does not matter.
export function errorOf(skew) {
  return Math.abs(skew) > TOLERANCE ? -skew : 0;
}
