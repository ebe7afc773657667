import { POLL } from "../modules/poll.js";

// Requests to the server. Actions are sent one after the other, so that each carries the revision made by the one before.
export class Server {
  constructor(urls, { token, onLost, onBack, onSignedOut }) {
    Object.assign(this, { urls, token, onLost, onBack, onSignedOut });
    this.queue = Promise.resolve();
    this.waiting = 0;
    this.actions = 0;
    this.version = "";
    this.lost = false;
  }

  // `body` is called when its turn has come.
  send(action, session, body) {
    return this.inTurn(() =>
      this.ask(`${this.urls.session}${session}/${action}/`, {
        method: "POST",
        body: JSON.stringify(body()),
        headers: { "Content-Type": "application/json" },
      }),
    );
  }

  step(name, values = {}) {
    return this.inTurn(() => this.ask(this.urls[name], { method: "POST", body: new URLSearchParams(values) }));
  }

  inTurn(action) {
    this.waiting += 1;
    this.actions += 1;
    const turn = this.queue.then(action).finally(() => {
      this.waiting -= 1;
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  // The whole state, or 304; an answer overtaken by an action is discarded.
  async state(since, whole) {
    const actions = this.actions;
    const headers = this.version && !whole ? { ...POLL, "If-None-Match": this.version } : POLL;
    const signal = AbortSignal.timeout(10_000);
    const answer = await this.ask(`${this.urls.state}?${new URLSearchParams({ since })}`, { headers, signal });
    if (actions !== this.actions) return { status: 0 };
    if (answer.status === 200) this.version = answer.version;
    return answer;
  }

  forget() {
    this.version = "";
  }

  async ask(url, options) {
    let response, data;
    try {
      response = await fetch(url, {
        ...options,
        redirect: "manual",
        cache: "no-store",
        headers: { Accept: "application/json", "X-CSRFToken": this.token, ...options.headers },
      });
      // The network may be gone in the middle of an answer, too.
      if (response.headers.get("Content-Type")?.startsWith("application/json")) data = await response.json();
    } catch {
      this.lost = true;
      this.onLost();
      return { status: 0 };
    }
    if (response.type === "opaqueredirect") {
      this.lost = true;
      this.onSignedOut();
      return { status: 0 };
    }
    if (this.lost) {
      this.lost = false;
      this.onBack();
    }
    return { status: response.status, data: data ?? null, version: response.headers.get("ETag") };
  }
}
