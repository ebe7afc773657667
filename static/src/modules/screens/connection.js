// Tells whether a screen still reaches its server. One late answer is no lost network: `patience` of them are.
export class Connection {
  #failures = 0;
  since = null; // the moment of the first failure of a row

  constructor(patience) {
    this.patience = patience;
  }

  get isLost() {
    return this.#failures >= this.patience;
  }

  answered() {
    this.#failures = 0;
    this.since = null;
  }

  failed(now) {
    this.#failures += 1;
    this.since ??= now;
  }
}
