// What was typed into a form, as the browser keeps it: text of [name, value] pairs and of when it was typed.
const DAYS = 14;

export function written(values, now) {
  return JSON.stringify({ at: now, values });
}

// The pairs, where the record is whole and not too old; else null.
export function read(record, now) {
  try {
    const draft = JSON.parse(record);
    return draft && now - draft.at < DAYS * 86_400_000 ? draft.values : null;
  } catch {
    return null;
  }
}
