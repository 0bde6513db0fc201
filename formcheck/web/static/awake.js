/** Keeps the screen on while somebody lies on a mat, where the browser can. */

export class Awake {
  constructor() {
    this.wanted = false;
    /** @type {WakeLockSentinel|null} */
    this.lock = null;
  }

  async hold() {
    this.wanted = true;
    try {
      this.lock = (await navigator.wakeLock?.request("screen")) ?? null;
      if (!this.wanted) this.release();
    } catch {
      this.lock = null; // battery saver, or the page is hidden: the screen may go dark
    }
  }

  /** The browser lets go whenever the page is hidden. */
  again() {
    if (this.wanted) this.hold();
  }

  release() {
    this.wanted = false;
    this.lock?.release().catch(() => {});
    this.lock = null;
  }
}
