/** The connection to the program on this computer, which a worker holds: see wire.js. */
import { MOST_UNANSWERED } from "./protocol.js";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;
const STALLED_MS = 15000;
const LOOK_MS = 1000;

/**
 * A frame on its way, in milliseconds of performance.now(): when it was taken, read, packed and sent.
 * @typedef {{time_s: number, captured_ms: number, read_ms: number, ready_ms: number, sent_ms: number}} Sent
 *
 * @typedef {object} Told
 * @property {() => void} ready a visit has begun
 * @property {(dropped: number) => void} sent a frame, after so many that were left out
 * @property {(message: any, sent: Sent|undefined, answered_ms: number) => void} frame
 * @property {() => void} skipped
 * @property {(screen: import("./protocol.js").Screen) => void} screen
 * @property {(text: string) => void} error
 * @property {(folders: string[]) => void} kept
 * @property {(why: "busy"|"taken"|"closed"|"lost") => void} trouble
 * @property {(begun: boolean) => void} back the program answers again
 */

export class Link {
  /**
   * @param {Told} told
   * @param {Worker} wire
   */
  constructor(told, wire) {
    this.told = told;
    this.wire = wire;
    /** Which connection this is, counted; what is still heard of an earlier one is of no interest. */
    this.id = 0;
    /** Frames sent and not answered, oldest first. @type {Sent[]} */
    this.out = [];
    this.begun = false;
    this.leaving = false;
    /** @type {object|null} */
    this.hello = null;
    wire.addEventListener("message", ({ data }) => data.id === this.id && this.hears(data));
    setInterval(() => this.look(), LOOK_MS);
  }

  /** A program that has not answered for long will not answer any more: begin to look for it. */
  look() {
    const oldest = this.out[0];
    if (oldest && performance.now() - oldest.sent_ms > STALLED_MS) this.wire.postMessage({ task: "close" });
  }

  /**
   * Begin a visit.
   * @param {{lang: string, items: object[]|null, keep: boolean, take?: boolean}} hello
   */
  begin(hello) {
    this.end();
    this.hello = { type: "hello", ...hello };
    this.leaving = false;
    this.id += 1;
    const url = `ws://${location.host}/live`;
    this.wire.postMessage({ task: "open", id: this.id, url, hello: JSON.stringify(this.hello) });
  }

  /** Whether one more frame may be sent. */
  get free() {
    return this.begun && this.out.length < MOST_UNANSWERED;
  }

  /** @param {object} message */
  say(message) {
    if (this.begun) this.wire.postMessage({ task: "say", text: JSON.stringify(message) });
  }

  /**
   * @param {string} button
   * @param {number|null} value
   */
  press(button, value = null) {
    this.say({ type: "press", button, value });
  }

  /** Say goodbye; the program writes what is kept and tells where. */
  bye() {
    this.leaving = true;
    this.say({ type: "bye" });
  }

  end() {
    this.id += 1;
    this.begun = false;
    this.out = [];
    clearTimeout(this.timer);
    this.wire.postMessage({ task: "close" });
  }

  /** @param {any} data what the worker says of this connection */
  hears(data) {
    if (data.sent) {
      this.out.push(here(data.sent));
      this.told.sent(data.dropped);
    } else if (data.closed) this.closed();
    else this.heard(JSON.parse(data.text), data.at_ms - performance.timeOrigin);
  }

  /**
   * @param {any} message
   * @param {number} at_ms
   */
  heard(message, at_ms) {
    const { told } = this;
    if (message.type === "ready") {
      this.begun = true;
      told.ready();
    } else if (message.type === "frame") {
      told.frame(message, this.answered(message.t), at_ms);
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
    const at = Math.max(0, this.out.findIndex((sent) => sent.time_s === time_s));
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

/** The times of a frame by this page's clock. @param {Sent} sent @returns {Sent} */
function here({ time_s, ...times }) {
  const own = Object.entries(times).map(([name, ms]) => [name, ms - performance.timeOrigin]);
  return { time_s, ...Object.fromEntries(own) };
}
