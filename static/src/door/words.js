// The sentences of the page, in the language of the device. They all come with the page; none is defined here.

let spoken = {};
let language = "en";

export function bringWords(languages, first) {
  spoken = languages;
  language = first in spoken ? first : Object.keys(spoken)[0];
}

export function currentLanguage() {
  return language;
}

export function languages() {
  return Object.entries(spoken).map(([code, { name }]) => ({ code, name }));
}

export function say(key) {
  return spoken[language].words[key] ?? spoken.en?.words[key] ?? "";
}

// Sets every text of the page to a language: the first of the wanted ones that is available.
export function speak(...wished) {
  const found = wished.find((code) => code && code in spoken);
  if (found) language = found;
  document.documentElement.lang = language;
  document.documentElement.dir = spoken[language].direction;
  sayAll(document);
}

export function sayAll(root) {
  for (const element of root.querySelectorAll("[data-word]")) {
    if (element.dataset.word) element.textContent = say(element.dataset.word);
  }
  for (const element of root.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", say(element.dataset.wordLabel));
  }
}

export function time(moment, timezone) {
  return formatted(moment, timezone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function dateAndTime(moment, timezone) {
  return formatted(moment, timezone, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function number(value) {
  return new Intl.NumberFormat(intl()).format(value);
}

function formatted(moment, timezone, options) {
  return new Intl.DateTimeFormat(intl(), { timeZone: timezone, ...options }).format(new Date(moment));
}

// English as the United Nations writes it.
function intl() {
  return language === "en" ? "en-GB" : language;
}
