// [data-floor-timer]: how long the speaker has had the floor, by the server's clock. Amber for the last part of the
// time, red when it is over. Parts of the page may come and go: each second looks for the timers present.
import { clockText, phaseOf } from "./speaking-time.js";

let started = false;

function show(clock) {
  // The server's time when the part arrived, so that a computer with a wrong clock counts correctly.
  clock.dataset.offset ??= String(Date.parse(clock.dataset.now) - Date.now());
  const elapsed = Math.max(0, Math.floor((Date.now() + Number(clock.dataset.offset) - Date.parse(clock.dataset.since)) / 1000));
  const phase = phaseOf(elapsed, Number(clock.dataset.minutes) * 60);
  clock.textContent = clockText(elapsed);
  clock.classList.toggle("is-amber", phase === "amber");
  clock.classList.toggle("is-red", phase === "red");
}

export function startFloorTimers() {
  const tick = () => document.querySelectorAll("[data-floor-timer]").forEach(show);
  tick();
  if (started) return;
  started = true;
  setInterval(tick, 500);
}
