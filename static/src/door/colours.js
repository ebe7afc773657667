// The colour of letters on the colour of a category. Pure.
const DARK = "#17212b";
const LIGHT = "#ffffff";

// The one of the two with the greater contrast; null for an invalid colour.
export function lettersOn(colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return null;
  return contrast(colour, DARK) > contrast(colour, LIGHT) ? DARK : LIGHT;
}

// By WCAG 2.2, from 1 to 21.
export function contrast(colour, other) {
  const [dark, light] = [luminance(colour), luminance(other)].sort((first, second) => first - second);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = [1, 3, 5]
    .map((from) => parseInt(colour.slice(from, from + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
