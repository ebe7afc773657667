// Distinguishes a hand scanner from a person by the speed of the keys. Pure.

// Milliseconds between two keys. A person also types into fields, but more slowly, and with a later Enter; outside
// fields nobody types anything else.
const IN_A_FIELD = 100;
const BESIDE = 1000;
const SHORTEST = 6;

export class Keystrokes {
  #keys = [];
  #lastAt = 0;

  // Tells whether a key at that moment is too late to belong to those before it.
  isLate(at, { inField }) {
    const pause = at - this.#lastAt;
    this.#lastAt = at;
    return pause > (inField ? IN_A_FIELD : BESIDE);
  }

  begin() {
    this.#keys = [];
  }

  // A key as an event of the keyboard describes it.
  add({ key, code, shiftKey }) {
    this.#keys.push({ key, code, shift: shiftKey });
  }

  get length() {
    return this.#keys.length;
  }

  get isScan() {
    return this.length >= SHORTEST;
  }

  // A scanner presses keys by their position. With a Russian keyboard layout they yield other letters, so if any did,
  // all are read by position.
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
