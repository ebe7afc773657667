// The choice of what is shown, and in which colours: a form whose values are in the address.
export class Filters {
  constructor(form, state) {
    this.form = form;
    this.state = state;
    this.onChange = () => undefined;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => this.changed());
    form.querySelector("[type=submit]").hidden = true;
    this.relate();
  }

  get values() {
    return Object.fromEntries([...new FormData(this.form)].map(([name, value]) => [name, String(value)]));
  }

  changed() {
    this.relate();
    const address = new URLSearchParams([...Object.entries(this.values)].filter(([, value]) => value));
    history.replaceState(null, "", `?${address}`);
    this.onChange();
  }

  // Ask for a day if days are shown, for a room if rooms are.
  relate() {
    const { view } = this.values;
    for (const name of ["day", "room"]) {
      const field = this.form.elements[name].closest(".field") ?? this.form.elements[name];
      field.hidden = view !== name;
    }
  }

  // Go to the place of a session.
  show(session) {
    const { day, room } = this.form.elements;
    if (this.values.view === "room") room.value = session.room;
    else if ([...day.options].some((option) => option.value === session.day)) day.value = session.day;
    this.changed();
  }

  // For the printed heading: the day or the room, and what is left out.
  inWords() {
    const chosen = [...this.form.elements].filter((field) => field.selectedOptions && field.value);
    const place = this.values.view === "room" ? ["room"] : ["day"];
    const shown = [...place, "theme", "group", "language", "person"];
    return chosen
      .filter((field) => shown.includes(field.name))
      .map((field) => field.selectedOptions[0].textContent.trim())
      .join(" · ");
  }

  // The number of filters that leave something out.
  get count() {
    const { theme, group, language, person } = this.values;
    return [theme, group, language, person].filter(Boolean).length;
  }

  matches(session) {
    const { theme, group, language, person } = this.values;
    return (
      (!theme || session.theme?.id === theme) &&
      (!group || session.group?.id === group) &&
      (!language || session.languages.includes(language)) &&
      (!person || session.people.some((speaker) => speaker.id === person))
    );
  }

  colour(session) {
    if (this.values.colour !== "theme") return `kind-${session.kind}`;
    return session.theme ? `theme-${session.theme.id}` : "no-theme";
  }
}
