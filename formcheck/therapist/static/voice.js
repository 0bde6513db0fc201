/**
 * Goes through the sentences with the microphone: record, listen, save, next.
 *
 * The microphone is asked for when somebody presses "record", and let go after a minute without a recording, with
 * the page out of sight, and by a button. A recording stays in this page until it is saved; another sentence, or
 * another page, throws it away.
 */

const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS_PER_S = 32_000;
const IDLE_MS = 60_000;
/** Loudness in dB of full scale that the ends of the meter stand for, and between which speech is good. */
const [LOWEST_DB, QUIET_DB, LOUD_DB] = [-60, -40, -6];

const section = document.getElementById("recorder");
const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".sentences li")]);
const by = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const button = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (document.getElementById(id));

/** @type {number} */
let at = 0;
/** @type {MediaStream | null} */
let stream = null;
/** @type {AudioContext | null} */
let context = null;
/** @type {AnalyserNode | null} */
let analyser = null;
/** @type {MediaRecorder | null} */
let recorder = null;
/** @type {Blob | null} a recording that is not saved */
let held = null;
let busy = false;
/** The space bar was pressed for us, and is still down. */
let spaced = false;
let began = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let idle;

if (section && rows.length && navigator.mediaDevices && window.MediaRecorder) start(section);

/** @param {HTMLElement} box */
function start(box) {
  by("no-microphone").hidden = true;
  box.hidden = false;
  const first = (/** @type {string} */ state) => rows.findIndex((row) => row.dataset.state === state);
  show(Math.max(0, first("changed") < 0 ? first("open") : first("changed")));
  by("record").addEventListener("click", () => void press());
  by("listen").addEventListener("click", listen);
  by("save").addEventListener("click", () => void save());
  by("back").addEventListener("click", () => show(at - 1));
  by("next").addEventListener("click", () => show(at + 1));
  by("off").addEventListener("click", letGo);
  rows.forEach((row, place) => {
    row.querySelector(".pick")?.addEventListener("click", () => {
      show(place);
      box.scrollIntoView({ block: "start" });
      by("record").focus();
    });
    row.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      void remove(place);
    });
  });
  addEventListener("keydown", key);
  addEventListener("keyup", (event) => {
    if (spaced && event.key === " ") event.preventDefault(); // Firefox would press the button once more
    spaced = false;
  });
  box.addEventListener("click", (event) => {
    // After a click of the mouse the keys are for the page again.
    if (event.detail && event.target instanceof HTMLButtonElement) event.target.blur();
  });
  addEventListener("pagehide", letGo);
  document.addEventListener("visibilitychange", () => document.hidden && letGo());
  addEventListener("beforeunload", (event) => held && event.preventDefault());
  requestAnimationFrame(meter);
}

/**
 * Keys do what the buttons do. Enter and space on another button are for that one, as everywhere.
 *
 * @param {KeyboardEvent} event
 */
function key(event) {
  const inText = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, summary, a");
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || inText) return;
  const name = { " ": "record", l: "listen", L: "listen", Enter: "save", ArrowLeft: "back", ArrowRight: "next" }[event.key];
  const wanted = name ? button(name) : null;
  if (!wanted || wanted.disabled) return;
  const onOther = event.target instanceof HTMLButtonElement && ![wanted.id, "record"].includes(event.target.id);
  if (onOther && (event.key === "Enter" || event.key === " ")) return;
  event.preventDefault();
  spaced = event.key === " ";
  wanted.click();
}

/** Show a sentence; a recording that was not saved is thrown away. @param {number} place */
function show(place) {
  if (busy || recorder) return;
  held = null;
  at = Math.min(rows.length - 1, Math.max(0, place));
  sound().removeAttribute("src");
  tell("");
  paint();
}

/** Everything that can be seen, from what is so. */
function paint() {
  if (!section) return;
  const { dataset } = section;
  const row = rows[at];
  const state = row.dataset.state ?? "open";
  const done = rows.filter((one) => one.dataset.state === "recorded").length;
  rows.forEach((one, place) => (place === at ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current")));
  by("sentence").textContent = row.dataset.text ?? "";
  by("place").textContent = fill(dataset.of, { number: at + 1, count: rows.length });
  by("recorded").textContent = fill(dataset.recorded, { number: done, count: rows.length });
  /** @type {HTMLProgressElement} */ (by("bar")).value = done;
  const give = document.getElementById("give");
  if (give) give.hidden = done === 0;
  mark(by("state"), state, state === "recorded" ? ` (${inSeconds(Number(row.dataset.seconds))})` : "");
  section.classList.toggle("on", recorder !== null);
  section.classList.toggle("holds", held !== null);
  const again = held !== null || state === "recorded";
  button("record").textContent = `${recorder ? "\u25A0" : "\u25CF"} ${(recorder ? dataset.stop : again ? dataset.again : dataset.record) ?? ""}`;
  button("record").disabled = busy;
  button("listen").disabled = busy || recorder !== null || (held === null && state !== "recorded");
  button("save").disabled = busy || recorder !== null || held === null;
  button("back").disabled = busy || recorder !== null || at === 0;
  button("next").disabled = busy || recorder !== null || at === rows.length - 1;
  by("off").hidden = stream === null;
}

/** Start a recording, or stop it. */
async function press() {
  if (recorder) {
    recorder.stop();
    return;
  }
  if (busy) return;
  busy = true;
  paint();
  const open = await openMicrophone();
  busy = false;
  if (open) record(open);
  else paint();
}

/** @returns {Promise<MediaStream | null>} */
async function openMicrophone() {
  clearTimeout(idle);
  if (stream?.active) return stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true },
    });
  } catch (error) {
    const none = error instanceof DOMException && ["NotFoundError", "NotReadableError"].includes(error.name);
    tell((none ? section?.dataset.none : section?.dataset.refused) ?? "", true);
    return null;
  }
  context ??= new AudioContext();
  void context.resume();
  analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  return stream;
}

