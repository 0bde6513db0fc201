/** Measures of the page, read by tests and `formcheck bench --live` as `window.formcheck.stats`. */

const KEPT = 2000;
const WINDOW_MS = 5000;

/**
 * Milliseconds of a frame: taken to read, to packed, to sent, to answered (of which in the program, by its own account),
 * answered to drawn.
 * @typedef {{wait: number, pack: number, send: number, link: number, program: Record<string, number>, show: number}} Parts
 */

export class Stats {
  sent = 0;
  answered = 0;
  drawn = 0;
  /** Camera frames that were not sent, since too many were still unanswered. */
  dropped = 0;
  /** Frames that the program left out. */
  skipped = 0;
  /** Capture to drawn, milliseconds, newest last. @type {number[]} */
  latency_ms = [];
  /** The same in parts. @type {Parts[]} */
  parts_ms = [];
  /** @type {Record<"sent"|"answered"|"drawn", number[]>} */
  times = { sent: [], answered: [], drawn: [] };
  /** When pictures began to come, by performance.now(). */
  since_ms = performance.now();

  /** Begin anew, for another visit. */
  reset() {
    Object.assign(this, new Stats());
  }

  /** A frame was sent. @param {number} dropped camera frames before it that were not */
  send(dropped) {
    this.count("sent");
    this.dropped += dropped;
  }

  /** A camera frame was not sent. */
  drop() {
    this.dropped += 1;
  }

  /** The program left a frame out. */
  skip() {
    this.skipped += 1;
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
   * @param {Parts} parts
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

  /** Pictures have come for as long as `rate` looks back. */
  get settled() {
    return performance.now() - this.since_ms > WINDOW_MS;
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
