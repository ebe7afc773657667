// The difference between a device's clock and the server's, in milliseconds. Pure.
const TOLERANCE = 120_000; // as the server's CLOCK_WARNING

// Returns the difference to add to the device's time to get the server's; null if unknown. `sent`: when the request left, by this
// device's clock: the answer's time is taken to be halfway. `now`: when the answer came.
export function skewOf(serverTime, { sent, now }) {
  const heard = Date.parse(serverTime);
  if (Number.isNaN(heard)) return null;
  const half = sent === null ? 0 : (now - sent) / 2;
  return Math.round(heard + half - now);
}

// By how much the device is fast (above zero) or slow; 0 if negligible.
export function errorOf(skew) {
  return Math.abs(skew) > TOLERANCE ? -skew : 0;
}
