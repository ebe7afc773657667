// Scans on their way to the server: each has its own id, stays until the server has answered for that id, and is sent
// in order. Sent twice, it counts once.
import { shownFor } from "./decision.js";
import { words } from "./server.js";

const AT_ONCE = 200;
// Properties of a scan that only this device needs.
const OWN_FIELDS = new Set(["sequence", "name", "delta", "colour", "whose"]);

export class Queue {
  #store;
  #sending = null;
  // True if there is something that the running transmission may have missed.
  #asked = false;
  // Scans in the store, as last counted, and those being stored.
  #stored = 0;
  #keeping = 0;

  constructor(store) {
    this.#store = store;
  }

  get waiting() {
    return this.#stored + this.#keeping;
  }

  async count() {
    this.#stored = await this.#store.count("queue");
  }

  emptied() {
    this.#stored = 0;
  }

  async keep(scan, mark) {
    this.#keeping += 1;
    try {
      await this.#store.keepScan(scan, mark);
      await this.count();
    } finally {
      this.#keeping -= 1;
    }
  }

  // Sends all that waits. `answered(answer, rows)` is called for each batch: {now, results, inside, alarm}, and the
  // answers with their scans. `isOver`: this device no longer belongs to `server`, so answers change nothing any more;
  // `mayName`: whether names may still be stored. Resolves with whether there was anything to send. Throws the server's
  // errors. Only one transmission runs at a time: it continues until nothing waits that was stored before the last
  // call.
  send(server, callbacks) {
    this.#asked = true;
    this.#sending ??= this.#sendAll(server, callbacks);
    return this.#sending;
  }

  async #sendAll(server, callbacks) {
    try {
      return await this.#sendBatches(server, callbacks);
    } finally {
      this.#sending = null;
    }
  }

  async #sendBatches(server, { answered, isOver, mayName }) {
    let atOnce = AT_ONCE;
    let sent = false;
    for (;;) {
      this.#asked = false;
      const scans = await this.#store.first(atOnce);
      await this.count();
      if (isOver()) return sent;
      if (!scans.length && this.#asked) continue;
      if (!scans.length) return sent;
      sent = true;
      const response = await server.scans(scans.map(outward));
      const answer = await words(response);
      if (isOver()) return false;
      if (response.status === 400) {
        // A scan that the server cannot read must not block the others: it is found, and reported to the user.
        if (scans.length === 1) await this.#store.settle(unreadable(scans[0], answer));
        atOnce = 1;
        continue;
      }
      if (!response.ok || !Array.isArray(answer.results)) throw new Error(answer.words ?? `${response.status}`);
      const rows = matched(scans, answer.results);
      if (!rows.length) throw new Error("none of the scans was answered for");
      const differences = rows.filter(({ differs }) => differs).map(difference);
      const unmarked = rows.filter(({ answer: { result } }) => result === "refused").map(({ scan }) => scan.whose);
      await this.#store.settle({
        answered: rows.map(({ scan }) => scan.sequence),
        differences: mayName() ? differences : [],
        unmarked: unmarked.filter(Boolean),
      });
      await this.count();
      if (isOver()) return false;
      answered(answer, rows);
    }
  }
}

function outward(scan) {
  return Object.fromEntries(Object.entries(scan).filter(([field]) => !OWN_FIELDS.has(field)));
}

// Scans with the server's answers, and whether each was shown differently here.
function matched(scans, results) {
  const answers = new Map(results.map((answer) => [answer.id, answer]));
  return scans
    .filter((scan) => answers.has(scan.id))
    .map((scan) => {
      const answer = answers.get(scan.id);
      const shown = shownFor(answer);
      return { scan, answer, shown, differs: shown !== scan.colour || Boolean(answer.elsewhere) };
    });
}

function unreadable(scan, { words: fault }) {
  const answer = { words: fault, elsewhere: null };
  return { answered: [scan.sequence], differences: [difference({ scan, answer, shown: "red" })], unmarked: [] };
}

function difference({ scan, answer, shown }) {
  return {
    id: scan.id,
    at: scan.at,
    name: answer.name || scan.name || "",
    here: scan.colour,
    server: shown,
    words: answer.words || "",
    elsewhere: answer.elsewhere?.checkpoint ?? "",
  };
}
