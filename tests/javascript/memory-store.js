// Keeps in memory, not in IndexedDB, the data of static/src/door/store.js: the same actions, each done whole.
export function memoryStore() {
  const rows = { queue: new Map(), marks: new Map(), differences: new Map() };
  let sequence = 0;
  return {
    rows,
    count: async (name) => rows[name].size,
    first: async (limit) => [...rows.queue.values()].slice(0, limit),
    async keepScan(scan, mark) {
      sequence += 1;
      rows.queue.set(sequence, { ...scan, sequence });
      if (mark) rows.marks.set(mark.h, mark);
    },
    async settle({ answered, differences, unmarked }) {
      for (const number of answered) rows.queue.delete(number);
      for (const row of differences) rows.differences.set(row.id, row);
      for (const hash of unmarked) rows.marks.delete(hash);
    },
  };
}
