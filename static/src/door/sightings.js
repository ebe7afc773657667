// Codes that a camera sees many times a second: each counts once for as long as it stays in view. Pure.
const OUT_OF_VIEW = 2500; // milliseconds until the same code is a new scan

export class Sightings {
  #seen = new Map();

  // Tells whether it has just come into view; `now` in milliseconds of a clock that is never set.
  isNew(text, now) {
    const before = this.#seen.get(text);
    this.#seen.set(text, now);
    return before === undefined || now - before > OUT_OF_VIEW;
  }

  clear() {
    this.#seen.clear();
  }
}
