/** Which model watches, and how fast: as is promised before the first visit, then as the last one reached. */
import { $, setText } from "./dom.js";

export class Speed {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./protocol.js").Options} options
   */
  constructor(words, options) {
    this.words = words;
    this.options = options;
    /** Pictures a second that the last visit reached. @type {number|null} */
    this.fps = null;
  }

  show() {
    const { model, sustained_fps: promised } = this.options;
    setText($("model"), this.words.text(this.key(), { model, fps: this.fps ?? promised ?? 0 }));
  }

  key() {
    const { sustained_fps: promised, least_fps: least } = this.options;
    if (this.fps !== null) return this.fps < least ? "page.model.few" : "page.model.reached";
    return promised ? "page.model.speed" : "page.model";
  }

  /** @param {number} fps pictures a second that a visit reached */
  reached(fps) {
    this.fps = fps;
    this.show();
  }
}
