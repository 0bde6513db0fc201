/** Reads the lines of a card aloud, one after another, in the browser's own voice; the line that is read is marked. */
import { all } from "./dom.js";

export class Reader {
  /** @param {import("./voice.js").Voice} voice whose language and voice are used */
  constructor(voice) {
    this.voice = voice;
    /** @type {HTMLElement|null} */
    this.now = null;
    /** Counts what was begun, so that what was stopped does not go on. */
    this.turn = 0;
    this.onend = () => {};
    /** @type {SpeechSynthesisUtterance|undefined} */
    this.current = undefined;
  }

  /** Whether it can be read aloud here. */
  get able() {
    return this.voice.voice() !== null;
  }

  /**
   * Read what is visible of a part of the page.
   * @param {Element} part
   */
  read(part) {
    this.stop();
    const lines = all("[data-line]", HTMLElement, part).filter((line) => line.checkVisibility());
    this.next(lines, ++this.turn);
  }

  /** @param {HTMLElement[]} lines @param {number} turn */
  next([line, ...rest], turn) {
    if (turn !== this.turn) return;
    this.mark(line ?? null);
    const voice = this.voice.voice();
    if (!line || !voice) return this.onend();
    const utterance = new SpeechSynthesisUtterance(line.textContent ?? "");
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.95;
    utterance.onend = utterance.onerror = () => this.next(rest, turn);
    this.current = utterance; // kept: a browser that collects it as garbage never says that it ended
    window.speechSynthesis.speak(utterance);
  }

  stop() {
    this.turn += 1;
    this.mark(null);
    if (this.current) window.speechSynthesis.cancel();
    this.current = undefined;
  }

  /** @param {HTMLElement|null} line */
  mark(line) {
    this.now?.classList.remove("now");
    line?.classList.add("now");
    this.now = line;
  }
}
