/** Answers that the visit does not act on: how hard it was, the morning after the last one, words for the therapist. */
import { $, all, make, setAttribute, setText, setVisible } from "./dom.js";
import { at } from "./place.js";
import { WORST_PAIN } from "./protocol.js";

/** @typedef {import("./protocol.js").AnswerKind} AnswerKind */

export class Answers {
  /**
   * @param {import("./words.js").Words} words
   * @param {{safety: () => number, tell: (kind: AnswerKind, value: number|null, text?: string) => void}} visit
   */
  constructor(words, visit) {
    this.words = words;
    this.visit = visit;
    /** What is kept, or on its way. @type {Partial<Record<AnswerKind, number|string>>} */
    this.given = {};
    this.kept = false;
    /** Day of the visit whose next morning is asked about, "2026-11-28", or null. @type {string|null} */
    this.last = null;
    $("comment", HTMLTextAreaElement).addEventListener("change", () => this.comment());
  }

  /** Fill the scales, in the present language. */
  fill() {
    for (const scale of all("[data-scale]", HTMLElement)) {
      const kind = /** @type {"exertion"|"pain_next"} */ (scale.dataset.scale);
      const buttons = Array.from({ length: WORST_PAIN + 1 }, (_, value) => {
        const button = make("button", { type: "button", "aria-pressed": "false", "data-value": String(value) }, String(value));
        button.addEventListener("click", () => this.tell(kind, value));
        return button;
      });
      const name = this.words.text(kind === "exertion" ? "page.exertion" : "page.pain.scale");
      const ends = [kind === "exertion" ? "page.exertion.none" : "page.pain.none", kind === "exertion" ? "page.exertion.most" : "page.pain.worst"];
      scale.replaceChildren(
        make("div", { class: "numbers", role: "group", "aria-label": name }, ...buttons),
        make("p", { class: "ends" }, ...ends.map((key) => make("span", {}, this.words.text(key)))),
      );
    }
    this.mark();
    this.morning();
  }

  /** Ask the program whether the morning after an earlier visit is to be asked about. */
  async look() {
    const answer = await fetch(at("visits/last.json"), { cache: "no-store" }).catch(() => null);
    this.last = answer?.ok ? (await answer.json())?.date ?? null : null;
    this.morning();
  }

  morning() {
    const day = this.last && new Date(`${this.last}T12:00`).toLocaleDateString(this.words.lang, { weekday: "long" });
    setText($("next-morning-title"), this.words.text("page.next_morning", { day: day ?? "" }));
    setVisible($("next-morning"), !!day && this.kept);
  }

  /**
   * A visit begins. Answers are asked for only where they are kept.
   * @param {import("./visit.js").Visit} begun
   * @param {string|null} visit its id, where it is kept
   */
  begin({ link, asked }, visit) {
    const before = asked?.resume ?? null;
    if (asked) asked.resume = visit; // should another window take over, and this one take back
    link.press("start");
    const kept = visit !== null;
    this.kept = kept;
    this.given = {};
    $("comment", HTMLTextAreaElement).value = "";
    setVisible($("told"), kept);
    this.mark();
    this.look();
    // Whoever goes on with a visit was asked when it began.
    if (kept && before === null) this.visit.tell("safety", this.visit.safety());
  }

  /**
   * @param {"exertion"|"pain_next"} kind
   * @param {number} value
   */
  tell(kind, value) {
    this.given[kind] = value;
    this.visit.tell(kind, value);
  }

  /** An answer is kept: it shows as pressed. @param {import("./protocol.js").Noted} noted */
  noted({ kind }) {
    this.mark(kind);
  }

  /** @param {AnswerKind} [kind] all of them show what was given; this one only */
  mark(kind) {
    for (const scale of all("[data-scale]", HTMLElement)) {
      const of = /** @type {AnswerKind} */ (scale.dataset.scale);
      if (kind && of !== kind) continue;
      for (const button of all("button", HTMLElement, scale)) {
        setAttribute(button, "aria-pressed", String(button.dataset.value === String(this.given[of] ?? "")));
      }
    }
  }

  /** What was written, when it is new. */
  comment() {
    const text = $("comment", HTMLTextAreaElement).value.trim();
    if (!this.kept || text === (this.given.comment ?? "")) return;
    this.given.comment = text;
    this.visit.tell("comment", null, text);
  }
}
