// Dialogs of the editor: what stands in the page as <dialog>, filled and asked.
import { fill, placeInWords } from "./words.js";

// Someone came first. Resolves to true where mine is to stand all the same.
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

// A sentence, and whether to go on. Resolves to true for yes.
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
