// By how much a device's clock is wrong, as heard from a server's answers. Half of the way there and back is taken off, and an
// answer that was long on its way moves the clock only where it is far off. All in milliseconds.
const FAR = 1500;

export class ClockEstimate {
  #shortest = Infinity;

  constructor(offset = 0) {
    this.offset = offset;
  }

  // What a page said when it was made; an answer knows better.
  begin(moment, now) {
    if (this.#shortest === Infinity) this.offset = moment - now;
  }

  // `moment`: the server's time in an answer that was asked for and came at these moments of the device.
  hear(moment, { asked, answered }) {
    const trip = answered - asked;
    const heard = moment + trip / 2 - answered;
    if (trip <= this.#shortest || Math.abs(heard - this.offset) > FAR) {
      this.offset = heard;
      this.#shortest = Math.max(trip, 1);
    }
    // Clocks drift: an answer as quick as the quickest will be heard again.
    this.#shortest *= 1.05;
  }
}
