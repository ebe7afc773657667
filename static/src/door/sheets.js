// Sheets over the scanner: settings, search, the list of corrected answers, questions.
import { paintLetter } from "./answer.js";
import { mark } from "./status.js";
import { say, sayAll, time } from "./words.js";

const TYPING = 250; // milliseconds after the last letter
const SHORTEST = 2;

export function sheet(name) {
  return document.querySelector(`[data-sheet="${name}"]`);
}

export function closeSheets() {
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
}

export function startSheets(opening) {
  for (const button of document.querySelectorAll("[data-open]")) {
    button.addEventListener("click", () => {
      closeSheets();
      opening[button.dataset.open]?.();
      sheet(button.dataset.open).showModal();
    });
  }
  for (const dialog of document.querySelectorAll("dialog")) {
    // A tap beside it closes it.
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
  }
}

// Asks by a dialog; resolves with whether its button [data-yes] was pressed.
export function ask(name) {
  const dialog = sheet(name);
  return new Promise((resolve) => {
    let yes = false;
    const button = dialog.querySelector("[data-yes]");
    const agree = () => {
      yes = true;
      dialog.close();
    };
    button.addEventListener("click", agree, { once: true });
    dialog.addEventListener(
      "close",
      () => {
        button.removeEventListener("click", agree);
        resolve(yes);
      },
      { once: true },
    );
    dialog.showModal();
  });
}

// `record(person)` is called with {h} or {registration} and the displayed data of the person.
export function startSearch(device, record) {
  const form = document.querySelector("[data-search-form]");
  const list = document.querySelector("[data-found]");
  const status = document.querySelector("[data-search-said]");
  let timer = 0;
  let asked = 0;

  async function look() {
    const query = form.elements.q.value.trim();
    asked += 1;
    const turn = asked;
    list.replaceChildren();
    if (query.length < SHORTEST) {
      status.textContent = query ? say("search_more") : "";
      return;
    }
    const { found, fromList } = await lookFor(device, query);
    if (turn !== asked) return;
    list.replaceChildren(...found.map((person) => rowOf(person, device, record)));
    status.textContent = [fromList && say("search_offline"), !found.length && say("search_none")].filter(Boolean).join(" ");
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, TYPING);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    look();
  });
  return () => {
    form.reset();
    look();
  };
}

async function lookFor(device, query) {
  try {
    return { found: await device.search(query), fromList: false };
  } catch {
    return { found: device.searchList(query), fromList: true };
  }
}

function rowOf(person, device, record) {
  const row = copyOf("[data-found-row]");
  row.querySelector("[data-row-name]").textContent = person.n;
  row.querySelector("[data-row-entity]").textContent = [person.second, person.e, person.c].filter(Boolean).join(" · ");
  paintLetter(row.querySelector("[data-row-letter]"), person);
  row.querySelector("[data-row-record]").addEventListener("click", () => record(person));
  if (person.registration && person.photo) showPhoto(row.querySelector("[data-row-photo]"), person.registration, device);
  return row;
}

async function showPhoto(image, registration, device) {
  const address = await device.photo(registration).catch(() => null);
  if (!address) return;
  image.src = address;
  image.hidden = false;
}

export function showDifferences(device) {
  const rows = device.differences.map((difference) => {
    const row = copyOf("[data-difference-row]");
    row.querySelector("[data-row-name]").textContent = difference.name;
    const at = row.querySelector("[data-row-at]");
    at.dateTime = difference.at;
    at.textContent = time(difference.at, device.record.conference?.timezone);
    mark(row.querySelector("[data-row-here]"), difference.here);
    mark(row.querySelector("[data-row-server]"), difference.server);
    const twice = difference.elsewhere && `${say("other_door")}: ${difference.elsewhere}`;
    row.querySelector("[data-row-words]").textContent = [difference.words, twice].filter(Boolean).join(" ");
    return row;
  });
  document.querySelector("[data-differences]").replaceChildren(...rows);
}

function copyOf(template) {
  const row = document.querySelector(template).content.cloneNode(true).firstElementChild;
  sayAll(row);
  return row;
}
