/** The voices of this browser that are installed on this computer: others would send every sentence to a server. */

export class BrowserVoice {
  constructor() {
    /** @type {SpeechSynthesis|null} */
    this.synthesis = window.speechSynthesis ?? null;
    /** @type {SpeechSynthesisUtterance|undefined} */
    this.current = undefined;
  }

  /** Call this when the browser has found its voices, which takes it a while. @param {() => void} found */
  onvoices(found) {
    this.synthesis?.addEventListener?.("voiceschanged", found);
  }

  /**
   * A voice of the language, or null: a Dutch sentence in an English voice cannot be understood.
   * @param {string} lang
   */
  find(lang) {
    const voices = this.synthesis?.getVoices() ?? [];
    const fits = voices.filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith(lang));
    return fits.find((voice) => voice.default) ?? fits[0] ?? null;
  }

  /**
   * @param {string} text
   * @param {SpeechSynthesisVoice} voice
   * @param {number} volume 0 to 1
   * @param {() => void} over called at the end, unless it was cut off
   */
  speak(text, voice, volume, over) {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.95;
    utterance.volume = volume;
    this.current = utterance; // kept: a browser that collects it as garbage never says that it ended
    utterance.onend = utterance.onerror = () => utterance === this.current && over();
    this.synthesis?.speak(utterance);
  }

  /** Stop in the middle of a sentence. */
  stop() {
    this.current = undefined;
    if (this.synthesis?.speaking || this.synthesis?.pending) this.synthesis.cancel();
  }
}
