// The draft of a form as the browser stores it: text of [name, value] pairs and of the time of typing.
const DAYS = 14;

export function written(values, now) {
  return JSON.stringify({ at: now, values });
}

// The pairs, if the record is valid and not too old; else null.
export function read(record, now) {
  try {
    const draft = JSON.parse(record);
    return draft && now - draft.at < DAYS * 86_400_000 ? draft.values : null;
  } catch {
    return null;
  }
}
