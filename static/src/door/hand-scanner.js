// A hand scanner types like a keyboard, only faster, and ends with Enter. It is recognized wherever the focus is: what
// it typed into a field is removed again, and its Enter presses no button.
import { Keystrokes } from "./keystrokes.js";

const FIELDS = "textarea, input:not([type=radio], [type=checkbox])";

// `codeField`: the field for codes, whose form reads whatever a slow scanner or a person types there.
export function listenToHandScanner(codeField, found) {
  const keys = new Keystrokes();
  let field = null;
  let valueBefore = "";

  const begin = (target) => {
    keys.begin();
    field = target.matches?.(FIELDS) ? target : null;
    valueBefore = field?.value ?? "";
  };

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const late = keys.isLate(event.timeStamp, { inField: event.target.matches?.(FIELDS) });
      if (late || (field && event.target !== field)) begin(event.target);
      if (event.key === "Enter" || event.key === "Tab") ended(event);
      else if (event.key.length === 1) keys.add(event);
    },
    true,
  );

  function ended(event) {
    const [text, into, left] = [keys.text, field, valueBefore];
    const slow = into === codeField && codeField.value.length !== keys.length;
    const isScan = keys.isScan && !slow;
    begin(event.target);
    if (!isScan) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (into) {
      into.value = left;
      into.dispatchEvent(new Event("input", { bubbles: true }));
    }
    begin(event.target);
    found(text);
  }
}
