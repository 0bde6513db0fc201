/** The connection to the program on this computer; a worker holds it, see wire.js. */
import { at, socketAddress } from "./place.js";
import { MOST_UNANSWERED } from "./protocol.js";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;
const STALLED_MS = 15000;
const LOOK_MS = 1000;
/** A page that has not looked for so long was asleep. */
const ASLEEP_MS = 5000;
const UTF8 = new TextDecoder();

/**
 * @typedef {import("./wire.js").Sent} Sent
 * @typedef {import("./protocol.js").FrameMessage} FrameMessage
 * @typedef {"busy"|"taken"|"closed"|"lost"} LinkTrouble
 *
 * @typedef {object} LinkHandlers
 * @property {(visit: string|null) => void} ready a visit has begun; its id, where it is kept
 * @property {(dropped: number) => void} sent a frame, after so many that were left out
 * @property {(message: FrameMessage, sent: Sent|undefined, answered_ms: number) => void} frame
 * @property {() => void} skipped
 * @property {(screen: import("./protocol.js").Screen) => void} screen
 * @property {(text: string) => void} error
 * @property {(kept: import("./protocol.js").Kept) => void} kept
 * @property {(noted: import("./protocol.js").Noted) => void} noted an answer arrived
 * @property {(why: LinkTrouble) => void} trouble
 * @property {(begun: boolean) => void} back the program answers again
 */

export class Link {
  /**
   * @param {LinkHandlers} handlers
   * @param {Worker} wire
   */
  constructor(handlers, wire) {
    this.handlers = handlers;
    this.wire = wire;
    /** Counts the connections; reports of an earlier one are ignored. */
    this.id = 0;
    /**
     * Frames sent and not answered, oldest first; times by performance.now() of this page.
     * @type {Sent[]}
     */
    this.out = [];
    this.begun = false;
    this.leaving = false;
    this.looked_ms = performance.now();
    this.awake_ms = 0;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    wire.addEventListener("message", (/** @type {MessageEvent<import("./wire.js").Report>} */ { data }) => {
      if ("id" in data && data.id === this.id) this.reported(data);
    });
    setInterval(() => this.look(), LOOK_MS);
  }

  /** @param {import("./wire.js").Task} task */
  ask(task) {
    this.wire.postMessage(task);
  }

  /** A program silent for long, the computer's sleep aside, is taken for lost: close the connection and look for it. */
  look() {
    const now_ms = performance.now();
    if (now_ms - this.looked_ms > ASLEEP_MS) this.awake_ms = now_ms;
    this.looked_ms = now_ms;
    const oldest = this.out[0];
    if (oldest && now_ms - Math.max(oldest.sent_ms, this.awake_ms) > STALLED_MS) this.ask({ task: "close" });
  }

  /**
   * Begin a visit.
   * @param {Omit<import("./protocol.js").Hello, "type">} wanted
   */
  begin(wanted) {
    this.end();
    /** @type {import("./protocol.js").Hello} */
    const hello = { type: "hello", ...wanted };
    this.leaving = false;
    this.id += 1;
    this.ask({ task: "open", id: this.id, url: socketAddress(), hello: JSON.stringify(hello) });
  }

  /** Whether one more frame may be sent. */
  get free() {
    return this.begun && this.out.length < MOST_UNANSWERED;
  }

  /** @param {import("./protocol.js").Said} message */
  say(message) {
    if (this.begun) this.ask({ task: "say", text: JSON.stringify(message) });
  }

  /**
   * @param {import("./protocol.js").Button} button
   * @param {number|null} value
   */
  press(button, value = null) {
    this.say({ type: "press", button, value });
  }

  /**
   * Give an answer that the visit does not act on; `noted` tells when it is kept.
   * @param {import("./protocol.js").AnswerKind} kind
   * @param {number|null} value
   * @param {string} text
   */
  tell(kind, value = null, text = "") {
    this.say({ type: "answer", kind, value, text });
  }

  /** Say goodbye: the program writes the results and tells where they are. */
  bye() {
    this.leaving = true;
    this.say({ type: "bye" });
  }

  end() {
    this.id += 1;
    this.begun = false;
    this.out = [];
    clearTimeout(this.timer);
    this.ask({ task: "close" });
  }

  /** @param {import("./wire.js").LinkReport} data */
  reported(data) {
    if (data.report === "sent") {
      this.out.push(here(data.sent));
      this.handlers.sent(data.dropped);
    } else if (data.report === "answer") {
      this.answered(JSON.parse(UTF8.decode(data.json)), data.at_ms - performance.timeOrigin);
    } else if (data.report === "told") this.heard(data.message);
    else this.closed();
  }

  /**
   * @param {import("./protocol.js").Answer} answer
   * @param {number} at_ms
   */
  answered(answer, at_ms) {
    const sent = this.matching(answer.t);
    if (answer.type === "frame") this.handlers.frame(answer, sent, at_ms);
    else this.handlers.skipped();
  }

  /** @param {import("./protocol.js").Told} message */
  heard(message) {
    const { handlers } = this;
    if (message.type === "ready") {
      this.begun = true;
      handlers.ready(message.visit);
    } else if (message.type === "screen") handlers.screen(message.screen);
    else if (message.type === "error") handlers.error(message.text);
    else if (message.type === "kept") handlers.kept(message);
    else if (message.type === "noted") handlers.noted(message);
    else {
      if (message.type === "taken") this.leaving = true;
      handlers.trouble(message.type);
    }
  }

  /** Take out the frame that an answer belongs to. @param {number|null} time_s */
  matching(time_s) {
    const at = Math.max(0, this.out.findIndex((sent) => sent.time_s === time_s));
    return this.out.splice(at, 1)[0];
  }

  closed() {
    const begun = this.begun;
    this.end();
    if (!this.leaving) this.find(begun, FIRST_RETRY_MS);
  }

  /**
   * Ask until the program answers again.
   * @param {boolean} begun a visit was going on
   * @param {number} wait_ms
   */
  async find(begun, wait_ms) {
    const answer = await fetch(at("options.json"), { cache: "no-store" }).catch(() => null);
    if (answer?.ok) return this.handlers.back(begun);
    this.handlers.trouble(answer?.status === 403 ? "closed" : "lost");
    this.timer = setTimeout(() => this.find(begun, Math.min(wait_ms * 1.6, LONGEST_RETRY_MS)), wait_ms);
  }
}

/** The times of a frame by the clock of this page. @param {Sent} sent @returns {Sent} */
function here({ time_s, captured_ms, read_ms, ready_ms, sent_ms }) {
  const zero = performance.timeOrigin;
  return {
    time_s,
    captured_ms: captured_ms - zero,
    read_ms: read_ms - zero,
    ready_ms: ready_ms - zero,
    sent_ms: sent_ms - zero,
  };
}
