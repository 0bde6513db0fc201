/** One visit: camera, connection, voice and screens, driven by what the program says. */
import { Camera } from "./camera.js";
import { Capture } from "./capture.js";
import { Coach } from "./coach.js";
import { $, make, setAttribute, setText, setVisible, showScreen } from "./dom.js";
import { Link } from "./link.js";
import { Painter } from "./painter.js";
import { COACHED, PAUSABLE } from "./protocol.js";
import { TroubleScreen } from "./trouble.js";
import { Awake } from "./awake.js";

export class Visit {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./protocol.js").Options} options
   * @param {{voice: import("./voice.js").Voice, stats: import("./stats.js").Stats, pain: import("./pain.js").Pain,
   *   note: (text: string) => void, cameras: (list: MediaDeviceInfo[], current: string) => void}} house
   */
  constructor(words, options, house) {
    this.words = words;
    this.options = options;
    this.house = house;
    this.coach = new Coach(words, options);
    this.painter = new Painter($("drawing"), options.palette);
    this.awake = new Awake();
    this.trouble = new TroubleScreen(words, { mend: (what) => this.mend(what), back: () => this.leave() });
    /** @type {import("./protocol.js").Screen|null} */
    this.screen = null;
    /** @type {{lang: string, items: object[], keep: boolean}|null} */
    this.asked = null;
    this.byPage = false;
    const video = $("video");
    video.addEventListener("resize", () => this.shape());
    this.camera = new Camera(video, {
      live: () => this.seen(),
      trouble: (trouble) => this.missed(trouble),
      devices: (list) => house.cameras(list, this.camera.current),
    });
    this.capture = new Capture(video, {
      free: () => this.link.free(this.capture.pending),
      take: (taken) => this.link.send(taken) && house.stats.count("sent"),
      drop: () => this.link.open && (house.stats.dropped += 1),
      picture: () => {},
    });
    this.link = new Link({
      ready: () => this.link.press("start"),
      frame: (message, taken, sent_ms) => this.frame(message, taken, sent_ms),
      skipped: () => (house.stats.skipped += 1),
      screen: (screen) => this.place(screen),
      error: (text) => this.refused(text),
      kept: (folders) => this.kept(folders),
      trouble: (why) => this.lost(why),
      back: (begun) => this.found(begun),
    });
  }

  /**
   * @param {object[]} items
   * @param {boolean} keep
   */
  begin(items, keep) {
    this.asked = { lang: this.words.lang, items, keep };
    this.screen = null;
    this.byPage = false;
    this.house.stats.reset();
    this.coach.begin();
    this.camera.open();
    this.awake.hold();
    this.link.begin(this.asked);
  }

  /**
   * @param {import("./protocol.js").FrameMessage} message
   * @param {import("./capture.js").Taken|undefined} taken
   * @param {number} sent_ms
   */
  frame(message, taken, sent_ms) {
    const { stats, voice } = this.house;
    const answered_ms = performance.now();
    stats.count("answered");
    stats.last = message;
    for (const spoken of message.say) {
      this.coach.tell(spoken);
      voice.say(spoken);
    }
    this.place(message.screen);
    if (this.trouble.shown || !COACHED.has(message.screen.stage)) return;
    this.painter.paint(message.shapes);
    this.coach.judge(message);
    this.watching(message);
    stats.count("drawn");
    if (!taken) return;
    const drawn_ms = performance.now();
    stats.latency(drawn_ms - taken.captured_ms, {
      wait: taken.read_ms - taken.captured_ms,
      encode: taken.ready_ms - taken.read_ms,
      link: answered_ms - sent_ms,
      server: message.ms.total ?? 0,
      draw: drawn_ms - answered_ms,
    });
  }

  /**
   * Show where the visit is.
   * @param {import("./protocol.js").Screen} screen
   */
  place(screen) {
    this.screen = screen;
    if (screen.stage !== "pause") this.byPage = false;
    if (this.trouble.shown) return;
    const { stage } = screen;
    if (stage === "pain") this.ask();
    else if (stage === "end") this.end(screen);
    else if (COACHED.has(stage)) {
      this.coach.place(screen);
      showScreen("coach");
    }
  }

  ask() {
    if (document.body.dataset.screen === "pain") return;
    this.house.pain.mark(null);
    showScreen("pain");
  }