/** @param {MediaStream} open */
function record(open) {
  sound().pause();
  held = null;
  /** @type {Blob[]} */
  const pieces = [];
  const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
  const own = new MediaRecorder(open, { ...(kind ? { mimeType: kind } : {}), audioBitsPerSecond: BITS_PER_S });
  const stops = setTimeout(() => own.state === "recording" && own.stop(), 1000 * Number(section?.dataset.stopsS));
  own.ondataavailable = (event) => event.data.size && pieces.push(event.data);
  own.onstop = () => {
    clearTimeout(stops);
    recorder = null;
    if (pieces.length && open.active) {
      held = new Blob(pieces, { type: own.mimeType });
      sound().src = URL.createObjectURL(held);
      tell(section?.dataset.unsaved ?? "");
    }
    idle = setTimeout(letGo, IDLE_MS);
    paint();
  };
  recorder = own;
  began = performance.now();
  own.start();
  tell(section?.dataset.speak ?? "");
  paint();
}

function listen() {
  const player = sound();
  if (!held) player.src = address(rows[at]);
  player.currentTime = 0;
  player.play().catch(() => tell(section?.dataset.lost ?? "", true));
}

async function save() {
  if (!held || busy || !section) return;
  const row = rows[at];
  const form = new FormData(row.querySelector("form") ?? undefined); // its token
  form.set("digest", row.dataset.digest ?? "");
  form.set("audio", held, "sentence");
  busy = true;
  tell(section.dataset.saving ?? "");
  paint();
  const answer = await fetch(address(row), { method: "POST", body: form }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  busy = false;
  if (!told?.kept) {
    tell(told?.text ?? section.dataset.lost ?? "", true);
    paint();
    return;
  }
  URL.revokeObjectURL(sound().src);
  keep(row, "recorded", told.seconds);
  const open = [...rows.keys()].map((step) => (at + 1 + step) % rows.length).find((one) => rows[one].dataset.state !== "recorded");
  show(open ?? at);
  if (open === undefined) tell(section.dataset.all ?? "");
}

/** @param {number} place */
async function remove(place) {
  const row = rows[place];
  const form = row.querySelector("form");
  if (!form || busy) return;
  const body = new URLSearchParams();
  new FormData(form).forEach((value, name) => body.append(name, String(value)));
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) return tell(section?.dataset.lost ?? "", true);
  keep(row, "open", 0);
  paint();
}

/**
 * @param {HTMLElement} row
 * @param {string} state
 * @param {number} seconds
 */
function keep(row, state, seconds) {
  row.dataset.state = state;
  row.dataset.seconds = String(seconds);
  mark(/** @type {HTMLElement} */ (row.querySelector(".state")), state, "");
  /** @type {HTMLElement} */ (row.querySelector(".away")).hidden = state === "open";
}

/**
 * @param {HTMLElement} element
 * @param {string} state
 * @param {string} more
 */
function mark(element, state, more) {
  const shape = { recorded: "\u2714", changed: "\u25B2", open: "\u25CB" }[state] ?? "";
  const word = { recorded: "stateRecorded", changed: "stateChanged", open: "stateOpen" }[state] ?? "";
  element.className = `state ${state}`;
  element.textContent = `${shape} ${section?.dataset[word] ?? ""}${more}`;
}

/** Let the microphone go, so that the browser shows it as off. */
function letGo() {
  clearTimeout(idle);
  if (recorder?.state === "recording") recorder.stop();
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = analyser = null;
  paint();
}

function meter() {
  requestAnimationFrame(meter);
  const bar = by("level");
  const spoken = recorder ? (performance.now() - began) / 1000 : 0;
  by("time").style.width = `${(100 * spoken) / Number(section?.dataset.stopsS)}%`;
  by("seconds").textContent = recorder ? inSeconds(spoken) : "";
  if (!analyser) {
    bar.style.width = "0";
    by("loudness").textContent = "";
    return;
  }
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
  const decibel = 10 * Math.log10(power + 1e-9);
  const name = decibel > LOUD_DB ? "loud" : decibel > QUIET_DB ? "good" : "quiet";
  bar.style.width = `${Math.min(100, Math.max(0, 100 * (1 - decibel / LOWEST_DB)))}%`;
  bar.className = name;
  by("loudness").textContent = recorder ? (section?.dataset[name] ?? "") : "";
}

/**
 * @param {string} text
 * @param {boolean} [wrong]
 */
function tell(text, wrong = false) {
  by("told").textContent = text || (section?.dataset.ready ?? "");
  by("told").className = wrong ? "wrong" : "";
}

/** Where the sound of a sentence is saved and heard. @param {HTMLElement} row */
function address(row) {
  return (row.querySelector("form")?.action ?? "").replace(/\/delete$/, "");
}

/** @returns {HTMLAudioElement} */
function sound() {
  return /** @type {HTMLAudioElement} */ (by("sound"));
}

/** @param {number} seconds */
function inSeconds(seconds) {
  return `${seconds.toFixed(1).replace(".", section?.dataset.comma ?? ".")} s`;
}

/**
 * @param {string | undefined} text
 * @param {Record<string, number>} values
 */
function fill(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
