// Check-in on a phone or a laptop at the door. The device decides at once what to show for a scan; the server hears of
// it as soon as there is a network. docs/features/check-in.md describes how the parts work together.
import { Answer } from "./door/answer.js";
import { Camera } from "./door/camera.js";
import { decoder } from "./door/decoder.js";
import { Device, Unsent } from "./door/device.js";
import { needsDesk, noteOf, shownFor } from "./door/decision.js";
import { listenToHandScanner } from "./door/hand-scanner.js";
import { keepOffline } from "./door/offline.js";
import { readScan } from "./door/ticket-code.js";
import { Unreachable } from "./door/server.js";
import { ask, closeSheets, sheet, showDifferences, startSearch, startSheets } from "./door/sheets.js";
import { readySounds, sound } from "./door/sounds.js";
import { notice, showDevice, showFault, showLast, showView, showWiped } from "./door/status.js";
import { openStore } from "./door/store.js";
import { onlyHere, stayAwake } from "./door/window.js";
import { bringWords, currentLanguage, languages, say, speak, time } from "./door/words.js";

const ASK_EVERY = 20_000; // milliseconds
const TRY_EVERY = 3_000; // while the server is not there: a browser does not always say when it is again
const door = JSON.parse(document.getElementById("door-data").textContent);
const find = (selector) => document.querySelector(selector);

let device;
let answer;
let enrolling = false;
let openSearch;
const camera = new Camera(find("[data-video]"), (text) => scanned(text));
const enrolCamera = new Camera(find("[data-enrol-video]"), (text) => scanned(text));

bringWords(door.languages, door.language);
offerInstalling();
start();

async function start() {
  if (!window.isSecureContext || !window.crypto?.subtle) return showFault("insecure");
  if (!(await onlyHere(door.slug, { lost }))) {
    showFault("elsewhere", { goOnHere: true });
    await new Promise((resolve) => find("[data-go-on-here]").addEventListener("click", resolve, { once: true }));
    await onlyHere(door.slug, { takeOver: true, lost });
  }
  let store;
  try {
    store = await openStore(door.slug);
  } catch {
    return showFault("no_storage");
  }
  navigator.storage?.persist?.().catch(() => false);
  device = new Device(store, door, currentLanguage);
  answer = new Answer(find("[data-answer]"), () => focusCode());
  listenToDevice();
  listenToPage();
  await device.load();
  applyChoices();
  show();
  if (location.hash.length > 1) await enrolByAddress();
  else device.update();
  if (device.over) showWiped({ why: "expired", unsent: device.queue.waiting });
  restoreCamera();
  keepOffline(door).then(showKept, () => showKept(false));
  document.body.dataset.ready = "yes";
  return undefined;
}

// Another window of this browser scans now: this one stops reading and writing.
function lost() {
  camera.stop();
  location.reload();
}

// --- What is seen -----------------------------------------------------------------------------------------

function show() {
  showView(device.enrolled ? "scan" : "welcome");
  showDevice(device);
  if (device.enrolled) focusCode();
}

function applyChoices() {
  const { languageChosen, muted = false } = device.record ?? {};
  speak(languageChosen, currentLanguage());
  answer.muted = muted;
  find("[data-sound]").checked = !muted;
  applyLanguage();
}

function applyLanguage() {
  for (const select of document.querySelectorAll("[data-language]")) {
    const options = languages().map(({ code, name }) => new Option(name, code, false, code === currentLanguage()));
    select.replaceChildren(...options);
  }
}

function showKept(isKept) {
  document.body.dataset.kept = isKept ? "yes" : "no";
  find('[data-fact="kept"]').textContent = say(isKept ? "yes" : "no");
}

// A hand scanner needs no focus, but a person typing does; on a phone the focus would open the keyboard.
function focusCode() {
  const mayFocus = matchMedia("(pointer: fine)").matches && !find("dialog[open]");
  if (mayFocus && document.body.dataset.at === "scan") find("#door-code").focus({ preventScroll: true });
}

function announce(text) {
  find("[data-announcer]").textContent = text;
}

// --- Scanning ---------------------------------------------------------------------------------------------

async function scanned(text) {
  const reading = readScan(text, door);
  if (!device.enrolled) {
    if (reading.kind === "enrolment") await enrol(reading.code);
    else if (!enrolling) find("[data-enrol-said]").textContent = say(reading.kind === "foreign" ? "foreign" : "enrol_refused");
    return;
  }
  if (reading.kind === "enrolment") {
    closeSheets();
    await enrolAnew(reading.code);
    return;
  }
  // While a question is open, nobody is admitted behind it.
  if (enrolling || sheet("wipe").open || sheet("enrol").open) return;
  if (device.expired) await device.update();
  else await outcome(device.scan(text, { direction: direction() }));
}

