// [data-speaker-clock]: the speaker timer, on the podium and on its operator's page. It counts down by the server's
// clock, between two answers and without a network, and continues beyond the time with a plus.
import { serverNow, startClock } from "./server-clock.js";
import { elapsedOf, leftText, phaseOf } from "./speaking-time.js";

const OFTEN = 100;
let started = false;

function show(clock) {
  const whole = Number(clock.dataset.seconds);
  const elapsed = elapsedOf(clock.dataset, serverNow());
  const text = leftText(whole - elapsed);
  const shown = clock.querySelector("[data-clock-text]");
  if (shown.textContent !== text) shown.textContent = text;
  const phase = phaseOf(elapsed, whole);
  for (const colour of ["green", "amber", "red"]) clock.classList.toggle(`is-${colour}`, colour === phase);
  const passed = clock.querySelector("[data-clock-progress]");
  if (passed) passed.value = Math.min(elapsed, whole);
}

export function startSpeakerClocks() {
  const tick = () => document.querySelectorAll("[data-speaker-clock]").forEach(show);
  const first = document.querySelector("[data-speaker-clock]");
  // A screen on the wall gets the time with each answer, and its page may be a stored one.
  if (first && !document.querySelector("[data-venue]")) startClock(Number(first.dataset.now));
  tick();
  if (started || !first) return;
  started = true;
  setInterval(tick, OFTEN);
}
