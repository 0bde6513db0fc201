/** The screen of the exercise: dial, verdict, cue, object on the back. */
import { Dial } from "./dial.js";
import { Gauge } from "./gauge.js";
import { $, first, setAttribute, setText, setVisible } from "./dom.js";
import { at } from "./place.js";
import { COACHED, WORKING } from "./protocol.js";

/** @typedef {import("./protocol.js").Stage} Stage */

/** Stages in which the page shows what to do. @type {ReadonlySet<Stage>} */
const EXPLAINED = new Set(["explain", "camera", "position"]);
/** Stages in which "next" is the main button, and the space bar presses it. @type {ReadonlySet<Stage>} */
const ONWARD = new Set(["explain", "camera", "rest"]);
/** Kinds of utterance that stay on the screen. @type {ReadonlySet<import("./protocol.js").PromptKind>} */
const INSTRUCTIONS = new Set(["order", "help", "script"]);

export class Coach {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./protocol.js").Options} options
   */
  constructor(words, options) {
    this.words = words;
    this.options = options;
    this.dial = new Dial(words);
    this.gauge = new Gauge(words);
    this.figure = $("coach-figure", SVGElement);
    /** @type {Stage|""} */
    this.stage = "";
    /** The instruction that stands on the screen. */
    this.instruction = "";
    /** It helps with the camera. */
    this.helped = false;
    /** The cue that was spoken last; `fault` is "" once a frame came without it. */
    this.cued = { text: "", fault: "", since_s: 0 };
  }

  begin() {
    this.stage = "";
    this.instruction = "";
    this.helped = false;
    this.cued.fault = "";
    this.gauge.show(null);
    setVisible($("verdict"), false);
    setText($("cue"), "");
  }

  /**
   * Where the visit is, after a frame or a button.
   * @param {import("./protocol.js").Screen} screen
   */
  place(screen) {
    const { words } = this;
    if (!COACHED.has(screen.stage)) return;
    if (screen.stage !== this.stage) {
      this.stage = screen.stage;
      this.instruction = "";
      this.helped = false;
      this.cued.fault = "";
      this.dial.reset();
    }
    const exercise = this.options.exercises.find(({ name }) => name === screen.exercise);
    const texts = exercise?.texts;
    const set = words.text("page.set", { set: screen.set, sets: screen.sets });
    setText($("where-name"), (texts?.name[words.lang] ?? "").split(" (")[0]);
    setText($("where-set"), screen.sets > 1 ? set : "");
    setText($("coach-title"), words.text(`page.stage.${screen.stage}`));
    setAttribute($("coach"), "data-stage", screen.stage);
    setVisible($("explained"), EXPLAINED.has(screen.stage));
    setVisible($("counted"), !EXPLAINED.has(screen.stage));
    this.explain(screen, texts);
    this.dial.show(screen);
    this.buttons(screen.stage);
    if (!WORKING.has(screen.stage)) {
      setVisible($("verdict"), false);
      setAttribute($("picture"), "data-verdict", "");
      this.gauge.show(null);
      // What is explained stands there already; help with the camera takes the place of the general advice.
      const explained = EXPLAINED.has(screen.stage);
      setText($("cue"), explained && !this.helped ? "" : this.instruction);
      setVisible($("coach-text"), !this.helped);
      $("cue").classList.remove("why");
    }
  }

  /**
   * @param {import("./protocol.js").Screen} screen
   * @param {import("./protocol.js").ExerciseOption["texts"]|undefined} texts
   */
  explain(screen, texts) {
    const { lang } = this.words;
    setText($("coach-text"), partsOf(screen.stage).map((part) => texts?.[part][lang] ?? "").join(" "));
    setAttribute(first("use", this.figure), "href", at(`static/figures.svg#${screen.exercise}`));
    setAttribute(this.figure, "aria-label", texts?.name[lang] ?? "");
  }

