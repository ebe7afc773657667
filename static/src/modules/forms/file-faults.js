// input[type=file][data-largest]: a file that is too large, or of a kind that is not taken, is named when it is chosen.
// The server looks at the content, and says the rest.
export function startFileFaults(part) {
  for (const input of part.querySelectorAll("input[type=file][data-largest]:not([data-faults-started])")) {
    input.dataset.faultsStarted = "";
    const message = document.createElement("p");
    message.className = "field-error";
    message.setAttribute("role", "alert");
    input.after(message);
    input.addEventListener("change", () => {
      const fault = faultOf(input.files[0], input.accept, Number(input.dataset.largest));
      message.textContent = fault ? input.dataset[fault] : "";
      if (fault) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    });
  }
}

// "tooLarge", "wrongKind", or "" where nothing speaks against it. `accept` names endings and types, as the input does.
export function faultOf(file, accept, largest) {
  if (!file) return "";
  const wanted = accept.toLowerCase().split(",").filter(Boolean);
  const name = file.name.toLowerCase();
  // Some devices name no type.
  const fits = (kind) => (kind.startsWith(".") ? name.endsWith(kind) : !file.type || kind === file.type.toLowerCase());
  if (wanted.length && !wanted.some(fits)) return "wrongKind";
  return file.size > largest ? "tooLarge" : "";
}
