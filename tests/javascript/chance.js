// Numbers by chance that are the same in every run.

// A function that gives numbers from 0 up to, not including, 1 (mulberry32).
export function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// One of 0, 1 … `count` - 1.
export const below = (random, count) => Math.floor(random() * count);
