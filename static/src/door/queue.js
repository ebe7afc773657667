// Scans on their way to the server: each has its own id, stays until the server has answered for that id, and goes
// in the order in which it was made. Sent twice, it counts once.
import { shownFor } from "./deciding.js";
import { words } from "./server.js";

const AT_ONCE = 200;
// What only this device needs to know of a scan.
const OWN_FIELDS = new Set(["sequence", "name", "delta", "colour", "whose"]);

export class Queue {
  #store;
  #sending = null;
  waiting = 0;

  constructor(store) {
    this.#store = store;
  }

  async load() {
    this.waiting = await this.#store.count("queue");
  }

  async keep(scan, mark) {
    this.waiting += 1;
    await this.#store.keepScan(scan, mark);
  }

  // Sends all that waits. `answered(answer, rows)` is told of each batch: {now, results, inside, alarm}, and the
  // answers with the scans they are for. `isOver`: this device is no longer that of `server`, an answer changes nothing
  // here any more; `mayName`: whether names may still be kept. Resolves with whether there was anything to send. Throws
  // what the server throws. One sending at a time.
  send(server, told) {
    this.#sending ??= this.#sendAll(server, told).finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll(server, { answered, isOver, mayName }) {
    let atOnce = AT_ONCE;
    for (let batches = 0; ; batches += 1) {
      const scans = await this.#store.first(atOnce);
      this.waiting = await this.#store.count("queue");
      if (!scans.length || isOver()) return batches > 0;
      const response = await server.scans(scans.map(outward));
      const answer = await words(response);
      if (isOver()) return false;
      if (response.status === 400) {
        // One that the server cannot read must not hold up the others: it is found, and told to whoever scans.
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
      this.waiting = await this.#store.count("queue");
      if (isOver()) return false;
      answered(answer, rows);
    }
  }
}

function outward(scan) {
  return Object.fromEntries(Object.entries(scan).filter(([field]) => !OWN_FIELDS.has(field)));
}

// Scans with the server's answers for them, each with whether it was shown otherwise here.
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

function unreadable(scan, { words: said }) {
  const answer = { words: said, elsewhere: null };
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
