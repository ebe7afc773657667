// One sound for each answer, generated here: rising for admitted, repeated for a look, long and low for stop.

const TUNES = {
  ok: {
    wave: "sine",
    loud: 0.5,
    notes: [
      [880, 0, 0.09],
      [1318.5, 0.1, 0.16],
    ],
  },
  amber: {
    wave: "triangle",
    loud: 0.7,
    notes: [
      [523.3, 0, 0.14],
      [523.3, 0.22, 0.14],
    ],
  },
  red: { wave: "sawtooth", loud: 0.5, notes: [[155.6, 0, 0.55]] },
};
const SHAKES = { ok: [40], amber: [70, 70, 70], red: [350] };

let context = null;

// Browsers let a page play sounds only after it was touched.
export async function readySounds() {
  context ??= "AudioContext" in window ? new AudioContext() : null;
  if (context?.state === "suspended") await context.resume().catch(() => {});
}

export function sound(shown) {
  navigator.vibrate?.(SHAKES[shown]);
  if (context?.state !== "running") return;
  const { wave, loud, notes } = TUNES[shown];
  for (const [pitch, from, long] of notes) {
    const begins = context.currentTime + from;
    const tone = new OscillatorNode(context, { type: wave, frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(loud, begins + 0.01);
    volume.gain.setValueAtTime(loud, begins + long - 0.03);
    volume.gain.linearRampToValueAtTime(0, begins + long);
    tone.connect(volume).connect(context.destination);
    tone.start(begins);
    tone.stop(begins + long);
  }
}
