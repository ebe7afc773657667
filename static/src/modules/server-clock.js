// The server's time on a device whose clock may be wrong: each answer says what time it was there.
import { ClockEstimate } from "./clock-estimate.js";

const KEPT = "confman-clock";
const clock = new ClockEstimate(kept());

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
  return Date.now() + clock.offset;
}

// What a page said when it was made.
export function startClock(moment) {
  clock.begin(moment, Date.now());
}

export function hearTime(moment, asked) {
  if (!Number.isFinite(moment)) return;
  clock.hear(moment, { asked, answered: Date.now() });
  keep(clock.offset);
}
