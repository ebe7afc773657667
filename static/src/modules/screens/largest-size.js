// The largest size from `smallest` to `most` at which everything fits, approximately, by bisection. `fits(size)` tries
// one.
const STEPS = 8;

export function largestSize({ smallest, most, fits }) {
  if (fits(most)) return most;
  let [small, large] = [smallest, most];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (small + large) / 2;
    if (fits(middle)) small = middle;
    else large = middle;
  }
  return small;
}
