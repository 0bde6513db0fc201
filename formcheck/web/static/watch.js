/** Measures one answer of the program on its way through the page, and says which model watches. */
import { $, setText } from "./dom.js";

/**
 * @param {import("./stats.js").Stats} stats
 * @param {import("./protocol.js").FrameMessage} message
 * @param {import("./capture.js").Taken|undefined} taken
 * @param {{sent_ms: number, answered_ms: number}} times
 */
export function measure(stats, message, taken, { sent_ms, answered_ms }) {
  stats.count("drawn");
  if (!taken) return;
  const drawn_ms = performance.now();
  stats.latency(drawn_ms - taken.captured_ms, {
    wait: taken.read_ms - taken.captured_ms,
    encode: taken.ready_ms - taken.read_ms,
    link: answered_ms - sent_ms,
    server: message.ms.total ?? 0,
    pose: message.ms.pose ?? 0,
    draw: drawn_ms - answered_ms,
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
