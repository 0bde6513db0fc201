/** Reads the lines of a card aloud, one after another, as the page speaks; the line that is read is marked. */
import { all } from "./dom.js";
import { Voice } from "./voice.js";

/** A voice without captions, since its lines are on the screen; it tells when each of them is over. */
class LineVoice extends Voice {
  constructor() {
    super(() => {});
    /** @type {(note: import("./voice.js").Said) => void} */
    this.over = () => {};
  }

  /** @override @param {import("./voice.js").Said} note */
  ended(note) {
    super.ended(note);
    this.over(note);
  }
}

export class Reader {
  constructor() {
    this.voice = new LineVoice();
    /** @type {HTMLElement|null} */
    this.now = null;
    /** All was read, or nothing more can be heard. */
    this.onend = () => {};
  }

  /**
   * Speak as another voice does: in its language, through its output, as loud.
   * @param {Voice} voice
   */
  like(voice) {
    this.voice.lang = voice.lang;
    this.voice.sounds = voice.sounds;
    this.voice.recorded = voice.recorded;
  }

  /** Whether this part of the page can be read aloud here. @param {Element} part */
  able(part) {
    const [line] = visible(part);
    return line !== undefined && this.voice.ways([text(line)]).length > 0;
  }

  /** Read what is visible of a part of the page. @param {Element} part */
  read(part) {
    this.stop();
    this.next(visible(part));
  }

  /**
   * @param {HTMLElement[]} lines
   * @returns {void}
   */
  next([line, ...rest]) {
    this.mark(line ?? null);
    this.voice.over = () => {};
    if (!line) return this.onend();
    const said = text(line);
    this.voice.say({ text: said, parts: [said], kind: "script", topic: "", interrupts: true, seconds: 0 });
    const note = this.voice.said.at(-1);
    if (!note?.aloud) return this.next([]);
    this.voice.over = (ended) => ended === note && this.next(note.aloud ? rest : []);
  }

  stop() {
    this.voice.over = () => {};
    this.voice.quiet();
    this.mark(null);
  }

  /** @param {HTMLElement|null} line */
  mark(line) {
    this.now?.classList.remove("now");
    line?.classList.add("now");
    this.now = line;
  }
}

/** @param {Element} part */
const visible = (part) => all("[data-line]", HTMLElement, part).filter((line) => line.checkVisibility());

/** @param {HTMLElement} line */
const text = (line) => line.textContent ?? "";