  /** @param {Stage} stage */
  buttons(stage) {
    const { words } = this;
    const onward = ONWARD.has(stage);
    setVisible($("pause"), !onward);
    setText($("pause"), words.text(stage === "pause" ? "page.resume" : "page.pause"));
    setText($("next"), words.text(stage === "rest" ? "page.rest.over" : onward ? "page.onward" : "page.next"));
    $("next").classList.toggle("main", onward);
  }

  /** The button that the space bar presses in this stage. */
  get onSpace() {
    return this.stage && ONWARD.has(this.stage) ? "next" : "pause";
  }

  /**
   * The judgement of a frame.
   * @param {import("./protocol.js").FrameMessage} message
   */
  judge(message) {
    const { screen } = message;
    if (!WORKING.has(screen.stage)) return;
    // Before the first reference is taken, "unmeasured" is the normal case and not shown.
    const waits = message.verdict === "unmeasured" && !screen.calibrated && screen.reason !== "no_person";
    const shown = waits && screen.stage === "calibrate" ? "" : message.verdict;
    const verdict = $("verdict");
    setVisible(verdict, shown !== "");
    // A "good" does not stand over a line that was not read.
    const said = shown && message.unread ? "unmeasured" : shown;
    setAttribute($("picture"), "data-verdict", said);
    if (shown) {
      setAttribute(verdict, "data-verdict", said);
      setAttribute(first("use", verdict), "href", at(`static/figures.svg#${said}${said === "good" && message.unseen ? "-seen" : ""}`));
      const word = this.words.of(screen.exercise, `verdict.${shown}`);
      setText(first("strong", verdict), message.unread || (message.unseen ? this.words.text("seen.word", { word }) : word));
      setAttribute(verdict, "data-seen", message.unseen ? "part" : "whole");
      setAttribute($("picture"), "data-seen", message.unseen ? "part" : "whole");
    }
    setText($("cue"), shown ? this.cue(message) : this.instruction);
    $("cue").classList.toggle("why", shown === "unmeasured" || (shown === "good" && message.unseen !== ""));
    this.gauge.show(message.book, headRight(message.landmarks));
  }

  /**
   * What to do differently; of what is not measured how to mend it, in the short words that are also spoken.
   * @param {import("./protocol.js").FrameMessage} message
   */
  cue({ verdict, cue, remedy, unseen, screen }) {
    const { text, fault, since_s } = this.cued;
    // After this gap the program may speak the next cue.
    const holds = screen.faults.includes(fault) && screen.time_s - since_s <= this.options.cue_gap_s;
    if (!holds) this.cued.fault = "";
    if (verdict === "good") return unseen;
    // The voice may name another fault than the worst: screen and voice shall agree.
    if (verdict !== "unmeasured") return holds ? text : cue;
    if (screen.seen) {
      const instead = this.words.of(screen.exercise, `seen.${screen.seen}.say`);
      if (instead) return instead;
    }
    return this.words.of(screen.exercise, `reason.${screen.reason}.say`) || remedy;
  }

  /**
   * @param {import("./protocol.js").Spoken} spoken
   * @param {number} now_s media time
   */
  tell(spoken, now_s) {
    if (spoken.kind === "cue") this.cued = { text: spoken.text, fault: spoken.topic, since_s: now_s };
    if (!INSTRUCTIONS.has(spoken.kind)) return;
    this.instruction = spoken.text;
    this.helped = spoken.kind === "help";
  }
}

/**
 * The texts of an exercise that are shown in a stage.
 * @param {Stage} stage
 * @returns {import("./protocol.js").Part[]}
 */
function partsOf(stage) {
  if (stage === "explain") return ["start", "aim"];
  return stage === "camera" ? ["camera"] : ["start"];
}

/**
 * Whether the head is on the right of the mirrored picture.
 * @param {import("./protocol.js").FrameMessage["landmarks"]} landmarks of BlazePose: 0 is the nose, 23 the left hip
 */
function headRight(landmarks) {
  const [nose, hip] = [landmarks[0], landmarks[23]];
  return !nose || !hip || nose[0] < hip[0];
}
