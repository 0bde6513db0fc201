/**
 * Plays recordings and tones: the therapist's own recording of a sentence, or the one of the package.
 *
 * Everything comes from the program on this computer. A sentence with numbers or names is played in parts.
 */
import { Output } from "./output.js";
import { at } from "./place.js";
import { SoundFiles } from "./sound-files.js";

/** Between two parts of a sentence (`GAP_S` in formcheck/voice/decode.py), and between a tone and what follows it. */
const GAP_S = 0.06;
const AFTER_TONE_S = 0.1;
/** A browser that was not clicked on yet may hold its sound back. */
const PATIENCE_MS = 600;
const LOST_S = 2;

/** @typedef {"own"|"packaged"} Kept where a recording is from */

export class Sounds {
  constructor() {
    /** @type {import("./protocol.js").SoundIndex} */
    this.index = { own: {}, packaged: {}, tones: [] };
    this.asked = 0;
    this.output = new Output();
    this.files = new SoundFiles(this.output);
    this.toneEnds_s = 0;
    /** A tone that is about to sound. @type {Promise<void>} */
    this.toning = Promise.resolve();
    /** What is being played. @type {AudioBufferSourceNode[]} */
    this.sources = [];
    this.turn = 0;
    for (const kind of ["click", "keydown"]) document.addEventListener(kind, () => this.wake(), { capture: true });
  }

  /** Which sentences there are recordings of. @param {import("./protocol.js").Lang} lang */
  async load(lang) {
    const asked = ++this.asked;
    const answer = await fetch(at(`voice/${lang}.json`));
    if (!answer.ok) throw new Error(`voice: ${answer.status}`);
    const index = await answer.json();
    if (asked === this.asked) this.index = index;
  }

  /**
   * The addresses of all parts of a sentence; null where one has no recording.
   * @param {Kept} kept
   * @param {string[]} parts
   */
  find(kept, parts) {
    if (!this.output.able || !parts.length) return null;
    const found = parts.map((part) => this.index[kept][part]).filter((address) => address !== undefined);
    if (found.length !== parts.length) return null;
    return kept === "own" ? found : found.map((address) => this.files.packaged(address));
  }

  /** A click or a key allows sound; tones are to be there when they are needed. */
  wake() {
    this.output.wake();
    if (!this.output.context) return;
    for (const tone of this.index.tones) this.files.buffer(this.toneAddress(tone)).catch(() => {});
  }

  /**
   * Play recordings one after the other, after a tone that is sounding.
   * @param {string[]} addresses
   * @param {() => void} over called at the end, unless it was cut off
   * @returns {{turn: number, played: Promise<boolean>}} its number, and whether it can be heard
   */
  play(addresses, over) {
    this.stop();
    const { turn } = this;
    return { turn, played: this.schedule(addresses, turn, over) };
  }

  /**
   * @param {string[]} addresses
   * @param {number} turn
   * @param {() => void} over
   */
  async schedule(addresses, turn, over) {
    const buffers = await this.ready(addresses);
    await this.toning;
    const { context, master } = this.output;
    if (!buffers?.length || !context || !master || turn !== this.turn) return false;
    let time_s = Math.max(context.currentTime, this.toneEnds_s + AFTER_TONE_S);
    for (const buffer of buffers) {
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(master);
      source.start(time_s);
      this.sources.push(source);
      time_s += buffer.duration + GAP_S;
    }
    const ended = () => {
      if (turn === this.turn) over();
      over = () => {};
    };
    this.sources[this.sources.length - 1].onended = ended;
    // A system that takes the sound away, as for a telephone call, never says that a recording ended.
    setTimeout(ended, 1000 * (time_s - context.currentTime + LOST_S));
    return true;
  }

  /**
   * The recordings, and sound allowed; null where one of them is missing.
   * @param {string[]} addresses
   */
  async ready(addresses) {
    this.wake();
    const { context } = this.output;
    if (!context) return null;
    try {
      const buffers = await Promise.all(addresses.map((address) => this.files.buffer(address)));
      if (context.state !== "running") {
        await Promise.race([context.resume(), new Promise((_, late) => setTimeout(late, PATIENCE_MS))]);
      }
      return context.state === "running" ? buffers : null;
    } catch {
      return null;
    }
  }

  /** Stop in the middle of whatever is being played; a tone sounds to its end. */
  stop() {
    this.turn += 1;
    for (const source of this.sources) {
      source.onended = null;
      source.stop();
    }
    this.sources = [];
  }

  /**
   * Sound a tone now; what is said next waits for its end, except after a tick.
   * @param {import("./protocol.js").Tone} tone
   */
  tone(tone) {
    this.toning = this.sounded(tone);
    return this.toning;
  }

  /** @param {import("./protocol.js").Tone} tone */
  async sounded(tone) {
    const buffers = await this.ready([this.toneAddress(tone)]);
    const { context, master } = this.output;
    if (!buffers || !context || !master) return;
    const source = context.createBufferSource();
    source.buffer = buffers[0];
    source.connect(master);
    source.start();
    if (tone !== "count") this.toneEnds_s = context.currentTime + buffers[0].duration;
  }

  /** @param {string} tone */
  toneAddress(tone) {
    return this.files.packaged(`voice/tones/${tone}`);
  }
}
