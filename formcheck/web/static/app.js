/** The page of `formcheck serve`: creates its parts and connects them. */
import { $, all, setText, showScreen, screenShown } from "./dom.js";
import { Answers } from "./answers.js";
import { Home } from "./home.js";
import { Learn } from "./learn.js";
import { Leaving } from "./leaving.js";
import { LeftVisit } from "./left.js";
import { Pain } from "./pain.js";
import { at } from "./place.js";
import { language, rememberLanguage } from "./prefs.js";
import { Safety } from "./safety.js";
import { Setup } from "./setup.js";
import { SoundCheck } from "./sound-check.js";
import { Stats } from "./stats.js";
import { Visit } from "./visit.js";
import { Voice } from "./voice.js";
import { TRIAL, Windows } from "./settings.js";
import { Words } from "./words.js";

const words = new Words();
const stats = new Stats();
const voice = new Voice((text) => setText($("caption"), text));

async function main() {
  const answer = await fetch(at("options.json"));
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  /** @type {import("./protocol.js").Options} */
  const options = await answer.json();
  const pain = new Pain(words, (value) => visit.press("pain", value));
  const windows = new Windows(words, voice, {
    opened: () => visit.hold.take("window"),
    camera: (deviceId) => visit.camera.choose(deviceId),
  });
  const safety = new Safety((id) => windows.open(id));
  const home = new Home(words, options);
  const answers = new Answers(words, {
    safety: () => safety.answer,
    tell: (kind, value, text) => visit.link.tell(kind, value, text),
  });
  const setup = new Setup(words, options, {
    lang: (lang) => {
      rememberLanguage(lang);
      speak(lang);
    },
    start: (items, keep) => sound.before(() => visit.begin(items, keep)),
  });
  const sound = new SoundCheck(words, voice);
  const left = new LeftVisit(words, (id) => sound.before(() => visit.begin([], true, false, id)));
  const leaving = new Leaving(words, {
    going: () => visit.going,
    keeps: () => visit.asked?.keep ?? false,
    ask: () => windows.open("leave"),
    stop: () => visit.press("stop"),
  });
  const learn = new Learn(words, voice);
  /** @type {Visit} */
  const visit = new Visit(words, options, {
    voice,
    stats,
    pain,
    answers,
    left,
    leaving,
    learn,
    note: (text) => setup.note(text),
    speed: (fps) => setup.speed.reached(fps),
    cameras: (list, current) => windows.cameras(list, current),
  });

  /** @param {import("./protocol.js").Lang} lang */
  async function speak(lang) {
    if (!(await words.load(lang))) return;
    await voice.speak(lang);
    document.title = words.text("page.title");
    setup.fill();
    pain.fill();
    answers.fill();
    home.fill();
    left.fill();
    windows.fill();
    windows.cameras([], "");
  }

  for (const button of /** @type {const} */ (["pause", "next", "stop"])) {
    $(button).addEventListener("click", (/** @type {MouseEvent} */ event) => {
      visit.press(button);
      // After a finger or a mouse the space bar is to pause again, not to press the same button.
      if (event.detail > 0) $("coach-title").focus({ preventScroll: true });
    });
  }
  $("pain-skip").addEventListener("click", () => visit.press("next"));
  for (const button of all("[data-legs]", HTMLElement)) {
    button.addEventListener("click", () => visit.press("legs"));
  }
  $("try-sound").addEventListener("click", () => voice.tell(words.text(TRIAL)));
  $("finish").addEventListener("click", () => visit.finish());
  $("again").addEventListener("click", () => visit.leave());

  document.addEventListener("keydown", (event) => {
    if (!windows.keys || windows.isOpen || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const on = event.target instanceof Element && event.target.closest("button, input, select, a, textarea");
    const screen = screenShown();
    if (event.key === " " && screen === "coach" && !on) {
      event.preventDefault();
      visit.press(visit.coach.onSpace);
    } else if (/^\d$/.test(event.key) && !(event.target instanceof HTMLTextAreaElement) && (screen === "pain" || screen === "end")) {
      pain.typed(event.key);
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") visit.hold.take("hidden");
    else {
      visit.awake.again();
      visit.hold.over("page.hidden");
    }
  });
  window.addEventListener("pagehide", () => voice.quiet());

  Object.assign(window, { formcheck: { stats, state: state(visit) } });
  await speak(language(options.langs));
  left.loaded();
  showScreen("welcome");
}

/** What tests may look at. @param {Visit} visit */
function state(visit) {
  return {
    get shown() {
      return screenShown();
    },
    get stage() {
      return visit.screen?.stage ?? "";
    },
    get screen() {
      return visit.screen;
    },
    get trouble() {
      return visit.trouble.kind;
    },
    get camera() {
      return visit.camera.trouble ?? (visit.camera.stream ? "live" : "off");
    },
    get said() {
      return voice.said;
    },
    get sounded() {
      return voice.sounded;
    },
    get unanswered() {
      return visit.link.out.length;
    },
  };
}

main().catch(() => {
  setText($("loading-text"), "Het programma antwoordt niet. Start formcheck opnieuw. Start formcheck again.");
});
