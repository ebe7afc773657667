// Dialogs of the editor: <dialog> elements of the page, filled in and opened.
import { fill, placeInWords } from "./words.js";

// Someone else was first. Resolves to true if the user's version is to be kept all the same.
export function askChoice(dialog, { answer, mine, state, setup }) {
  const put = (name, text) => {
    dialog.querySelector(`[data-part="${name}"]`).textContent = text;
  };
  put("stale-title", answer.session.title);
  put("stale-who", answer.by ? fill(setup.words.stale_by, answer.by) : answer.error);
  put("stale-mine", placeInWords(mine, state, setup));
  put("stale-theirs", placeInWords(answer.theirs, state, setup));
  return shown(dialog);
}

// Asks a question. Resolves to true for yes.
export function ask(dialog, text) {
  dialog.querySelector("[data-part=text]").textContent = text;
  return shown(dialog);
}

function shown(dialog) {
  dialog.returnValue = "";
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}
