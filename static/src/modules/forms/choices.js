// Many boxes to tick get a field that shows those whose words have what is typed; what is ticked stays in view.

const MANY = 12;
// Without accents, nor the apostrophe of Oʻzbekcha, for which every keyboard has another.
const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/[\p{M}'`ʻʼ‘’]/gu, "")
    .toLowerCase();

export function startChoices(root) {
  for (const group of root.querySelectorAll("[data-choices]")) {
    const rows = [...group.children];
    if (rows.length <= MANY || group.previousElementSibling?.type === "search") continue;
    const field = document.createElement("input");
    field.type = "search";
    field.className = "form-control choices-search";
    field.placeholder = group.dataset.choices;
    field.setAttribute(
      "aria-label",
      `${group.dataset.choices}: ${group.closest("fieldset")?.querySelector("legend")?.textContent.trim() ?? ""}`,
    );
    field.addEventListener("input", () => {
      const words = plain(field.value.trim());
      for (const row of rows) {
        row.hidden = !row.querySelector(":checked") && !plain(row.textContent).includes(words);
      }
    });
    // Enter would send the form.
    field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    group.before(field);
  }
}
