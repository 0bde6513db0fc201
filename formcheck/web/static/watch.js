/** Measures one answer of the program on its way through the page, and says which model watches. */
import { $, setText } from "./dom.js";

/** Fewer pictures than this share of what was promised are told; the promise itself is no more exact. */
const KEPT = 0.8;

/**
 * @param {import("./stats.js").Stats} stats
 * @param {import("./protocol.js").FrameMessage} message
 * @param {import("./link.js").Sent|undefined} sent
 * @param {number} answered_ms
 */
export function measure(stats, message, sent, answered_ms) {
  stats.count("drawn");
  if (!sent) return;
  const drawn_ms = performance.now();
  stats.latency(drawn_ms - sent.captured_ms, {
    wait: sent.read_ms - sent.captured_ms,
    pack: sent.ready_ms - sent.read_ms,
    send: sent.sent_ms - sent.ready_ms,
    link: answered_ms - sent.sent_ms,
    program: message.ms,
    show: drawn_ms - answered_ms,
  });
}

export class Watching {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./stats.js").Stats} stats
   * @param {import("./protocol.js").Options} options
   */
  constructor(words, stats, options) {
    this.words = words;
    this.stats = stats;
    this.options = options;
    this.second = -1;
    /** Pictures a second that were judged, each second of the visit in which pictures came. @type {number[]} */
    this.speeds = [];
  }

  begin() {
    this.second = -1;
    this.speeds = [];
  }

  /** What this computer reached in the visit, pictures a second; null for too short a visit. */
  get reached() {
    const sorted = [...this.speeds].sort((a, b) => a - b);
    return sorted.length ? Math.round(sorted[Math.floor(sorted.length / 2)]) : null;
  }

  /** Once a second. @param {import("./protocol.js").FrameMessage} message */
  show(message) {
    const second = Math.floor(message.t);
    if (second === this.second) return;
    this.second = second;
    const rate = this.stats.rate("answered");
    if (this.stats.settled) this.speeds.push(rate);
    setText($("watching"), message.trouble || this.words.text(this.key(rate), this.values(rate)));
  }

  /** What is said of this many pictures a second. @param {number} rate */
  key(rate) {
    const { sustained_fps: promised, least_fps: least } = this.options;
    if (!this.stats.settled) return "page.watching";
    if (rate < least) return "page.watching.few";
    return promised && rate < KEPT * promised ? "page.watching.slower" : "page.watching";
  }

  /** @param {number} rate */
  values(rate) {
    return { model: this.options.model, fps: Math.round(rate), promised: this.options.sustained_fps ?? 0 };
  }
}
