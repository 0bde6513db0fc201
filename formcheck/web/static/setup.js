/** The screens before a visit: language, what to do today. */
import { $, all, figure, make, setText, setVisible, showScreen } from "./dom.js";
import { recall, remember } from "./prefs.js";
import { Speed } from "./speed.js";

const WHOLE = "programme";

export class Setup {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./protocol.js").Options} options
   * @param {{lang: (lang: import("./protocol.js").Lang) => void,
   *   start: (items: import("./protocol.js").Item[], keep: boolean) => void}} handlers
   */
  constructor(words, options, handlers) {
    this.words = words;
    this.options = options;
    this.handlers = handlers;
    this.speed = new Speed(words, options);
    $("welcome-next").addEventListener("click", () => showScreen("safety"));
    this.keep = $("keep", HTMLInputElement);
    this.keep.checked = recall("keep", "yes") === "yes";
    this.keep.addEventListener("change", () => remember("keep", this.keep.checked ? "yes" : "no"));
    for (const lang of options.langs) {
      for (const input of languages(lang)) input.addEventListener("change", () => handlers.lang(lang));
    }
    $("choose-form").addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.name === "exercise") this.preset();
      this.follow();
    });
    $("choose-form").addEventListener("submit", (event) => {
      event.preventDefault();
      handlers.start(this.items(), this.keep.checked && options.keeps);
    });
  }

  /** Fill in everything that depends on the language; what was chosen stays. */
  fill() {
    const { words, options } = this;
    const { lang } = words;
    for (const input of languages(lang)) input.checked = true;
    const given = options.programme;
    const all = words.text("page.programme.dose", { count: this.today().length });
    const cards = [this.card(WHOLE, "programme", given?.title || words.text("page.programme"), all)];
    for (const exercise of options.exercises) {
      const { name, texts, item, dose } = exercise;
      const about = [this.dose(dose, item.side)];
      if (dose.per_side && dose.hold_s && item.side) about.push(words.text(`programme.side.${item.side}`));
      if (given && !exercise.today) about.push(words.text("page.other_day"));
      cards.push(this.card(this.key(exercise), name, texts.name[lang], about.join(", "), item.note));
    }
    const first = $("exercises").querySelector("label") === null;
    refill($("exercises"), cards);
    setText($("programme-note"), given?.note ?? "");
    setVisible($("programme-note"), !!given?.note);
    refill($("objects"), options.objects.map((name) => radio("object", name, words.text(`object.${name}`))));
    const views = [...new Set(options.exercises.flatMap((exercise) => exercise.views))];
    refill($("views"), views.map((name) => radio("view", name, words.text(`view.${name}`))));
    setVisible($("keep-row"), options.keeps);
    this.speed.show();
    if (first) this.preset();
    this.follow();
  }

  /**
   * @param {string} value
   * @param {string} drawing
   * @param {string} name
   * @param {string} about
   * @param {string} [note]
   */
  card(value, drawing, name, about, note) {
    const title = make("strong", {}, name.split(" (")[0]); // a second name in brackets is for therapists
    const label = make("label", {});
    label.append(
      make("input", { type: "radio", name: "exercise", value }),
      figure(drawing),
      make("span", {}, title, make("small", { class: "dose" }, about), ...(note ? [make("small", {}, note)] : [])),
    );
    return label;
  }

  /**
   * @param {import("./protocol.js").DoseTarget} dose
   * @param {string|null|undefined} only of a hold, the one side that it is done on; of repetitions, who faces the camera
   */
  dose(dose, only) {
    const side = dose.per_side && !(dose.hold_s && only) ? "_side" : "";
    const key = dose.hold_s ? `hold${side}` : dose.reps ? `reps${side}` : "free";
    const values = { sets: dose.sets, hold_s: dose.hold_s, reps: dose.reps };
    return this.words.text(`page.dose.${key}`, values);
  }

  /** Show the questions that belong to what is chosen. */
  follow() {
    const chosen = this.chosen();
    setVisible($("objects"), chosen.some((exercise) => exercise.carries));
    setVisible($("objects-note"), chosen.some((exercise) => exercise.carries));
    /** @type {string[]} */
    const views = chosen.length === 1 ? chosen[0].views : [];
    setVisible($("views"), views.length > 1);
    for (const label of all("#views label", HTMLElement)) {
      setVisible(label, all("input", HTMLInputElement, label).some((input) => views.includes(input.value)));
    }
    if (views.length && !views.includes(value("view"))) {
      for (const input of all(`#views input[value="${views[0]}"]`, HTMLInputElement)) input.checked = true;
    }
  }

  /** The exercises of what is chosen. */
  chosen() {
    const key = value("exercise");
    return key === WHOLE ? this.today() : this.options.exercises.filter((exercise) => this.key(exercise) === key);
  }

  /** The exercises of today: on other days others are done. */
  today() {
    return this.options.exercises.filter((exercise) => exercise.today);
  }

  /**
   * What a card stands for: the exercise's name, with its place where a programme has it twice.
   * @param {import("./protocol.js").ExerciseOption} exercise
   */
  key(exercise) {
    const { exercises } = this.options;
    const first = exercises.find((other) => other.name === exercise.name);
    return first === exercise ? exercise.name : `${exercise.name}-${exercises.indexOf(exercise)}`;
  }

  /** Object and view as the programme has them for what is chosen; they may be changed for today. */
  preset() {
    const chosen = this.chosen();
    const carried = chosen.find((exercise) => exercise.carries)?.item.book;
    const view = chosen.length === 1 ? chosen[0].item.view : undefined;
    for (const [name, wanted] of [["object", carried], ["view", view]]) {
      for (const input of all(`#choose-form input[name="${name}"]`, HTMLInputElement)) {
        if (wanted && input.value === wanted) input.checked = true;
      }
    }
  }

  /** What is to be done, as the program takes it. */
  items() {
    const chosen = this.chosen();
    return chosen.map((exercise) => {
      const item = { ...exercise.item };
      if (exercise.carries) item.book = value("object");
      const view = exercise.views.find((name) => name === value("view"));
      if (chosen.length === 1 && view) item.view = view;
      return item;
    });
  }

  /** A line above the choices, or "". @param {string} text */
  note(text) {
    setText($("choose-note"), text);
    setVisible($("choose-note"), text !== "");
  }
}

/** The chosen value of a group. @param {string} name */
function value(name) {
  return all(`#choose-form input[name="${name}"]:checked`, HTMLInputElement)[0]?.value ?? "";
}

/** The choice of a language. @param {import("./protocol.js").Lang} lang */
function languages(lang) {
  return all(`#languages input[value="${lang}"]`, HTMLInputElement);
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} text
 */
function radio(name, value, text) {
  return make("label", {}, make("input", { type: "radio", name, value }), make("span", {}, text));
}

/**
 * New labels after the legend, with the same choice as before, else the first.
 * @param {HTMLElement} group
 * @param {HTMLElement[]} labels
 */
function refill(group, labels) {
  const inputs = () => all("input", HTMLInputElement, group);
  const before = inputs().find((input) => input.checked)?.value;
  for (const old of group.querySelectorAll("label")) old.remove();
  group.append(...labels);
  const again = inputs().find((input) => input.value === before) ?? inputs()[0];
  if (again) again.checked = true;
}
