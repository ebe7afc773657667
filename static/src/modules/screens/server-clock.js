// The server's time on a device whose clock may be wrong: each answer contains the server's time.
import { ClockEstimate } from "./clock-estimate.js";

const KEPT = "confman-clock";
const clock = new ClockEstimate(storedOffset());

// The last known difference, for a device that starts without a network; storage may be forbidden.
function storedOffset() {
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
    // Then it is learned again from the next answer.
  }
}

export function serverNow() {
  return Date.now() + clock.offset;
}

// The time in the page itself.
export function startClock(moment) {
  clock.begin(moment, Date.now());
}

export function hearTime(moment, asked) {
  if (!Number.isFinite(moment)) return;
  clock.hear(moment, { asked, answered: Date.now() });
  keep(clock.offset);
}