async function outcome(scanning) {
  const { decision, scan, stored } = await scanning;
  closeSheets();
  const note = needsDesk(decision) ? noteOf(scan.id, door.alphabet) : "";
  const { syncedAt, conference } = device.record;
  const timezone = conference?.timezone;
  // People approved since are not on it.
  const old = decision.reason === "unknown" && !device.online && syncedAt;
  const age = old ? `${say("stale_list")} ${time(syncedAt, timezone)}.` : "";
  answer.show({ decision, scan, note, age, timezone });
  showLast({ decision });
  notice("not_kept", false);
  try {
    await stored;
  } catch {
    notice("not_kept", true);
    return undefined;
  }
  device.send();
  if (decision.entry?.photo) showFace(scan, decision.entry);
  return undefined;
}

async function showFace(scan, { registration }) {
  const address = await device.photo(registration).catch(() => null);
  if (address) answer.showPhoto(scan.id, address);
}

function direction() {
  return find("[name=direction]:checked").value;
}

// The server disagrees while the answer is still shown: correct it at once.
function corrected({ scan, answer: serverAnswer }) {
  const shown = shownFor(serverAnswer);
  if (!answer.open || answer.scanId !== scan.id || shown === scan.colour) return;
  const { category, name, entity, letter, colour, words, note } = serverAnswer;
  const entry = category ? { n: name, e: entity, c: category, l: letter, k: colour } : null;
  const decision = { shown, reason: null, words, entry, last: null };
  answer.show({ decision, scan, note, timezone: device.record.conference?.timezone, corrected: true });
  showLast({ decision });
}

// --- Enrolling --------------------------------------------------------------------------------------------

async function enrolByAddress() {
  const code = location.hash.slice(1);
  // The code works once, and must not stay in the browser's history.
  history.replaceState(null, "", door.home);
  if (device.enrolled) await enrolAnew(code);
  else await enrol(code);
}

async function enrolAnew(code) {
  if (await ask("enrol")) await enrol(code);
}

async function enrol(code) {
  if (enrolling || !code.trim()) return;
  enrolling = true;
  enrolCamera.stop();
  const status = find("[data-enrol-said]");
  status.textContent = say("enrolling");
  notice("camera", false);
  try {
    await device.enrol(code.trim());
    status.textContent = "";
    find("[data-wiped]").hidden = true;
    applyChoices();
    show();
    announce(say("enrolled"));
  } catch (error) {
    status.textContent = enrolFault(error);
    // If the device is enrolled already, keep the scanner and say so.
    if (device.enrolled) find("[data-camera-fault]").textContent = status.textContent;
    notice("camera", device.enrolled);
  } finally {
    enrolling = false;
  }
}

function enrolFault(error) {
  if (error instanceof Unsent) return say("enrol_again_unsent");
  return error instanceof Unreachable ? say("enrol_no_network") : error.message || say("enrol_refused");
}

// --- The device -------------------------------------------------------------------------------------------

function listenToDevice() {
  let wasFull = false;
  device.addEventListener("change", () => {
    if (!device.enrolled) return;
    showDevice(device);
    if (device.full && !wasFull && !answer.muted) sound("red");
    wasFull = device.full;
  });
  device.addEventListener("answer", ({ detail }) => corrected(detail));
  device.addEventListener("wiped", ({ detail }) => {
    camera.stop();
    closeSheets();
    answer.hide();
    show();
    showWiped(detail);
  });
  device.addEventListener("handedin", () => showWiped({ why: "expired", unsent: 0 }));
  addEventListener("online", () => device.update());
  addEventListener("offline", () => {
    device.online = false;
    if (device.enrolled) showDevice(device);
  });
  let next = 0;
  setInterval(() => {
    next -= TRY_EVERY;
    if (next > 0 && device.online && !device.expired) return;
    next = ASK_EVERY;
    if (!document.hidden || device.queue.waiting || device.expired) device.update();
  }, TRY_EVERY);
}

// --- The page ---------------------------------------------------------------------------------------------

function listenToPage() {
  openSearch = startSearch(device, (person) => outcome(device.scanFound(person, { direction: direction() })));
  startSheets({
    search: openSearch,
    settings: () => listCameras(),
    differences: () => showDifferences(device),
  });
  addEventListener("hashchange", () => location.hash.length > 1 && enrolByAddress());
  addEventListener("pointerdown", readySounds, true);
  addEventListener("keydown", readySounds, true);
  listenToHandScanner(find("#door-code"), scanned);
  find("[data-code-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.code;
    if (field.value.trim()) scanned(field.value);
    field.value = "";
  });
  find("[data-enrol-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = event.target.elements.code;
    const reading = readScan(value, door);
    enrol(reading.kind === "enrolment" ? reading.code : value);
  });
  listenToCamera();
  listenToSettings();
  stayAwake(() => device.enrolled);
}

