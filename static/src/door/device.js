// An enrolled device: its list, its clock, its records, and its requests to the server.
import { errorOf, skewOf } from "./clock.js";
import { counts, decide, toldAs } from "./decision.js";
import { asEntry, List } from "./list.js";
import { Queue } from "./queue.js";
import { hashOf, readScan } from "./ticket-code.js";
import { TurnedAway, Unreachable, server, words } from "./server.js";

// Settings by the device's user, which survive a new enrolment.
const CHOICES = ["languageChosen", "muted", "cameraId", "cameraOn"];

// Scans are waiting that only the secret of the earlier enrolment can submit.
export class Unsent extends Error {}

// Events: "change" whenever something to be shown has changed, "answer" for each answer of the server,
// "wiped" with {why, words, unsent} when everything has been removed, "handedin" when a device that is over has
// nothing left to hand in.
export class Device extends EventTarget {
  #store;
  #ticket;
  #language;
  #server = null;
  #marks = new Map();
  #unsent = new Map(); // id of a scan -> by how much it moves the head count
  #updating = null;
  record = null; // {secret, device, checkpoint, conference, language, inside, alarm, skew, syncedAt, etag}
  list = new List();
  differences = [];
  online = navigator.onLine;

  // ticket: {slug, home, alphabet, length, folding}; language: a function that says in which one the server is to speak.
  constructor(store, ticket, language) {
    super();
    this.#store = store;
    this.#ticket = ticket;
    this.#language = language;
    this.queue = new Queue(store);
  }

