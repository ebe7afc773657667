// The device's storage, in IndexedDB. One record each for the device and for the list; a row for each scan without the
// server's answer, for each admission recorded here, and for each answer that the server corrected.
import { openDB } from "idb";

const ROWS = ["queue", "marks", "differences"];

export async function openStore(slug) {
  const database = await openDB(`confman-door-${slug}`, 1, {
    upgrade(opened) {
      opened.createObjectStore("records");
      opened.createObjectStore("queue", { keyPath: "sequence", autoIncrement: true });
      opened.createObjectStore("marks", { keyPath: "h" });
      opened.createObjectStore("differences", { keyPath: "id" });
    },
  });
  return {
    get: (key) => database.get("records", key),
    put: (key, value) => database.put("records", value, key),
    // A list and the mark by which the server knows it are replaced together.
    async putAll(records) {
      const transaction = database.transaction("records", "readwrite");
      for (const [key, value] of Object.entries(records)) transaction.store.put(value, key);
      await transaction.done;
    },
    all: (store) => database.getAll(store),
    count: (store) => database.count(store),
    set: (store, row) => database.put(store, row),
    clear: (store) => database.clear(store),

    // A scan and its admission, in one transaction, so that neither exists without the other.
    async keepScan(scan, mark) {
      const transaction = database.transaction(["queue", "marks"], "readwrite");
      transaction.objectStore("queue").add(scan);
      if (mark) transaction.objectStore("marks").put(mark);
      await transaction.done;
    },

    first: (limit) => database.getAll("queue", undefined, limit),

    // Only scans named in the server's answer leave the queue.
    async settle({ answered, differences, unmarked }) {
      const transaction = database.transaction(ROWS, "readwrite");
      for (const sequence of answered) transaction.objectStore("queue").delete(sequence);
      for (const row of differences) transaction.objectStore("differences").put(row);
      for (const hash of unmarked) transaction.objectStore("marks").delete(hash);
      await transaction.done;
    },

    // Deletes everything except waiting scans, without names, and this record of the device.
    async expire(device) {
      const transaction = database.transaction(["records", ...ROWS], "readwrite");
      const queue = transaction.objectStore("queue");
      for (const name of ["records", "marks", "differences"]) transaction.objectStore(name).clear();
      const waiting = await queue.getAll();
      for (const scan of waiting) queue.put({ ...scan, name: "" });
      if (waiting.length) transaction.objectStore("records").put(device, "device");
      await transaction.done;
      return waiting.length;
    },

    async wipe() {
      const transaction = database.transaction(["records", ...ROWS], "readwrite");
      for (const name of transaction.objectStoreNames) transaction.objectStore(name).clear();
      await transaction.done;
    },
  };
}
