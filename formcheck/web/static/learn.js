/** The last screen of a visit: a suggested step, then one thing to know today, statements to judge or a card. */
import { $, all, setVisible } from "./dom.js";
import { showKept } from "./ending.js";
import { judging } from "./judging.js";
import { rememberCard, remembered, tell } from "./learned.js";
import { at } from "./place.js";
import { Reader } from "./reader.js";
import { askAtEnd } from "./steps.js";

export class Learn {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./voice.js").Voice} voice
   */
  constructor(words, voice) {
    this.words = words;
    this.voice = voice;
    this.reader = new Reader();
    /** @type {HTMLElement[]} */
    this.steps = [];
    /** Counts the visits, so that what was asked for one is not shown in the next. */
    this.turn = 0;
  }

  /**
   * A visit is over: where its results are, and what there is to know today.
   * @param {import("./visit.js").Visit} visit
   * @param {import("./protocol.js").Kept} kept
   */
  kept(visit, kept) {
    showKept(this.words, kept, visit.refusal);
    void this.over(kept.visit, visit.screen?.advice ?? "");
  }

  /**
   * Ask about a suggested step, and show what is due once that is answered. After a stop nothing is asked.
   * @param {string|null} visit its id; null where it is not kept
   * @param {string} advice
   */
  async over(visit, advice) {
    this.hide();
    if (advice === "stop") return;
    const turn = this.turn;
    const question = await askAtEnd(this.words, $("today"), () => this.show(visit, advice));
    if (turn !== this.turn) return;
    if (question === null) return this.show(visit, advice);
    this.reader.like(this.voice);
    this.reader.onend = () => {};
    if (this.voice.on && this.reader.able(question)) this.reader.read(question);
  }

  /**
   * Show what is due. Nothing is due where the advice was to stop: then the therapist has the word.
   * @param {string|null} visit its id; null where it is not kept
   * @param {string} advice
   */
  async show(visit, advice) {
    this.hide();
    if (advice === "stop") return;
    const turn = this.turn;
    const query = remembered();
    query.set("lang", this.words.lang);
    const answer = await fetch(at(`learn/today?${query}`), { cache: "no-store" }).catch(() => null);
    const text = answer?.status === 200 ? await answer.text() : "";
    if (!text || turn !== this.turn) return;
    const place = $("today");
    place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.children);
    this.steps = all("[data-step]", HTMLElement, place);
    judging(place, visit, (statement) => {
      for (const button of all("[data-next]", HTMLElement, statement)) setVisible(button, true);
      for (const button of all("[data-skip]", HTMLElement, statement)) setVisible(button, false);
      for (const reply of all("[data-reply]:not([hidden])", HTMLElement, statement)) this.aloud(reply);
    });
    for (const button of all("[data-skip]", HTMLElement, place)) button.addEventListener("click", () => this.hide());
    for (const button of all("[data-next]", HTMLElement, place)) button.addEventListener("click", () => this.onward());
    for (const button of all("[data-seen]", HTMLElement, place)) button.addEventListener("click", () => this.seen(visit));
    for (const button of all("[data-read]", HTMLElement, place)) button.addEventListener("click", () => this.read());
    for (const button of all("[data-quiet]", HTMLElement, place)) button.addEventListener("click", () => this.quiet());
    this.reader.onend = () => this.buttons(false);
    this.reader.like(this.voice);
    if (this.voice.on) this.read();
    else this.buttons(false);
  }

  /** The step that is visible. */
  get step() {
    return this.steps.find((step) => !step.hidden);
  }

  onward() {
    const old = this.step;
    const next = this.steps[this.steps.findIndex((step) => step === old) + 1];
    if (!old || !next) return;
    setVisible(old, false);
    setVisible(next, true);
    next.scrollIntoView({ block: "nearest" });
    this.quiet();
    if (this.voice.on) this.read();
  }

  /** @param {string|null} visit */
  async seen(visit) {
    const card = this.step?.dataset.card ?? "";
    this.onward();
    if (visit === null || !(await tell({ card }, visit))) rememberCard(card);
  }

  read() {
    if (this.step) this.aloud(this.step);
  }

  /** @param {Element} part */
  aloud(part) {
    if (!this.voice.on && part !== this.step) return;
    const able = this.reader.able(part);
    this.buttons(able);
    if (able) this.reader.read(part);
  }

  quiet() {
    this.reader.stop();
    this.buttons(false);
  }

  /** @param {boolean} reading */
  buttons(reading) {
    const able = this.step !== undefined && this.reader.able(this.step);
    for (const button of all("[data-read]", HTMLElement, $("today"))) setVisible(button, !reading && able);
    for (const button of all("[data-quiet]", HTMLElement, $("today"))) setVisible(button, reading);
  }

  hide() {
    this.turn += 1;
    this.reader.stop();
    this.steps = [];
    $("today").replaceChildren();
  }
}
