// The full-screen answer to a scan: colour, shape, word, sound; the person, and the reason.
import { lettersOn } from "./colours.js";
import { sound } from "./sounds.js";
import { say, time } from "./words.js";

// Reasons whose sentence does not say what to do.
const TO_THE_DESK = new Set(["unknown", "revoked", "not_admitted", "foreign"]);
const GREEN_STAYS = 1500; // milliseconds

export class Answer {
  #root;
  #timer = 0;
  #closed;
  #turn = 0;
  scanId = null;
  muted = false;

  constructor(root, closed) {
    this.#root = root;
    this.#closed = closed;
    root.addEventListener("click", () => this.hide());
    document.addEventListener("keydown", (event) => {
      if (this.open && (event.key === "Escape" || event.key === "Enter")) this.hide();
    });
  }

  get open() {
    return !this.#root.hidden;
  }

  // decision: see decision.js; `note`: the letters for the help desk; `age`: the age of the list. `corrected`: the
  // server says so, after the device had decided otherwise.
  show({ decision, scan, timezone, note = "", age = "", corrected = false }) {
    const { shown, reason, words, entry, last } = decision;
    clearTimeout(this.#timer);
    this.scanId = scan?.id ?? null;
    this.#root.dataset.shown = shown;
    this.#root.dataset.turn = this.#turn += 1;
    this.#root.hidden = false;
    document.body.classList.add("is-answering");
    // Restarted, so that two equal answers are seen and heard as two.
    this.#root.classList.remove("is-fresh");
    void this.#root.offsetWidth;
    this.#root.classList.add("is-fresh");
    const out = shown === "ok" && scan?.direction === "out";
    this.#text("word", say(out ? "ok_out" : shown));
    this.#text("reason", reasonOf({ reason, words, last, timezone }));
    this.#text("hint", [age, !words && TO_THE_DESK.has(reason) && say("look_at")].filter(Boolean).join(" "));
    this.#part("note").hidden = !note;
    this.#part("letters").textContent = note;
    this.#part("corrected").hidden = !corrected;
    this.#person(entry);
    this.#setPhoto(null);
    if (!this.muted) sound(shown);
    if (shown === "ok") this.#timer = setTimeout(() => this.hide(), GREEN_STAYS);
  }

  // The photograph comes later than the answer, and only while the answer is still shown.
  showPhoto(scanId, address) {
    if (this.open && this.scanId === scanId) this.#setPhoto(address);
  }

  hide() {
    clearTimeout(this.#timer);
    if (!this.open) return;
    this.#root.hidden = true;
    document.body.classList.remove("is-answering");
    this.scanId = null;
    this.#setPhoto(null);
    this.#closed();
  }

  #person(entry) {
    this.#part("person").hidden = !entry;
    this.#text("name", entry?.n ?? "");
    this.#text("entity", entry?.e ?? "");
    this.#text("category", entry?.c ?? "");
    paintLetter(this.#part("letter"), entry);
  }

  #setPhoto(address) {
    const image = this.#part("photo");
    image.hidden = !address;
    if (address) image.src = address;
    else image.removeAttribute("src");
  }

  #text(name, text) {
    const part = this.#part(name);
    part.textContent = text;
    part.hidden = !text;
  }

  #part(name) {
    return this.#root.querySelector(`[data-answer-${name}]`);
  }
}

function reasonOf({ reason, words, last, timezone }) {
  const sentence = words || (reason ? say(reason) : "");
  return last ? `${sentence}: ${time(last.at, timezone)}` : sentence;
}

// A category's letter on its colour, in black or white, whichever is more legible.
export function paintLetter(element, entry) {
  element.hidden = !entry?.l;
  element.textContent = entry?.l ?? "";
  const letters = lettersOn(entry?.k ?? "");
  if (letters) {
    element.style.setProperty("--category", entry.k);
    element.style.setProperty("--category-text", letters);
  } else element.style.removeProperty("--category");
}
