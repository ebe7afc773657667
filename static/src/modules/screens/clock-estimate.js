// By how much a device's clock is wrong, judged by a server's answers. Half of the round trip is subtracted, and a slow
// answer corrects the clock only if that is far off. All in milliseconds.
const FAR = 1500;

export class ClockEstimate {
  #shortest = Infinity;

  constructor(offset = 0) {
    this.offset = offset;
  }

  // The time in the page itself; an answer knows better.
  begin(moment, now) {
    if (this.#shortest === Infinity) this.offset = moment - now;
  }

  // `moment`: the server's time in an answer that was requested and received at these moments of the device.
  hear(moment, { asked, answered }) {
    const trip = answered - asked;
    const heard = moment + trip / 2 - answered;
    if (trip <= this.#shortest || Math.abs(heard - this.offset) > FAR) {
      this.offset = heard;
      this.#shortest = Math.max(trip, 1);
    }
    // Clocks drift: an answer as fast as the fastest is used again.
    this.#shortest *= 1.05;
  }
}
