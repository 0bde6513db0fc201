/**
 * Speaks with the browser's own voice, and shows captions of everything, also where there is no voice.
 *
 * Only voices installed on this computer are used: others would send every sentence to a server.
 */

const LEAST_CAPTION_S = 2.5;

export class Voice {
  /**
   * @param {(text: string) => void} caption shows what is being said; "" when it is over
   */
  constructor(caption) {
    this.caption = caption;
    this.lang = "nl";
    this.on = true;
    /** @type {SpeechSynthesis|null} */
    this.synthesis = window.speechSynthesis ?? null;
    /** @type {string|null} the one sentence that waits */
    this.waiting = null;
    this.speaking = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {SpeechSynthesisUtterance|undefined} */
    this.current = undefined;
    /** Everything that was said, for tests and the bench. @type {{text: string, at: number, aloud: boolean}[]} */
    this.said = [];
    /** @type {() => void} */
    this.onvoices = () => {};
    this.synthesis?.addEventListener?.("voiceschanged", () => this.onvoices());
  }

  /** A voice of the language, or null: a Dutch sentence in an English voice cannot be understood. */
  voice() {
    const voices = this.synthesis?.getVoices() ?? [];
    const fits = voices.filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith(this.lang));
    return fits.find((voice) => voice.default) ?? fits[0] ?? null;
  }

  /**
   * @param {import("./protocol.js").Spoken} spoken
   */
  say({ text, interrupts, seconds }) {
    const voice = this.on ? this.voice() : null;
    this.said.push({ text, at: performance.now(), aloud: voice !== null });
    if (this.said.length > 500) this.said.shift();
    if (!voice) {
      this.show(text, seconds);
    } else if (this.speaking && !interrupts) {
      this.waiting = text; // replaces one that has not begun
    } else {
      this.speak(text, voice);
    }
  }

  /**
   * @param {string} text
   * @param {SpeechSynthesisVoice} voice
   */
  speak(text, voice) {
    this.quiet();
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.95;
    this.speaking = true;
    this.current = utterance; // kept: a browser that collects it as garbage never says that it ended
    this.show(text, text.length / 10);
    utterance.onend = utterance.onerror = () => this.ended(utterance);
    this.synthesis?.speak(utterance);
  }

  /** @param {SpeechSynthesisUtterance} utterance */
  ended(utterance) {
    if (utterance !== this.current) return;
    this.speaking = false;
    const next = this.waiting;
    this.waiting = null;
    const voice = next === null ? null : this.voice();
    if (next !== null && voice) this.speak(next, voice);
  }

  /**
   * @param {string} text
   * @param {number} seconds
   */
  show(text, seconds) {
    clearTimeout(this.timer);
    this.caption(text);
    this.timer = setTimeout(() => this.caption(""), 1000 * Math.max(LEAST_CAPTION_S, seconds + 1));
  }

  /** Stop in the middle of whatever is being said. */
  quiet() {
    this.waiting = null;
    this.speaking = false;
    this.current = undefined;
    if (this.synthesis?.speaking || this.synthesis?.pending) this.synthesis.cancel();
  }

  /** Say and show nothing any more. */
  hush() {
    this.quiet();
    clearTimeout(this.timer);
    this.caption("");
  }

  /** @param {boolean} on */
  turn(on) {
    this.on = on;
    if (!on) this.quiet();
  }
}
