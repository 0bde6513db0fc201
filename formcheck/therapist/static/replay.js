/** Plays recordings as skeletons. What is drawn the server decides (formcheck/visits/replay.py). */
import { Painter } from "../../static/painter.js";

const KEYS = { " ": "play", k: "play", ArrowLeft: "back", ArrowRight: "on", h: "half" };
const JUMP_S = 1;
const PLACE = /^#(?:e(\d+);)?t=(\d+(?:\.\d+)?)$/;

/** One part of a recording, as it came. */
class Part {
  /** @param {ArrayBuffer} bytes */
  constructor(bytes) {
    const length = new DataView(bytes).getUint32(0, true);
    this.head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    let at = 4 + length;
    this.times = new Float32Array(bytes, at, this.head.frames);
    at += 4 * this.head.frames;
    this.places = new Uint32Array(bytes, at, this.head.here + 1);
    at += 4 * (this.head.here + 1);
    this.numbers = new Int16Array(bytes, at, (bytes.byteLength - at) / 2);
  }

  /** The shapes of a frame, as the painter takes them. @param {number} row */
  frame(row) {
    const { numbers, head } = this;
    let at = this.places[row];
    const end = this.places[row + 1];
    const caption = head.captions[numbers[at + 1]];
    const word = head.words[numbers[at]];
    const shapes = [];
    for (at += 2; at < end;) {
      const count = numbers[at] >> 8;
      const values = Array.from(numbers.subarray(at + 1, at + 1 + count), (value) => value / head.scale);
      shapes.push(shape(head.styles[numbers[at] & 255], values));
      at += 1 + count;
    }
    return { word, caption, shapes };
  }
}

function shape([kind, ...style], values) {
  if (kind === "disc") return [kind, values[0], values[1], values[2], ...style];
  if (kind === "ring") return [kind, values[0], values[1], values[2], style[1], style[0], style[2], style[3]];
  if (kind === "line") return [kind, ...values, ...style];
  const points = [];
  for (let i = 0; i < values.length; i += 2) points.push([values[i], values[i + 1]]);
  return [kind, points, ...style];
}

class Replay {
  constructor(figure) {
    this.figure = figure;
    this.find = (name) => figure.querySelector(`.${name}`);
    this.strip = document.querySelector(`.strip[data-exercise="${figure.dataset.exercise}"]`);
    this.form = figure.parentElement.querySelector("form.reference");
    this.parts = new Map();
    this.row = 0;
    this.rate = 1;
    this.playing = false;
    this.wanted_s = Number(figure.dataset.at);
    this.find("controls").hidden = false;
    this.listen();
    if (this.strip) {
      this.now = document.createElement("div");
      this.now.className = "now";
      this.strip.append(this.now);
      this.mark(this.wanted_s);
    }
  }

  listen() {
    const canvas = this.figure.querySelector("canvas");
    canvas.addEventListener("click", () => this.do("play"));
    for (const name of ["play", "back", "on"]) this.find(name).addEventListener("click", () => this.do(name));
    this.find("half").addEventListener("change", (event) => (this.rate = event.target.checked ? 0.5 : 1));
    this.find("scrub").addEventListener("input", (event) => this.show(Number(event.target.value)));
    this.figure.addEventListener("keydown", (event) => this.key(event));
    this.strip?.addEventListener("click", (event) => this.clicked(event));
    new ResizeObserver(() => requestAnimationFrame(() => this.paint())).observe(canvas);
  }

  /** Fetches the first part that is needed, then the others. */
  async load() {
    if (this.loading) return this.loading;
    this.find("caption").textContent = this.figure.dataset.loading;
    this.loading = this.first().catch((error) => {
      this.figure.dataset.state = "failed";
      this.find("caption").textContent = `${this.figure.dataset.failed} ${error.message}`;
    });
    return this.loading;
  }

  async first() {
    const part = await this.fetch(0);
    const { head, times } = part;
    this.times = times;
    this.size = head.part;
    this.figure.style.setProperty("--ratio", head.ratio);
    this.painter = new Painter(this.figure.querySelector("canvas"), head.palette);
    this.find("scrub").max = String(head.frames - 1);
    await new Promise((done) => requestAnimationFrame(done));
    this.figure.dataset.state = "ready";
    await this.seek(this.wanted_s);
    this.rest();
  }

  async rest() {
    for (let number = 0; number * this.size < this.times.length; number++) await this.fetch(number);
    this.figure.dataset.state = "whole";
  }

  fetch(number) {
    if (!this.parts.has(number)) this.parts.set(number, this.get(number));
    return this.parts.get(number);
  }

  async get(number) {
    const { src } = this.figure.dataset;
    const answer = await fetch(`${src}${src.includes("?") ? "&" : "?"}part=${number}`);
    if (!answer.ok) throw new Error((await answer.json()).detail ?? "");
    return new Part(await answer.arrayBuffer());
  }

