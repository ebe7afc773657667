// The time for which a speaker has had the floor, in numbers and words. agenda/screens/domain/speaker_clock.py does the same for the
// first display.
const AMBER = 0.2; // the last part of the time

export function phaseOf(elapsed, whole) {
  if (elapsed >= whole) return "red";
  return elapsed >= whole * (1 - AMBER) ? "amber" : "green";
}

// Seconds until now: those before the clock was last started (`elapsed`), and those since (`since`, milliseconds, if it
// runs).
export function elapsedOf({ elapsed, since }, now) {
  return Number(elapsed) + (since ? Math.max(0, (now - Number(since)) / 1000) : 0);
}

export function clockText(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// Counts down, and continues beyond the time with a plus.
export function leftText(left) {
  if (left > 0) return clockText(Math.ceil(left));
  const over = Math.floor(-left);
  return (over ? "+" : "") + clockText(over);
}
