/** Measures of the page, read by tests and `formcheck bench --live` as `window.formcheck.stats`. */

const KEPT = 2000;
const WINDOW_MS = 5000;

export class Stats {
  constructor() {
    this.reset();
  }

  reset() {
    this.sent = 0;
    this.answered = 0;
    this.drawn = 0;
    /** Camera frames that were not sent, since two were still unanswered. */
    this.dropped = 0;
    /** Frames that the program left out. */
    this.skipped = 0;
    /** Capture to drawn, milliseconds, newest last. @type {number[]} */
    this.latency_ms = [];
    /** Parts of the newest frames on the page itself: capture to read, reading and packing, sent to answered.
     * @type {{wait: number, encode: number, link: number, server: number, draw: number}[]} */
    this.parts_ms = [];
    /** @type {Record<"sent"|"answered"|"drawn", number[]>} */
    this.times = { sent: [], answered: [], drawn: [] };
    /** The newest message of the program. @type {any} */
    this.last = null;
  }

  /** @param {"sent"|"answered"|"drawn"} what */
  count(what) {
    this[what] += 1;
    const times = this.times[what];
    times.push(performance.now());
    if (times.length > KEPT) times.shift();
  }

  /**
   * @param {number} latency
   * @param {{wait: number, encode: number, link: number, server: number, draw: number}} parts
   */
  latency(latency, parts) {
    this.latency_ms.push(latency);
    this.parts_ms.push(parts);
    if (this.latency_ms.length > KEPT) this.latency_ms.shift();
    if (this.parts_ms.length > KEPT) this.parts_ms.shift();
  }

  /** Per second, over the last five. @param {"sent"|"answered"|"drawn"} what */
  rate(what) {
    const since = performance.now() - WINDOW_MS;
    return this.times[what].filter((time) => time >= since).length / (WINDOW_MS / 1000);
  }

  /** All of it as plain values. */
  snapshot() {
    const sorted = [...this.latency_ms].sort((a, b) => a - b);
    const at = (/** @type {number} */ share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return {
      sent: this.sent,
      answered: this.answered,
      drawn: this.drawn,
      dropped: this.dropped,
      skipped: this.skipped,
      rate: { sent: this.rate("sent"), answered: this.rate("answered"), drawn: this.rate("drawn") },
      latency: sorted.length ? { median: at(0.5), p95: at(0.95), count: sorted.length } : null,
    };
  }
}