  do(name) {
    if (name === "play") this.playing ? this.stop() : this.play();
    else if (name === "half") this.find("half").click();
    else {
      this.stop();
      this.show(this.row + (name === "on" ? 1 : -1));
    }
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const own = event.target.matches("canvas, .scrub");
    const name = KEYS[event.key];
    if (event.key === " " && !own) return; // a button's own key
    if (event.shiftKey && name && event.key.startsWith("Arrow")) {
      this.seek(this.times[this.row] + (name === "on" ? JUMP_S : -JUMP_S));
    } else if (name) this.do(name);
    else if (event.key === "Home") this.show(0);
    else if (event.key === "End") this.show(this.times.length - 1);
    else return;
    event.preventDefault();
  }

  play() {
    if (!this.times) return;
    if (this.row >= this.times.length - 1) this.row = 0;
    this.playing = true;
    this.figure.dataset.playing = "true";
    this.find("play").textContent = this.figure.dataset.pause;
    this.began = { ms: performance.now(), s: this.times[this.row] };
    requestAnimationFrame(() => this.tick());
  }

  stop() {
    this.playing = false;
    this.figure.dataset.playing = "false";
    this.find("play").textContent = this.figure.dataset.play;
  }

  async tick() {
    if (!this.playing) return;
    const ms = performance.now();
    const at_s = this.began.s + ((ms - this.began.ms) / 1000) * this.rate;
    this.began = { ms, s: at_s };
    await this.show(this.rowAt(at_s), at_s);
    if (this.row >= this.times.length - 1) this.stop();
    else requestAnimationFrame(() => this.tick());
  }

  /** The last frame at or before a time. */
  rowAt(at_s) {
    let low = 0;
    let high = this.times.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.times[middle] <= at_s + 0.002) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async seek(at_s) {
    this.wanted_s = at_s;
    if (!this.times) return this.load();
    await this.show(this.rowAt(at_s));
  }

  async show(row, clock_s = null) {
    if (!this.times) return;
    this.row = Math.min(Math.max(row, 0), this.times.length - 1);
    if (clock_s === null && this.playing) this.began = { ms: performance.now(), s: this.times[this.row] };
    const part = await this.fetch(Math.floor(this.row / this.size));
    this.frame = part.frame(this.row % this.size);
    this.paint();
    const at_s = this.times[this.row];
    this.find("caption").textContent = this.frame.caption;
    this.find("scrub").value = String(this.row);
    this.find("scrub").setAttribute("aria-valuetext", clock(at_s));
    this.find("time").textContent = `${clock(at_s)} / ${clock(this.times[this.times.length - 1])}`;
    this.figure.dataset.time = at_s.toFixed(2);
    if (this.form) this.form.elements.at_s.value = at_s.toFixed(1);
    this.mark(at_s);
  }

  paint() {
    if (this.frame && this.painter) this.painter.paint(this.frame.shapes);
  }

  mark(at_s) {
    if (!this.now) return;
    const { start, end, left, right } = numbers(this.strip.dataset);
    const share = Math.min(Math.max((at_s - start) / (end - start), 0), 1);
    this.now.style.left = `${100 * (left + share * (right - left))}%`;
  }

  clicked(event) {
    const { start, end, left, right } = numbers(this.strip.dataset);
    const box = this.strip.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width - left) / (right - left);
    if (share >= 0 && share <= 1) this.seek(start + share * (end - start));
  }
}

function numbers({ start, end, left, right }) {
  return { start: Number(start), end: Number(end), left: Number(left), right: Number(right) };
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
}

const replays = Array.from(document.querySelectorAll("figure.replay"), (figure) => new Replay(figure));
const near = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (isIntersecting) replays.find((one) => one.figure === target).load();
  }
}, { rootMargin: "200px" });
for (const one of replays) near.observe(one.figure);

function jump(replay, at_s) {
  replay.stop();
  replay.seek(at_s);
  replay.figure.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-at]");
  const replay = link && replays.find((one) => one.figure.dataset.exercise === link.dataset.exercise);
  if (!replay) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  jump(replay, Number(link.dataset.at));
});

function follow() {
  const found = PLACE.exec(location.hash);
  if (!found || !replays.length) return;
  const replay = found[1] ? replays.find((one) => one.figure.dataset.number === found[1]) : replays[0];
  if (replay) jump(replay, Number(found[2]));
}

const LATER_MS = 1500;
if (document.querySelector("[data-later]")) setTimeout(() => location.reload(), LATER_MS);

addEventListener("hashchange", follow);
addEventListener("beforeprint", () => replays.forEach((one) => one.paint()));
follow();
