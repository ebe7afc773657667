// The operator's page of a drafting screen: a key presses the button that shows it, and text typed as the chair reads
// is sent to the screen a moment after the last key.
const PAUSE = 400;

export function startScreenOperator(part) {
  const operator = part.matches?.("[data-keys]") ? part : part.querySelector("[data-keys]");
  if (!operator || operator.dataset.keys) return;
  operator.dataset.keys = "watched";
  operator.querySelector("[data-keys-on]")?.addEventListener("change", (event) => {
    keysOn = event.target.checked;
  });
  const box = operator.querySelector("[data-keys-on]");
  if (box) box.checked = keysOn;
  if (!started) {
    document.addEventListener("keydown", press);
    document.addEventListener("htmx:afterSettle", pressNext);
  }
  started = true;
  for (const input of operator.querySelectorAll("[data-screen-type]")) watchTyping(input);
}

const waiting = [];
let keysOn = true;
let started = false;

function press(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (!keysOn || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = keyOf(event);
  if (!buttonOf(key)) return;
  event.preventDefault();
  if (isBusy()) waiting.push(key);
  else buttonOf(key).click();
}

// Upper and lower case are the same, and "+" needs no Shift.
function keyOf({ key }) {
  if (key === "=") return "+";
  return key.length === 1 ? key.toLowerCase() : key;
}

// An action is on its way, or its answer is being inserted into the page.
function isBusy() {
  const busyStates = ["htmx-swapping", "htmx-settling", "htmx-added"].map((state) => `[data-keys].${state}`);
  return Boolean(document.querySelector(["[data-keys] .htmx-request", ...busyStates].join(", ")));
}

const buttonOf = (key) => document.querySelector(`[data-keys] [data-key="${CSS.escape(key)}"]`);

// Pressed while an action was on its way: it is done afterwards, on the part that was returned.
function pressNext() {
  if (waiting.length && !isBusy()) buttonOf(waiting.shift())?.click();
}

function watchTyping(input) {
  let waiting = null;
  const send = () => {
    const data = new FormData(input.form);
    data.set("action", "type");
    // The text may be sent again; the key is that of the form's own buttons.
    data.delete("submission");
    fetch(input.dataset.screenType, { method: "POST", body: data, headers: { "HX-Request": "true" } }).catch(() => {});
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE);
  });
  input.form.addEventListener("submit", () => clearTimeout(waiting));
}
