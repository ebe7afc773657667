// A hand scanner types like a keyboard, only faster, and ends with Enter. It is heard wherever the focus is: what
// it typed into a field by the way is taken out again, and its Enter presses no button.

const BETWEEN_KEYS = 60; // milliseconds; no hand is as fast
const SHORTEST = 6;

export function listenToHandScanner(found) {
  let keys = [];
  let lastAt = 0;
  let field = null;
  let valueBefore = "";

  const begin = (target) => {
    keys = [];
    field = target.matches?.("input, textarea") ? target : null;
    valueBefore = field?.value ?? "";
  };

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const now = event.timeStamp;
      if (now - lastAt > BETWEEN_KEYS) begin(event.target);
      lastAt = now;
      if (event.key === "Enter" || event.key === "Tab") {
        const typed = keys;
        begin(event.target);
        if (typed.length < SHORTEST) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        found(textOf(typed));
      } else if (event.key.length === 1) {
        keys.push({ key: event.key, code: event.code, shift: event.shiftKey });
        if (keys.length === SHORTEST && field) takeOut();
        if (keys.length >= SHORTEST) event.preventDefault();
      }
    },
    true,
  );

  function takeOut() {
    field.value = valueBefore;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// A scanner presses keys by their place. Under a Russian keyboard they come out as other letters, so where any did,
// all are read by their place.
function textOf(keys) {
  if (keys.every(({ key }) => key.charCodeAt(0) < 128)) return keys.map(({ key }) => key).join("");
  return keys.map(byPlace).join("");
}

const PLACES = { Slash: "/", Minus: "-", Period: ".", Semicolon: ":", Space: " " };

function byPlace({ key, code, shift }) {
  if (code.startsWith("Key")) return shift ? code.at(3) : code.at(3).toLowerCase();
  if (shift && code === "Digit3") return "#";
  if (code.startsWith("Digit")) return code.at(5);
  return PLACES[code] ?? key;
}
