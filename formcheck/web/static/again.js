/** Tries something again by itself, after waits that grow. */

const FIRST_MS = 2000;
const LONGEST_MS = 10000;

export class Again {
  /** @param {() => void} attempt */
  constructor(attempt) {
    this.attempt = attempt;
    this.wait_ms = FIRST_MS;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** It did not work: try later. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.attempt, this.wait_ms);
    this.wait_ms = Math.min(2 * this.wait_ms, LONGEST_MS);
  }

  /** It works, or is not wanted any more. */
  rest() {
    clearTimeout(this.timer);
    this.wait_ms = FIRST_MS;
  }
}
