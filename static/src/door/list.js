// The people whom a device admits, and the badges that were replaced: the server's list, by the hash of a ticket. Pure.
import { fold } from "./spelling.js";

const MAX_SHOWN = 20;

export class List {
  // {admits: [{h, n, e, s, r, …}], revoked: [{h, r}]}, or nothing.
  constructor({ admits = [], revoked = [] } = {}) {
    this.admits = new Map(admits.map((entry) => [entry.h, entry]));
    this.revoked = new Map(revoked.map(({ h, r }) => [h, r]));
  }

  // Entries whose name and entity contain every typed word, in whatever script; `folding`: the table of spelling.js.
  search(query, folding) {
    const wanted = fold(query, folding).split(" ").filter(Boolean);
    const found = [];
    for (const entry of wanted.length ? this.admits.values() : []) {
      entry.folded ??= fold(`${entry.n} ${entry.e ?? ""}`, folding);
      const text = entry.folded;
      if (wanted.every((word) => text.includes(word))) found.push(entry);
      if (found.length === MAX_SHOWN) break;
    }
    return found;
  }
}

// People found by the server, in the form of the list.
export function asEntry({ name: n, entity: e, category: c, letter: l, colour: k, second_name: second, ...rest }) {
  return { ...rest, n, second, e, c, l, k, h: rest.h || null };
}
