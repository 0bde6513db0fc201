/** One visit: connects camera, connection, voice and screens. */
import { Awake } from "./awake.js";
import { Camera } from "./camera.js";
import { Capture } from "./capture.js";
import { Coach } from "./coach.js";
import { $, setText, screenShown, showScreen } from "./dom.js";
import { showEnd, showKept } from "./ending.js";
import { Hold } from "./hold.js";
import { Link } from "./link.js";
import { Painter } from "./painter.js";
import { at } from "./place.js";
import { COACHED } from "./protocol.js";
import { Trouble } from "./trouble.js";
import { Watching, measure } from "./watch.js";

export class Visit {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./protocol.js").Options} options
   * @param {{voice: import("./voice.js").Voice, stats: import("./stats.js").Stats, pain: import("./pain.js").Pain,
   *   answers: import("./answers.js").Answers, left: import("./left.js").LeftVisit,
   *   leaving: import("./leaving.js").Leaving, learn: import("./learn.js").Learn, note: (text: string) => void, speed: (fps: number) => void,
   *   cameras: (list: MediaDeviceInfo[], current: string) => void}} house
   */
  constructor(words, options, house) {
    this.words = words;
    this.house = house;
    this.charactersPerS = options.characters_per_s;
    this.coach = new Coach(words, options);
    this.painter = new Painter($("drawing", HTMLCanvasElement), options.palette);
    this.awake = new Awake();
    this.watching = new Watching(words, house.stats, options);
    this.trouble = new Trouble(words, this);
    /** @type {import("./protocol.js").Screen|null} */
    this.screen = null;
    /** @type {{lang: import("./protocol.js").Lang, items: import("./protocol.js").Item[], keep: boolean, resume: string|null}|null} */
    this.asked = null;
    /** Why results could not be kept, or "". */
    this.refusal = "";
    this.hold = new Hold(this);
    const video = (this.video = $("video", HTMLVideoElement));
    video.addEventListener("resize", () => this.painter.shape(video));
    this.camera = new Camera(video, {
      live: (other) => this.trouble.seen(other),
      trouble: (trouble) => this.trouble.missed(trouble),
      devices: (list) => house.cameras(list, this.camera.current),
    });
    const wire = new Worker(at("static/wire.js"), { type: "module" });
    this.link = this.linked(wire);
    this.capture = new Capture(video, wire, {
      free: () => this.link.free,
      drop: () => this.link.begun && house.stats.drop(),
      still: (still) => this.camera.stands(still),
    });
  }

  /** @param {Worker} wire */
  linked(wire) {
    const { stats } = this.house;
    /** @type {import("./link.js").LinkHandlers} */
    const handlers = {
      ready: (visit) => this.house.answers.begin(this, visit),
      sent: (dropped) => stats.send(dropped),
      frame: (message, sent, answered_ms) => this.frame(message, sent, answered_ms),
      skipped: () => stats.skip(),
      screen: (screen) => this.place(screen, true),
      error: (text) => this.refused(text),
      kept: (kept) => this.house.learn.kept(this, kept),
      noted: (noted) => this.house.answers.noted(noted),
      trouble: (why) => this.trouble.lost(why),
      back: (begun) => this.trouble.found(begun),
    };
    return new Link(handlers, wire);
  }

  /**
   * @param {import("./protocol.js").Item[]} items
   * @param {boolean} keep
   * @param {boolean} take over from another window
   * @param {string|null} resume a visit that goes on with what is left of it
   */
  begin(items, keep, take = false, resume = null) {
    this.asked = { lang: this.words.lang, items, keep, resume };
    this.house.leaving.begin();
    this.screen = null;
    this.refusal = "";
    this.hold.release();
    this.trouble.clear();
    this.house.stats.reset();
    this.watching.begin();
    this.coach.begin();
    this.camera.open();
    this.awake.hold();
    this.link.begin({ ...this.asked, take });
  }

  /** @type {import("./link.js").LinkHandlers["frame"]} */
  frame(message, sent, answered_ms) {
    const { stats, voice } = this.house;
    stats.count("answered");
    this.place(message.screen);
    const silent = this.trouble.kind || this.link.leaving;
    if (message.tone && !silent) voice.sound(message.tone);
    for (const spoken of message.say) {
      this.coach.tell(spoken, message.t);
      // A trouble is what the patient has to hear first.
      if (!silent) voice.say(spoken);
    }
    if (silent || !COACHED.has(message.screen.stage)) return;
    this.painter.paint(message.shapes);
    this.coach.judge(message);
    this.watching.show(message);
    measure(stats, message, sent, answered_ms);
  }

  /**
   * Show where the visit is.
   * @param {import("./protocol.js").Screen} screen
   * @param {boolean} pressed it answers a button, not a frame
   */
  place(screen, pressed = false) {
    const { stage } = screen;
    this.hold.place(stage, pressed);
    const over = stage === "end" && this.screen?.stage !== "end";
    this.screen = screen;
    if (this.trouble.kind || this.link.leaving) return; // an answer may come late
    if (over) {
      this.house.voice.hush(); // "paused" has no place on the last screen
      this.house.leaving.over();
    }
    if (stage === "pain") this.house.pain.ask();
    else if (stage === "end") showEnd(this.words, this.house.pain, screen);
    else if (COACHED.has(stage)) {
      this.coach.place(screen);
      showScreen("coach");
    }
  }

  /** The patient pressed a button. @param {import("./protocol.js").Button} button @param {number|null} value */
  press(button, value = null) {
    this.hold.release();
    this.link.press(button, value);
  }

  /** Say something that comes from the page itself. @param {string} key */
  say(key) {
    const text = this.words.text(key);
    this.coach.instruction = text;
    this.house.voice.tell(text, text.length / this.charactersPerS);
  }

  /** Whether a visit goes on: at its last screen everything is done and kept. */
  get going() {
    return this.link.begun && !this.link.leaving && this.screen?.stage !== "end";
  }

  /** @param {string} text why the program does not do what was asked */
  refused(text) {
    if (this.link.begun) {
      const done = screenShown() === "done";
      if (done) this.refusal = text;
      return setText($(done ? "kept" : "watching"), text);
    }
    this.link.leaving = true;
    this.leave(text);
  }

  /** The last screen: the program answers where the results are. */
  finish() {
    this.house.answers.comment();
    this.off();
    setText($("kept"), this.words.text("page.keeping"));
    showScreen("done");
    if (this.link.begun) this.link.bye();
    else showKept(this.words, { type: "kept", folders: [], visit: null });
  }

  /** Back, for a new visit. @param {string} note @param {string} screen */
  leave(note = "", screen = "choose") {
    this.off();
    this.trouble.clear();
    this.link.end();
    this.screen = null;
    this.house.note(note);
    showScreen(screen);
  }

  off() {
    if (this.watching.reached !== null) this.house.speed(this.watching.reached);
    this.house.voice.hush();
    this.house.learn.hide();
    this.capture.stop();
    this.camera.close();
    this.awake.release();
    this.house.leaving.over();
  }
}