  async load() {
    this.record = (await this.#store.get("device")) ?? null;
    if (!this.record) return;
    this.#server = this.#ask(this.record.secret);
    this.list = new List(await this.#store.get("list"));
    this.#marks = new Map((await this.#store.all("marks")).map((mark) => [mark.h, mark]));
    this.differences = await this.#store.all("differences");
    this.#unsent = new Map((await this.#store.all("queue")).map(({ id, delta }) => [id, delta]));
    await this.queue.count();
  }

  #ask(secret = "") {
    return server(this.#ticket.home, { secret, language: this.#language });
  }

  get enrolled() {
    return this.record !== null && !this.record.over;
  }

  get expired() {
    return this.enrolled && Date.parse(this.record.device.expires_at) <= this.now();
  }

  // An expired device holds only scans still to be submitted, and the secret for it.
  get over() {
    return Boolean(this.record?.over);
  }

  // The server's time, as far as this device knows it.
  now() {
    return Date.now() + (this.record?.skew ?? 0);
  }

  // By how many milliseconds the device's clock is fast (above zero) or slow; 0 if negligible.
  get clockError() {
    return errorOf(this.record?.skew ?? 0);
  }

  // The server's head count, plus what was recorded here since.
  get inside() {
    const moved = [...this.#unsent.values()].reduce((sum, delta) => sum + delta, 0);
    return Math.max(0, (this.record?.inside ?? 0) + moved);
  }

  get full() {
    const capacity = this.record?.checkpoint.capacity;
    return Boolean(capacity) && this.inside >= capacity;
  }

  // Throws Unsent, Unreachable, or Error with the server's words.
  async enrol(code) {
    await this.send();
    if (this.queue.waiting) throw new Unsent();
    const sent = Date.now();
    const response = await this.#ask().enrol(code);
    const answer = await words(response);
    if (!response.ok || !answer.secret) throw new Error(answer.words ?? "");
    // Nothing of the earlier enrolment is kept with the new one: neither its end, nor the mark of a deleted list.
    const chosen = Object.entries(this.record ?? {}).filter(([name]) => CHOICES.includes(name));
    await this.#forget();
    const { secret, device, checkpoint } = answer;
    await this.#adopt({ ...Object.fromEntries(chosen), secret, device, checkpoint });
    this.#setClock(answer.now ?? response.headers.get("Date"), sent);
    await this.load();
    // An update that began with the earlier secret brings no list.
    await this.#updating?.catch(() => null);
    await this.update();
  }

  // The meaning of a code, and what to show for it; the scan is being queued. `kept` tells when it is stored.
  async scan(text, { direction, means = "ticket" }) {
    const reading = readScan(text, this.#ticket);
    if (reading.kind === "enrolment") return { decision: decide({ kind: "enrolment" }), reading, scan: null };
    const hash = reading.kind === "ticket" ? await hashOf(reading.token) : null;
    return this.#decided({ kind: reading.kind, hash, direction, means, code: hash ? null : text.slice(0, 200) });
  }

  // The same for someone found by name: an entry of the list, or one of the server's with its `registration`.
  scanFound(entry, { direction }) {
    const { h: hash = null, registration = null } = entry;
    return this.#decided({ kind: "ticket", hash, registration, entry, direction, means: "search" });
  }

  #decided({ kind, hash, registration = null, entry = this.list.admits.get(hash), direction, means, code = null }) {
    const { mode, id: checkpoint } = this.record.checkpoint;
    const way = mode === "in-out" ? direction : "in";
    const at = new Date(this.now()).toISOString();
    const decision = decide({
      kind,
      entry,
      revoked: this.list.revoked.get(hash),
      last: this.#marks.get(hash ?? registration),
      mode,
      direction: way,
      at,
      timezone: this.record.conference?.timezone ?? "UTC",
    });
    // `at` by the device's own clock: the server corrects it by the time at which the scans were sent.
    const whose = hash ?? registration;
    const scan = { id: crypto.randomUUID(), at: new Date().toISOString(), checkpoint, direction: way, means, whose };
    Object.assign(scan, { shown: toldAs(decision), colour: decision.shown, delta: 0, name: decision.entry?.n ?? "" });
    if (registration) scan.registration = registration;
    else if (hash) scan.h = hash;
    else scan.code = code;
    const mark = counts(decision) ? { h: whose, at, direction: way } : null;
    if (mark) {
      this.#marks.set(mark.h, mark);
      scan.delta = scan.direction === "in" ? 1 : -1;
    }
    this.#unsent.set(scan.id, scan.delta);
    const stored = this.queue.keep(scan, mark);
    this.#changed();
    return { decision, scan, stored };
  }

  // Sends what waits, then fetches the list. Reports by `online` whether the server was reached.
  update() {
    this.#updating ??= this.#talk().finally(() => {
      this.#updating = null;
      this.#changed();
    });
    return this.#updating;
  }

  // Resolves with whether the server answered, or there was nothing to send.
  async send() {
    if (!this.record) return false;
    const done = await this.#guarded((server) =>
      this.queue.send(server, {
        answered: (answer, rows) => this.#answered(answer, rows),
        isOver: () => this.#server !== server,
        mayName: () => this.enrolled,
      }),
    );
    this.differences = await this.#store.all("differences");
    this.#changed();
    return done;
  }

  async #talk() {
    if (this.expired) await this.expire();
    if (!(await this.send())) return;
    if (this.over && !(await this.#store.count("queue"))) {
      await this.#forget();
      this.dispatchEvent(new Event("handedin"));
    }
    if (this.enrolled) await this.#guarded((server) => this.#askForList(server));
  }

  // Resolves with whether it succeeded. An action that returns false has not asked the server. Anything that arrives after
  // the device was wiped or enrolled again, even a refusal, does not concern the present device.
  async #guarded(action) {
    const server = this.#server;
    try {
      if ((await action(server)) !== false) this.online = true;
      return this.#server === server;
    } catch (error) {
      if (this.#server !== server) return false;
      if (error instanceof TurnedAway) await this.wipe(error.why, error.words);
      else this.online = false;
      if (!(error instanceof TurnedAway || error instanceof Unreachable)) console.warn(error);
      return false;
    }
  }

