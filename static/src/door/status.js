// The screen beside the scanning: place, head count, connection, notices.
import { dateAndTime, number, say, time } from "./words.js";

const find = (selector) => document.querySelector(selector);

// The visible view of the page: "fault", "welcome" or "scan".
export function showView(name) {
  for (const view of document.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== name;
  find("[data-enrolled]").hidden = name !== "scan";
  document.body.dataset.at = name;
}

export function showFault(key, { goOnHere = false } = {}) {
  showView("fault");
  find("[data-fault-title]").textContent = say(`${key}_title`);
  find("[data-fault-text]").textContent = say(key);
  find("[data-go-on-here]").hidden = !goOnHere;
}

export function notice(name, on) {
  const element = find(`[data-notice="${name}"]`);
  if (element.hidden !== !on) element.hidden = !on;
}

export function showWiped({ why, words, unsent }) {
  find("[data-wiped]").hidden = false;
  find("[data-wiped-why]").textContent = words || say(`wiped_${why}`);
  const lost = find("[data-wiped-unsent]");
  lost.hidden = !unsent;
  lost.textContent = `${say(why === "expired" ? "wiped_waiting" : "wiped_unsent")}: ${number(unsent)}`;
}

// Everything that depends on the device; called whenever it changes.
export function showDevice(device) {
  const { record } = device;
  const heading = find("[data-checkpoint]");
  heading.textContent = record?.checkpoint?.name ?? say("title");
  if (!device.enrolled) return;
  const zone = record.conference?.timezone;
  if (record.conference) find("[data-conference]").textContent = record.conference.name;
  const inOut = record.checkpoint.mode === "in-out";
  find("[data-direction]").hidden = !inOut;
  find("[data-inside-word]").textContent = say(inOut ? "inside" : "recorded_here");
  put("[data-inside]", number(device.inside));
  const { capacity } = record.checkpoint;
  find("[data-capacity]").hidden = !capacity;
  if (capacity) put("[data-capacity]", ` ${say("of_capacity")} ${number(capacity)}`);
  find("[data-figure]").classList.toggle("is-full", device.full);
  notice("alarm", device.full);
  clock(device);
  connection(device, zone);
  find("[data-trusted]").hidden = !record.device.trusted;
  find("[data-differences-button]").hidden = !device.differences.length;
  put("[data-differences-count]", number(device.differences.length));
  facts(device, zone);
}

function clock(device) {
  const wrong = device.clockError;
  notice("clock", wrong !== 0);
  if (!wrong) return;
  const minutes = Math.round(Math.abs(wrong) / 60_000);
  put("[data-clock]", `${say(wrong > 0 ? "clock_fast" : "clock_slow")} (${number(minutes)} ${say("minutes")})`);
}

function connection(device, zone) {
  find("[data-connection]").dataset.online = device.online ? "yes" : "no";
  put("[data-connection-words]", say(device.online ? "online" : "offline"));
  put("[data-synchronised]", device.record.syncedAt ? time(device.record.syncedAt, zone) : say("never"));
  find("[data-waiting-part]").hidden = device.queue.waiting === 0;
  for (const element of document.querySelectorAll("[data-waiting]")) {
    element.textContent = number(device.queue.waiting);
  }
}

function facts(device, zone) {
  const { record } = device;
  const texts = {
    device: record.device.name,
    checkpoint: record.checkpoint.name,
    expires: dateAndTime(record.device.expires_at, zone),
    trusted: say(record.device.trusted ? "yes" : "no"),
    people: number(device.list.admits.size),
    waiting: number(device.queue.waiting),
    synchronised: record.syncedAt ? time(record.syncedAt, zone) : say("never"),
  };
  for (const [name, text] of Object.entries(texts)) put(`[data-fact="${name}"]`, text);
}

// The last answer, for users who look up too late.
export function showLast({ decision }) {
  find("[data-last]").hidden = false;
  put("[data-last-name]", decision.entry?.n || say(decision.reason ?? decision.shown));
  mark(find("[data-last-mark]"), decision.shown);
}

export function mark(element, shown) {
  element.dataset.shown = shown;
  element.textContent = say(shown);
}

function put(selector, text) {
  const element = find(selector);
  if (element.textContent !== text) element.textContent = text;
}
