// The server's time on a device whose clock may be wrong. Each answer says what time it was there; half of the way there and
// back is taken off, and an answer that was long on its way moves the clock only where it is far off.
const FAR = 1500;
const KEPT = "confman-clock";
let offset = kept();
let shortest = Infinity;

// What was heard last time, for a device that starts without a network; storage may be forbidden.
function kept() {
  try {
    return Number(localStorage.getItem(KEPT)) || 0;
  } catch {
    return 0;
  }
}

function keep(value) {
  try {
    localStorage.setItem(KEPT, String(Math.round(value)));
  } catch {
    // Then it is heard again with the next answer.
  }
}

export function serverNow() {
  return Date.now() + offset;
}

// What a page said when it was made.
export function startClock(moment) {
  if (shortest === Infinity) offset = moment - Date.now();
}

export function hearTime(moment, asked) {
  if (!Number.isFinite(moment)) return;
  const answered = Date.now();
  const trip = answered - asked;
  const heard = moment + trip / 2 - answered;
  if (trip <= shortest || Math.abs(heard - offset) > FAR) {
    offset = heard;
    shortest = Math.max(trip, 1);
  }
  keep(offset);
  // Clocks drift: an answer as quick as the quickest will be heard again.
  shortest *= 1.05;
}
