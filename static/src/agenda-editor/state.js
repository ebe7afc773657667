// The agenda as the server last gave it.
export class State {
  constructor(setup) {
    this.setup = setup;
    this.sessions = new Map();
    this.rooms = new Map();
    this.conflicts = [];
    this.undo = this.redo = null;
    this.now = this.unpublished = "";
    this.changes = [];
    this.seen = new Set();
  }

  // The whole state. Returns others' actions that are new, the newest first.
  replace(data) {
    this.sessions = new Map(data.sessions.map((session) => [session.id, session]));
    this.rooms = new Map(data.rooms.map((room) => [room.id, room]));
    const first = !this.now;
    this.now = data.now;
    this.takeRest(data);
    this.unpublished = data.unpublished;
    const news = data.changes.filter((change) => !this.seen.has(change.id));
    for (const change of news) this.seen.add(change.id);
    if (first) return [];
    this.changes = [...news, ...this.changes].slice(0, 20);
    return news;
  }

  // The answer of an action: sessions (or only the place of one), deleted sessions, and the rest.
  take(data) {
    if (data.session) this.takeSession(data.session);
    for (const session of data.sessions ?? []) this.takeSession(session);
    for (const id of data.gone ?? []) this.sessions.delete(id);
    this.takeRest(data);
  }

  takeSession(session) {
    this.sessions.set(session.id, { ...this.sessions.get(session.id), ...session });
  }

  takeRest(data) {
    this.conflicts = data.conflicts;
    this.undo = data.undo;
    this.redo = data.redo;
    this.conflicting = new Map();
    for (const conflict of data.conflicts) {
      for (const id of conflict.sessions) {
        if (!this.conflicting.has(id)) this.conflicting.set(id, []);
        this.conflicting.get(id).push(conflict);
      }
    }
  }
}

// The length of a session on the calendar, in minutes, if its end is unknown: as it was before it was taken off.
export function usualLength(session) {
  if (session.length) return session.length;
  const items = session.items.reduce((sum, item) => sum + (item.minutes || 0), 0);
  return items || (session.kind === "break" ? 30 : 60);
}