  async #askForList(server) {
    const sent = Date.now();
    const response = await server.state(this.record.etag);
    const isNew = response.status !== 304;
    if (isNew && !response.ok) throw new Unreachable(`${response.status}`);
    const state = isNew ? await words(response) : null;
    if (this.#server !== server) return;
    if (isNew) {
      await this.#takeOver(state, { etag: response.headers.get("ETag"), sent });
    } else {
      this.#setClock(response.headers.get("Date"), sent);
      const inside = Number(response.headers.get("X-Inside") ?? this.record.inside);
      await this.#adopt({ inside, syncedAt: this.now() });
    }
  }

  // All changes are made here at once, before anything is awaited.
  async #takeOver({ admits, revoked, now, ...rest }, { etag, sent }) {
    const moved = rest.checkpoint.id !== this.record.checkpoint?.id;
    this.#setClock(now, sent);
    this.record = { ...this.record, ...rest, etag, syncedAt: this.now() };
    this.list = new List({ admits, revoked });
    // Admission at one checkpoint does not count at another.
    if (moved) this.#marks.clear();
    const written = [this.#store.putAll({ list: { admits, revoked }, device: this.record })];
    if (moved) written.push(this.#store.clear("marks"));
    this.#changed();
    await Promise.all(written);
  }

  #answered(answer, rows) {
    this.#setClock(answer.now, null);
    for (const { scan, answer: scanAnswer } of rows) {
      this.#unsent.delete(scan.id);
      if (scanAnswer.result === "refused") this.#marks.delete(scan.whose);
    }
    const { inside = this.record.inside, alarm = null } = answer;
    this.record = { ...this.record, inside, alarm, syncedAt: this.now() };
    this.#store.put("device", this.record);
    for (const row of rows) this.dispatchEvent(new CustomEvent("answer", { detail: row }));
    this.#changed();
  }

  #setClock(serverTime, sent) {
    const skew = skewOf(serverTime, { sent, now: Date.now() });
    if (this.record && skew !== null) this.record.skew = skew;
  }

  async #adopt(changes) {
    this.record = { ...this.record, ...changes };
    await this.#store.put("device", this.record);
    this.#changed();
  }

  // A setting by the device's user; a device that is not enrolled stores none.
  async remember(changes) {
    if (this.enrolled) await this.#adopt(changes);
  }

  // Entries as in the list, with `registration`, and `photo` where there is one.
  async search(query) {
    const response = await this.#server.search(query);
    return ((await words(response)).results ?? []).map(asEntry);
  }

  // Without a network: search the names of the list, in whatever script they were typed.
  searchList(query) {
    return this.list.search(query, this.#ticket.folding);
  }

  // A photograph as a data address: the only pictures that the pages' policy allows beside our own files.
  async photo(registration) {
    const response = await this.#server.photo(registration);
    return response.ok ? dataAddress(await response.blob()) : null;
  }

  async seen() {
    await this.#store.clear("differences");
    this.differences = [];
    this.#changed();
  }

  // The device has expired: all people are deleted at once; its records wait to be submitted.
  async expire() {
    this.record = { secret: this.record.secret, over: true };
    this.#empty();
    const waiting = await this.#store.expire(this.record);
    if (!waiting) [this.record, this.#server] = [null, null];
    await this.queue.count();
    this.#tell({ why: "expired", unsent: waiting });
  }

  async wipe(why, message = "") {
    const unsent = await this.#store.count("queue");
    await this.#forget();
    this.#tell({ why, words: message, unsent });
  }

  async #forget() {
    this.#empty();
    this.record = null;
    this.#server = null;
    this.queue.emptied();
    await this.#store.wipe();
  }

  #empty() {
    this.list = new List();
    this.#marks = new Map();
    this.#unsent = new Map();
    this.differences = [];
  }

  #tell(detail) {
    this.dispatchEvent(new CustomEvent("wiped", { detail }));
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function dataAddress(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
}
