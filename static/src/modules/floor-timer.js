// [data-floor-timer]: how long the speaker has had the floor, counted by the server's clock. Amber for the last part of the
// time, red when it is over. Parts of the page may come and go: each second looks for the clocks that are there.
const AMBER = 0.2; // of the time
let started = false;

// The same for the list of speakers and the speaker timer: agenda/screens/domain/timer.py says it for the first look.
export function phaseOf(elapsed, whole) {
  if (elapsed >= whole) return "red";
  return elapsed >= whole * (1 - AMBER) ? "amber" : "green";
}

export function clockText(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function show(clock) {
  // The server's hour when the part came; a computer whose clock is wrong counts rightly all the same.
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
