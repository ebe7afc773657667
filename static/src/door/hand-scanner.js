// A hand scanner types like a keyboard, only faster, and ends with Enter. It is heard wherever the focus is: what
// it typed into a field by the way is taken out again, and its Enter presses no button.

// Milliseconds between two keys. Into a field a person types, too, but not as fast, and Enter comes later; beside
// the fields nothing else is typed.
const IN_A_FIELD = 100;
const BESIDE = 1000;
const SHORTEST = 6;
const FIELDS = "textarea, input:not([type=radio], [type=checkbox])";

// `own`: the field for codes, whose form reads whatever a slow scanner or a person typed there.
export function listenToHandScanner(own, found) {
  let keys = [];
  let lastAt = 0;
  let field = null;
  let valueBefore = "";

  const begin = (target) => {
    keys = [];
    field = target.matches?.(FIELDS) ? target : null;
    valueBefore = field?.value ?? "";
  };

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const allowed = event.target.matches?.(FIELDS) ? IN_A_FIELD : BESIDE;
      if (event.timeStamp - lastAt > allowed || (field && event.target !== field)) begin(event.target);
      lastAt = event.timeStamp;
      if (event.key === "Enter" || event.key === "Tab") ended(event);
      else if (event.key.length === 1) keys.push({ key: event.key, code: event.code, shift: event.shiftKey });
    },
    true,
  );

  function ended(event) {
    const [typed, into, left] = [keys, field, valueBefore];
    begin(event.target);
    const slow = into === own && own.value.length !== typed.length;
    if (typed.length < SHORTEST || slow) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (into) {
      into.value = left;
      into.dispatchEvent(new Event("input", { bubbles: true }));
    }
    begin(event.target);
    found(textOf(typed));
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
