// A text with maxlength or data-limit shows the remaining characters once it is nearly full.
export function startCounters(part) {
  for (const input of part.querySelectorAll("textarea[maxlength], input[data-limit], textarea[data-limit]")) {
    if (input.dataset.counted) continue;
    input.dataset.counted = "yes";
    const limit = Number(input.dataset.limit || input.maxLength);
    const counter = document.createElement("p");
    counter.className = "counter";
    counter.setAttribute("aria-live", "polite");
    input.after(counter);
    const show = () => {
      const { text, isShown, isOver } = countOf(input.value, limit);
      counter.hidden = !isShown;
      counter.classList.toggle("counter-over", isOver);
      counter.textContent = text;
    };
    input.addEventListener("input", show);
    show();
  }
}

export function countOf(value, limit) {
  const length = [...value].length;
  return { text: `${length} / ${limit}`, isShown: length >= limit * 0.75, isOver: length > limit };
}
