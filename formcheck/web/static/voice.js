/**
 * Says sentences, and shows captions of everything, also where nothing can be heard.
 *
 * The first of these that there is: the therapist's own recording; a voice of this browser that speaks the language
 * and is installed on this computer (others would send every sentence to a server); the recording of the package.
 */
import { BrowserVoice } from "./browser-voice.js";
import { Sounds } from "./sounds.js";

const LEAST_CAPTION_S = 2.5;
/** Sentences that wait for the one before. A correction that waited longer than this has lost its occasion. */
const MOST_WAITING = 3;
const CUE_LATE_MS = 3000;

/**
 * How a sentence is said; "" is by its caption alone.
 * @typedef {"own"|"browser"|"packaged"|""} Way
 * @typedef {{text: string, parts: string[], at: number, aloud: boolean, by: Way, begins: number, ends: number}} Said
 */

export class Voice {
  /**
   * @param {(text: string) => void} caption shows what is being said; "" when it is over
   */
  constructor(caption) {
    this.caption = caption;
    /** @type {import("./protocol.js").Lang} */
    this.lang = "nl";
    this.on = true;
    this.tones = true;
    this.sounds = new Sounds();
    /** The voice of the browser was not heard: recordings are played instead. */
    this.recorded = false;
    this.browser = new BrowserVoice();
    /** @type {{spoken: import("./protocol.js").Spoken, note: Said}[]} */
    this.waiting = [];
    this.speaking = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /**
     * Everything that was said, for tests and the bench: when (`performance.now`) it was asked for, and began and
     * ended to be heard, 0 before that. @type {Said[]}
     */
    this.said = [];
    /** Tones that were sounded. @type {{tone: string, at: number}[]} */
    this.sounded = [];
    /** @type {() => void} */
    this.onvoices = () => {};
    this.browser.onvoices(() => this.onvoices());
  }

  /** @param {import("./protocol.js").Lang} lang */
  async speak(lang) {
    this.lang = lang;
    await this.sounds.load(lang).catch(() => {}); // without recordings there are still captions
    this.onvoices();
  }

  /**
   * The ways to say a sentence, the best first. @param {string[]} parts
   * @returns {Way[]}
   */
  ways(parts) {
    /** @type {Way[]} */
    const ways = [];
    if (this.sounds.find("own", parts)) ways.push("own");
    // The voice of the browser follows the system: it cannot be sent to another output.
    const own = this.browser.find(this.lang) !== null;
    if (own && !this.recorded && !this.sounds.output.speaker) ways.push("browser");
    if (this.sounds.find("packaged", parts)) ways.push("packaged");
    return ways.length || !own ? ways : ["browser"];
  }

  /**
   * @param {import("./protocol.js").Spoken} spoken
   */
  say(spoken) {
    const ways = this.on ? this.ways(spoken.parts) : [];
    const by = ways[0] ?? "";
    const { text, parts } = spoken;
    const note = { text, parts, at: performance.now(), aloud: by !== "", by, begins: 0, ends: 0 };
    this.said.push(note);
    if (this.said.length > 500) this.said.shift();
    if (!by) {
      this.show(spoken.text, spoken.seconds);
    } else if (this.speaking && !spoken.interrupts) {
      this.waiting.push({ spoken, note });
      const dropped = this.waiting.length > MOST_WAITING ? this.waiting.shift() : undefined;
      if (dropped) dropped.note.aloud = false;
    } else {
      if (spoken.interrupts) this.quiet();
      this.begin(spoken, note, ways);
    }
  }

  /** Say a sentence of the page, to be heard now. @param {string} text @param {number} seconds */
  tell(text, seconds = text.length / 10) {
    this.say({ text, kind: "order", topic: "", interrupts: true, seconds, parts: [text] });
  }

  /** Sound a tone. @param {import("./protocol.js").Tone} tone */
  sound(tone) {
    if (!this.on || !this.tones || !this.sounds.output.able) return;
    this.sounded.push({ tone, at: performance.now() });
    if (this.sounded.length > 500) this.sounded.shift();
    this.sounds.tone(tone);
  }

  /**
   * @param {import("./protocol.js").Spoken} spoken
   * @param {Said} note
   * @param {Way[]} ways
   */
  begin(spoken, note, ways) {
    this.hold();
    this.speaking = true;
    note.begins = performance.now();
    this.show(spoken.text, Math.max(spoken.seconds, spoken.text.length / 10));
    const voice = ways[0] === "browser" ? this.browser.find(this.lang) : null;
    if (voice) this.browser.speak(spoken.text, voice, this.sounds.output.volume, () => this.ended(note));
    else this.play(spoken, note, ways);
  }

  /**
   * @param {import("./protocol.js").Spoken} spoken
   * @param {Said} note
   * @param {Way[]} ways
   */
  async play(spoken, note, ways) {
    const [way, ...others] = ways;
    note.by = way ?? "";
    const addresses = way === "own" || way === "packaged" ? this.sounds.find(way, spoken.parts) : null;
    const { played, turn } = this.sounds.play(addresses ?? [], () => this.ended(note));
    const heard = await played;
    if (heard || turn !== this.sounds.turn) return;
    if (others.length) {
      this.begin(spoken, note, others);
    } else {
      note.aloud = false;
      this.ended(note);
    }
  }

  /** @param {Said} note */
  ended(note) {
    note.ends = performance.now();
    this.speaking = false;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const late = performance.now() - next.note.at > CUE_LATE_MS;
      if (next.spoken.kind === "cue" && late) {
        next.note.aloud = false;
        continue;
      }
      return this.begin(next.spoken, next.note, this.ways(next.spoken.parts));
    }
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

  /** Stop the present sentence; what waits goes on waiting. */
  hold() {
    this.speaking = false;
    this.sounds.stop();
    this.browser.stop();
  }

  /** Stop in the middle of whatever is being said. */
  quiet() {
    for (const { note } of this.waiting) note.aloud = false;
    this.waiting = [];
    const last = this.said.find((note) => note.begins > 0 && note.ends === 0);
    if (last) last.ends = performance.now();
    this.hold();
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
