/** Measures one answer of the program on its way through the page, and says which model watches. */
import { $, setText } from "./dom.js";

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
   * @param {string} model
   */
  constructor(words, stats, model) {
    this.words = words;
    this.stats = stats;
    this.model = model;
    this.second = -1;
  }

  /** Once a second. @param {import("./protocol.js").FrameMessage} message */
  show(message) {
    const second = Math.floor(message.t);
    if (second === this.second) return;
    this.second = second;
    const fps = Math.round(this.stats.rate("answered"));
    setText($("watching"), message.trouble || this.words.text("page.watching", { model: this.model, fps }));
  }
}