  /** @param {import("./protocol.js").Screen} screen */
  end(screen) {
    const first = document.body.dataset.screen !== "end";
    if (first) this.house.pain.mark(screen.pain_now);
    const stop = screen.advice === "stop";
    setText($("end-title"), this.words.text(stop ? "page.end.stop" : "page.end"));
    if ($("summary").childElementCount !== screen.summary.length || first) {
      $("summary").replaceChildren(...screen.summary.map((line) => make("li", {}, line)));
    }
    const asked = screen.pain_now !== null || stop;
    setText($("advice"), asked ? this.words.text(`coach.advice.${screen.advice}.after`) : "");
    setVisible($("advice"), asked);
    showScreen("end");
  }

  /** @param {import("./protocol.js").FrameMessage} message */
  watching(message) {
    const fps = Math.round(this.house.stats.rate("answered"));
    const text = this.words.text("page.watching", { model: this.options.model, fps });
    const second = Math.floor(message.t);
    if (second !== this.second) setText($("watching"), message.trouble || text);
    this.second = second;
  }

  /** The picture keeps the proportions of the camera's. */
  shape() {
    const { videoWidth, videoHeight } = $("video");
    if (videoWidth) $("picture").style.setProperty("--ratio", String(videoWidth / videoHeight));
    this.painter.fit();
  }

  /** @param {string} button @param {number|null} value */
  press(button, value = null) {
    this.link.press(button, value);
  }

  /** Pause from outside the exercise: a window opened, the page is hidden, the camera is gone. */
  rest() {
    const stage = this.screen?.stage ?? "";
    if (PAUSABLE.has(stage)) this.press("pause");
    else if (stage === "pause" && !this.byPage) {
      // Paused by posture: that pause would end by itself. The first press leaves it, the second pauses by hand.
      this.press("pause");
      this.press("pause");
    } else return false;
    this.byPage = true;
    return true;
  }

  /** The page is seen again after it was hidden. */
  shown() {
    this.awake.again();
    if (this.byPage) this.say("page.hidden");
  }

  /** @param {string} key */
  say(key) {
    const text = this.words.text(key);
    this.coach.told = text;
    this.house.voice.say({ text, kind: "order", interrupts: true, seconds: text.length / 14 });
  }

  seen() {
    this.shape();
    this.capture.start();
    setAttribute($("picture"), "data-camera", "live");
    if (this.trouble.camera) this.resume();
  }

  /** @param {import("./camera.js").Trouble} trouble */
  missed(trouble) {
    this.rest();
    this.capture.stop();
    this.painter.clear();
    this.trouble.show(trouble);
    this.say(`page.trouble.${trouble}`);
  }

  resume() {
    this.trouble.clear();
    if (this.screen) this.place(this.screen);
  }

  /** @param {"busy"|"taken"|"closed"|"lost"} why */
  lost(why) {
    this.house.voice.quiet();
    const trouble = why === "busy" ? "occupied" : why;
    if (this.trouble.trouble !== trouble) this.trouble.show(trouble);
  }

  /** @param {boolean} begun */
  found(begun) {
    this.trouble.clear();
    if (begun || !this.asked) this.leave(this.words.text("page.trouble.lost.over"));
    else this.begin(this.asked.items, this.asked.keep);
  }

  /** @param {string} text why the program does not do what was asked */
  refused(text) {
    if (this.link.begun) {
      setText($("watching"), text);
      return;
    }
    this.link.leaving = true;
    this.leave(text);
  }

  /** @param {string} trouble */
  mend(trouble) {
    if (this.trouble.camera) {
      this.camera.release();
      this.camera.open();
    } else if ((trouble === "occupied" || trouble === "taken") && this.asked) {
      this.trouble.clear();
      this.camera.open();
      this.link.begin({ ...this.asked, take: true });
    } else if (trouble === "lost") this.link.find(this.screen !== null, 500);
  }

  finish() {
    this.house.voice.quiet();
    if (this.link.open) this.link.bye();
    else this.kept([]);
    this.capture.stop();
    this.camera.close();
    this.awake.release();
  }

  /** @param {string[]} folders */
  kept(folders) {
    const lines = folders.map((folder) => make("li", {}, make("code", {}, folder)));
    const about = make("p", {}, this.words.text(folders.length ? "page.kept" : "page.kept.nothing"));
    $("kept").replaceChildren(about, ...(lines.length ? [make("ul", {}, ...lines)] : []));
    if (this.link.leaving) showScreen("done");
  }

  /** Back to the choice, for a new visit. @param {string} note */
  leave(note = "") {
    this.house.voice.quiet();
    this.trouble.clear();
    this.link.end();
    this.capture.stop();
    this.camera.close();
    this.awake.release();
    this.screen = null;
    this.house.note(note);
    showScreen("choose");
  }
}
