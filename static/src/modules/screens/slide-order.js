// Finds the slide to show in place of the one at `wanted`: the first from there, wrapping around, that has content; if none
// has, that one itself. `filled` tells for each slide whether it has content.
export function slideFrom(wanted, filled) {
  const order = filled.map((_has, index) => (wanted + index) % filled.length);
  return order.find((index) => filled[index]) ?? order[0];
}
