// Which slide is shown where the one at `wanted` is: the first from there on, and around, that has something to show; where none
// has, that one itself. `filled` says of each slide whether it has something.
export function slideFrom(wanted, filled) {
  const order = filled.map((_has, index) => (wanted + index) % filled.length);
  return order.find((index) => filled[index]) ?? order[0];
}
