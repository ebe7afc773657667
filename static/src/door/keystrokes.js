// What a hand scanner types, told from what a person types by how fast the keys follow one another. Pure.

// Milliseconds between two keys. Into a field a person types, too, but not as fast, and Enter comes later; beside
// the fields nothing else is typed.
const IN_A_FIELD = 100;
const BESIDE = 1000;
const SHORTEST = 6;

export class Keystrokes {
  #keys = [];
  #lastAt = 0;

  // Whether a key at that moment is too late to belong to those before it.
  isLate(at, { inField }) {
    const pause = at - this.#lastAt;
    this.#lastAt = at;
    return pause > (inField ? IN_A_FIELD : BESIDE);
  }

  begin() {
    this.#keys = [];
  }

  // One as an event of the keyboard has it.
  add({ key, code, shiftKey }) {
    this.#keys.push({ key, code, shift: shiftKey });
  }

  get length() {
    return this.#keys.length;
  }

  get isScan() {
    return this.length >= SHORTEST;
  }

  // A scanner presses keys by their place. Under a Russian keyboard they come out as other letters, so where any did,
  // all are read by their place.
  get text() {
    const isLatin = this.#keys.every(({ key }) => key.charCodeAt(0) < 128);
    return this.#keys.map(isLatin ? ({ key }) => key : byPlace).join("");
  }
}

const PLACES = { Slash: "/", Minus: "-", Period: ".", Semicolon: ":", Space: " " };

function byPlace({ key, code, shift }) {
  if (code.startsWith("Key")) return shift ? code.at(3) : code.at(3).toLowerCase();
  if (shift && code === "Digit3") return "#";
  if (code.startsWith("Digit")) return code.at(5);
  return PLACES[code] ?? key;
}
