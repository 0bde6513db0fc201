/** The screen of the exercise: dial, verdict, cue, object on the back. The same values again change nothing. */
import { Dial } from "./dial.js";
import { Gauge } from "./gauge.js";
import { $, setAttribute, setText, setVisible } from "./dom.js";
import { COACHED, WORKING } from "./protocol.js";

const EXPLAINED = new Set(["explain", "camera", "position"]);
/** Stages in which "next" is what a patient wants most, and space bar does it. */
const ONWARD = new Set(["explain", "camera", "rest"]);
/** Kinds of utterance that stay on the screen as what to do now. */
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
    this.stage = "";
    this.told = "";
    this.helped = false;
    /** The cue that was spoken last, while its fault has been there in every frame since. */
    this.cued = { text: "", fault: "", since_s: 0 };
  }

  begin() {
    this.stage = "";
    this.told = "";
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
      this.told = "";
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
      setText($("cue"), explained && !this.helped ? "" : this.told);
      setVisible($("coach-text"), !this.helped);
      $("cue").classList.remove("why");
    }
  }

  /**
   * @param {import("./protocol.js").Screen} screen
   * @param {Record<string, import("./protocol.js").Texts>|undefined} texts
   */
  explain(screen, texts) {
    const { lang } = this.words;
    const parts = screen.stage === "explain" ? ["start", "aim"] : screen.stage === "camera" ? ["camera"] : ["start"];
    setText($("coach-text"), parts.map((part) => texts?.[part]?.[lang] ?? "").join(" "));
    setAttribute($("coach-figure").firstElementChild, "href", `/static/figures.svg#${screen.exercise}`);
    setAttribute($("coach-figure"), "aria-label", texts?.name[lang] ?? "");
  }

  /** @param {string} stage */
  buttons(stage) {
    const { words } = this;
    const onward = ONWARD.has(stage);
    setVisible($("pause"), !onward);
    setText($("pause"), words.text(stage === "pause" ? "page.resume" : "page.pause"));
    setText($("next"), words.text(stage === "rest" ? "page.rest.over" : onward ? "page.onward" : "page.next"));
    $("next").classList.toggle("main", onward);
  }

  /** What space bar does in this stage. */
  get onSpace() {
    return ONWARD.has(this.stage) ? "next" : "pause";
  }

  /**
   * The judgement of a frame.
   * @param {import("./protocol.js").FrameMessage} message
   */
  judge(message) {
    const { screen } = message;
    if (!WORKING.has(screen.stage)) return;
    // Before the first reference is taken much cannot be judged yet: that is no news for the patient.
    const waits = message.verdict === "unmeasured" && !screen.calibrated && screen.reason !== "no_person";
    const shown = waits && screen.stage === "calibrate" ? "" : message.verdict;
    const verdict = $("verdict");
    setVisible(verdict, shown !== "");
    setAttribute($("picture"), "data-verdict", shown);
    if (shown) {
      setAttribute(verdict, "data-verdict", shown);
      setAttribute(verdict.querySelector("use"), "href", `/static/figures.svg#${shown}`);
      setText(verdict.querySelector("strong"), this.words.of(screen.exercise, `verdict.${shown}`));
    }
    setText($("cue"), shown ? this.cue(message) : this.told);
    $("cue").classList.toggle("why", shown === "unmeasured");
    this.gauge.show(message.book, headRight(message.landmarks));
  }

  /**
   * What to do differently; of what is not measured how to mend it, in the short words that are also spoken.
   * @param {import("./protocol.js").FrameMessage} message
   */
  cue({ verdict, cue, remedy, screen }) {
    const { text, fault, since_s } = this.cued;
    // For so long at most: the next one may come then.
    const holds = screen.faults.includes(fault) && screen.time_s - since_s <= this.options.cue_gap_s;
    if (!holds) this.cued.fault = "";
    if (verdict === "good") return "";
    // Of several faults the voice may name another than the worst: eye and ear are to be told the same.
    if (verdict !== "unmeasured") return holds ? text : cue;
    return this.words.of(screen.exercise, `reason.${screen.reason}.say`) || remedy;
  }

  /**
   * @param {import("./protocol.js").Spoken} spoken
   * @param {number} now_s media time
   */
  tell(spoken, now_s) {
    if (spoken.kind === "cue") this.cued = { text: spoken.text, fault: spoken.topic, since_s: now_s };
    if (!INSTRUCTIONS.has(spoken.kind)) return;
    this.told = spoken.text;
    this.helped = spoken.kind === "help";
  }
}

/**
 * Whether the head is on the right of the mirrored picture.
 * @param {([number, number]|null)[]} landmarks of BlazePose: 0 is the nose, 23 the left hip
 */
function headRight(landmarks) {
  const [nose, hip] = [landmarks[0], landmarks[23]];
  return !nose || !hip || nose[0] < hip[0];
}
