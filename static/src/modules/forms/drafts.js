// Drafts survive closing the browser. form[data-draft-save] is saved by the server, at the form's own address;
// form[data-draft-key] (a stranger's, on the public site, without a cookie) in this browser, until it is sent:
// [data-draft-clear] on the following page deletes it. Files and protected data are never part of a draft.
import { read, written } from "./draft-record.js";

const PAUSE = 1500;
const NEVER = "[type=hidden], [type=file], [type=password], [type=submit], [data-protected] *, [aria-hidden=true] *";

export function startDrafts() {
  for (const { dataset } of document.querySelectorAll("[data-draft-clear]")) forget(dataset.draftClear);
  for (const form of document.querySelectorAll("form[data-draft-save]")) keepOnServer(form);
  for (const form of document.querySelectorAll("form[data-draft-key]")) keepHere(form);
}

function inputs(form) {
  return [...form.elements].filter((input) => input.name && !input.matches(NEVER));
}

// `action` is called a moment after the last key, and at once if the page is left before that.
function whenTyped(form, action) {
  let waiting = null;
  const stop = () => {
    clearTimeout(waiting);
    waiting = null;
  };
  const now = () => {
    if (waiting === null) return;
    stop();
    action();
  };
  const later = () => {
    stop();
    waiting = setTimeout(now, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("pagehide", now);
  return stop;
}

function keepOnServer(form) {
  const status = form.querySelector("[data-draft-status]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const keep = async () => {
    const data = new FormData();
    // With it goes what was seen when it was typed, so that a draft writes over nothing that came later.
    const names = new Set(["seen", ...inputs(form).map((input) => input.name)]);
    for (const [name, value] of new FormData(form)) if (names.has(name)) data.append(name, value);
    data.append("keep_draft", "1");
    try {
      const headers = { "X-Requested-With": "draft", "X-CSRFToken": token };
      // It may be the last thing this page does.
      const answer = await fetch(location.pathname, { method: "POST", body: data, headers, keepalive: true });
      if (answer.status !== 204) throw new Error(String(answer.status));
      const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      status.textContent = form.dataset.draftSave.replace("%s", time);
    } catch {
      status.textContent = form.dataset.draftFailed;
    }
  };
  const stop = whenTyped(form, keep);
  form.addEventListener("submit", stop);
}

function keepHere(form) {
  const key = form.dataset.draftKey;
  if (!("draftBound" in form.dataset)) restore(form, key);
  const stop = whenTyped(form, () => {
    const values = inputs(form).flatMap((input) => {
      if (input.type === "checkbox" || input.type === "radio") return input.checked ? [[input.name, input.value]] : [];
      return [[input.name, input.value]];
    });
    try {
      localStorage.setItem(key, written(values, Date.now()));
    } catch {
      // A browser without storage: the form works as well.
    }
  });
  form.addEventListener("draft:discard", stop);
}

function restore(form, key) {
  const values = storedValues(key);
  if (!values?.some(([, value]) => value)) return;
  const typed = inputs(form);
  for (const input of typed) {
    if (input.type === "checkbox" || input.type === "radio") input.checked = false;
  }
  for (const [name, value] of values) {
    for (const input of typed.filter((field) => field.name === name)) {
      if (input.type !== "checkbox" && input.type !== "radio") input.value = value;
      else if (input.value === value) input.checked = true;
    }
  }
  const notice = document.createElement("div");
  notice.className = "message message-info mb-4";
  notice.setAttribute("role", "status");
  const text = document.createElement("p");
  text.className = "message-text";
  text.textContent = `${form.dataset.draftKept} `;
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "btn btn-secondary btn-sm";
  discard.textContent = form.dataset.draftDiscard;
  discard.addEventListener("click", () => {
    forget(key);
    form.reset();
    notice.remove();
    form.dispatchEvent(new Event("change", { bubbles: true }));
    // Resetting is not typing.
    form.dispatchEvent(new Event("draft:discard"));
  });
  text.append(discard);
  notice.append(text);
  form.prepend(notice);
}

function storedValues(key) {
  try {
    return read(localStorage.getItem(key), Date.now());
  } catch {
    return null;
  }
}

function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was stored.
  }
}