function listenToCamera() {
  find("[data-camera-start]").addEventListener("click", () => startCamera());
  find("[data-camera-stop]").addEventListener("click", () => {
    camera.stop();
    device.remember({ cameraOn: false });
  });
  find("[data-enrol-camera]").addEventListener("click", async () => {
    find("[data-enrol-view]").hidden = false;
    try {
      await enrolCamera.start();
    } catch (error) {
      find("[data-enrol-view]").hidden = true;
      find("[data-enrol-said]").textContent = say(cameraFault(error));
    }
  });
  find("[data-video]").addEventListener("camerastop", () => cameraState("off"));
  find("[data-enrol-video]").addEventListener("camerastop", () => {
    find("[data-enrol-view]").hidden = true;
  });
  find("[data-torch]").addEventListener("click", async ({ currentTarget: button }) => {
    const on = button.getAttribute("aria-pressed") !== "true";
    await camera.setTorch(on);
    button.setAttribute("aria-pressed", String(on));
  });
  let wasRunning = false;
  document.addEventListener("visibilitychange", () => {
    // A camera in the background only drains the battery.
    if (document.hidden) {
      wasRunning = find("[data-camera-view]").dataset.state !== "off";
      camera.stop();
    } else {
      if (wasRunning) startCamera();
      if (device.enrolled) device.update();
    }
  });
}

async function startCamera() {
  if (!device.enrolled) return;
  cameraState("starting");
  announce(say("camera_starting"));
  notice("camera", false);
  try {
    if (!(await camera.start(device.record.cameraId))) return;
    cameraState("on");
    find("[data-torch]").hidden = !camera.hasTorch;
    find("[data-torch]").setAttribute("aria-pressed", "false");
    await device.remember({ cameraOn: true });
  } catch (error) {
    camera.stop();
    find("[data-camera-fault]").textContent = say(cameraFault(error));
    notice("camera", true);
  }
}

function cameraState(state) {
  find("[data-camera-view]").dataset.state = state;
}

function cameraFault({ name }) {
  if (name === "NotAllowedError" || name === "SecurityError") return "camera_denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "camera_none";
  return "camera_failed";
}

// The camera that was on before the page was left, if the browser need not ask again.
async function restoreCamera() {
  if (!device.record?.cameraOn) return;
  const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (permission?.state === "granted") startCamera();
}

async function listCameras() {
  const cameras = (await Camera.list()).filter(({ deviceId }) => deviceId);
  find("[data-camera-choice]").hidden = cameras.length < 2;
  const chosen = camera.current || device.record?.cameraId;
  find("[data-camera-list]").replaceChildren(
    ...cameras.map(({ deviceId, label }) => new Option(label || deviceId, deviceId, false, deviceId === chosen)),
  );
}

function listenToSettings() {
  for (const select of document.querySelectorAll("[data-language]")) {
    select.addEventListener("change", async () => {
      // Kept before it is shown: a page that is loaded anew at once speaks it, too.
      await device.remember({ languageChosen: select.value, etag: "" });
      speak(select.value);
      applyLanguage();
      showDevice(device);
      showKept(document.body.dataset.kept === "yes");
      if (device.enrolled) device.update();
    });
  }
  find("[data-camera-list]").addEventListener("change", async ({ target }) => {
    await device.remember({ cameraId: target.value });
    if (camera.running) startCamera();
  });
  find("[data-sound]").addEventListener("change", ({ target }) => {
    answer.muted = !target.checked;
    device.remember({ muted: answer.muted });
  });
  find("[data-try-sounds]").addEventListener("click", () => {
    for (const [turn, shown] of ["ok", "amber", "red"].entries()) setTimeout(() => sound(shown), turn * 900);
  });
  find("[data-synchronise]").addEventListener("click", async ({ currentTarget: button }) => {
    button.setAttribute("aria-busy", "true");
    await device.update();
    button.removeAttribute("aria-busy");
  });
  find("[data-differences-seen]").addEventListener("click", async () => {
    await device.seen();
    closeSheets();
  });
  find("[data-wipe-ask]").addEventListener("click", askToWipe);
}

// The browser says early on whether it would install the page.
function offerInstalling() {
  const button = find("[data-install]");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = async () => {
      await event.prompt();
      button.hidden = true;
    };
  });
}

async function askToWipe() {
  closeSheets();
  await device.send();
  if (!device.enrolled) return;
  find("[data-wipe-unsent]").hidden = device.queue.waiting === 0;
  if (await ask("wipe")) await device.wipe("by_hand");
}

// For trying the decoder on a picture instead of a camera.
export async function textsOf(picture) {
  return (await decoder())(picture);
}
