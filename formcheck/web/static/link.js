/** The connection to the program on this computer. */

const MOST_UNANSWERED = 2;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;
const STALLED_MS = 15000;
const LOOK_MS = 1000;

/**
 * @typedef {object} Told
 * @property {() => void} ready a visit has begun
 * @property {(message: any, taken: import("./capture.js").Taken|undefined, sent_ms: number) => void} frame
 * @property {() => void} skipped
 * @property {(screen: import("./protocol.js").Screen) => void} screen
 * @property {(text: string) => void} error
 * @property {(folders: string[]) => void} kept
 * @property {(why: "busy"|"taken"|"closed"|"lost") => void} trouble
 * @property {(begun: boolean) => void} back the program answers again
 */

export class Link {
  /** @param {Told} told */
  constructor(told) {
    this.told = told;
    /** @type {WebSocket|null} */
    this.socket = null;
    /** Frames sent and not answered, oldest first. @type {{taken: import("./capture.js").Taken, sent_ms: number}[]} */
    this.out = [];
    this.begun = false;
    this.leaving = false;
    /** @type {object|null} */
    this.hello = null;
    setInterval(() => this.look(), LOOK_MS);
  }

  /** A program that has not answered for long will not answer any more: begin to look for it. */
  look() {
    const oldest = this.out[0];
    if (oldest && performance.now() - oldest.sent_ms > STALLED_MS) this.socket?.close();
  }

  get open() {
    return this.begun && this.socket?.readyState === WebSocket.OPEN;
  }

  /**
   * Begin a visit.
   * @param {{lang: string, items: object[]|null, keep: boolean, take?: boolean}} hello
   */
  begin(hello) {
    this.end();
    this.hello = { type: "hello", ...hello };
    this.leaving = false;
    const socket = new WebSocket(`ws://${location.host}/live`);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.hello));
    socket.onmessage = ({ data }) => this.socket === socket && this.heard(JSON.parse(data));
    socket.onclose = () => this.socket === socket && this.closed();
  }

  /** How many frames may be sent now. */
  get room() {
    return this.open ? MOST_UNANSWERED - this.out.length : 0;
  }

  /** Whether one more frame may be sent, with this many on their way. @param {number} pending */
  free(pending) {
    return this.open && this.out.length + pending < MOST_UNANSWERED;
  }

  /** @param {import("./capture.js").Taken} taken */
  send(taken) {
    if (!this.open) return false;
    this.out.push({ taken, sent_ms: performance.now() });
    this.socket?.send(taken.message);
    return true;
  }

  /**
   * @param {string} button
   * @param {number|null} value
   */
  press(button, value = null) {
    if (this.open) this.socket?.send(JSON.stringify({ type: "press", button, value }));
  }

  /** Say goodbye; the program writes what is kept and tells where. */
  bye() {
    this.leaving = true;
    if (this.open) this.socket?.send(JSON.stringify({ type: "bye" }));
  }

  end() {
    const socket = this.socket;
    this.socket = null;
    this.begun = false;
    this.out = [];
    clearTimeout(this.timer);
    socket?.close();
  }

  /** @param {any} message */
  heard(message) {
    const { told } = this;
    if (message.type === "ready") {
      this.begun = true;
      told.ready();
    } else if (message.type === "frame") {
      const sent = this.answered(message.t);
      told.frame(message, sent?.taken, sent?.sent_ms ?? 0);
    } else if (message.type === "skipped") {
      this.answered(message.t);
      told.skipped();
    } else if (message.type === "screen") told.screen(message.screen);
    else if (message.type === "error") told.error(message.text);
    else if (message.type === "kept") told.kept(message.folders);
    else if (message.type === "busy") told.trouble("busy");
    else if (message.type === "taken") {
      this.leaving = true;
      told.trouble("taken");
    }
  }

  /** The frame that an answer belongs to. @param {number|null} time_s */
  answered(time_s) {
    const at = Math.max(0, this.out.findIndex(({ taken }) => taken.time_s === time_s));
    return this.out.splice(at, 1)[0];
  }

  closed() {
    const begun = this.begun;
    this.end();
    if (!this.leaving) this.find(begun, FIRST_RETRY_MS);
  }

  /**
   * The connection is gone: ask until the program answers.
   * @param {boolean} begun a visit was going on
   * @param {number} wait_ms
   */
  async find(begun, wait_ms) {
    const answer = await fetch("/options.json", { cache: "no-store" }).catch(() => null);
    if (answer?.ok) return this.told.back(begun);
    this.told.trouble(answer?.status === 403 ? "closed" : "lost");
    this.timer = setTimeout(() => this.find(begun, Math.min(wait_ms * 1.6, LONGEST_RETRY_MS)), wait_ms);
  }
}
