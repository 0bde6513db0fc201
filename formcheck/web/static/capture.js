/** From the camera's picture to messages for the program, each with the time at which it was taken. */

const WIDEST_PX = 640;
const QUALITY = 0.85;
const LOOK_MS = 1000;
/** Nothing new for this long, on a page that is seen, is a camera that stands still. */
const STILL_MS = 5000;

/**
 * @typedef {object} Taken
 * @property {ArrayBuffer} message
 * @property {number} time_s since the page's clock began; strictly increasing
 * @property {number} captured_ms by performance.now()
 * @property {number} read_ms when it was read from the video
 * @property {number} ready_ms when the message was ready
 */

export class Capture {
  /**
   * @param {HTMLVideoElement} video
   * @param {{free: () => boolean, take: (taken: Taken) => void, drop: () => void, still: (still: boolean) => void}} sink
   *   whether a frame may be sent now; a frame; a frame was left out; whether pictures have stopped coming
   */
  constructor(video, sink) {
    this.video = video;
    this.sink = sink;
    this.zero_ms = performance.now();
    this.last_s = -1;
    this.picture_ms = 0;
    /** Which run this is; 0 while stopped. Callbacks of earlier runs end by themselves. */
    this.run = 0;
    this.runs = 0;
    /** @type {Map<number, {captured_ms: number, read_ms: number}>} being encoded */
    this.encoding = new Map();
    this.worker = new Worker("/static/encoder.js");
    this.worker.onmessage = ({ data }) => this.ready(data);
    setInterval(() => this.look(), LOOK_MS);
  }

  /** Frames that are on their way to being sent. */
  get pending() {
    return this.encoding.size;
  }

  start() {
    if (this.run) return;
    this.runs += 1;
    this.run = this.runs;
    this.picture_ms = performance.now();
    this.wait(this.run);
  }

  stop() {
    this.run = 0;
  }

  /** Whether pictures keep coming; a page that is hidden gets none. */
  look() {
    if (document.visibilityState === "hidden") this.picture_ms = performance.now();
    if (this.run) this.sink.still(performance.now() - this.picture_ms > STILL_MS);
  }

  /** @param {number} run */
  wait(run) {
    const { video } = this;
    const seen = video.currentTime;
    if (typeof video.requestVideoFrameCallback === "function") {
      video.requestVideoFrameCallback((now, about) => this.frame(run, about.captureTime ?? now));
      return;
    }
    const poll = () => {
      if (run !== this.run) return;
      if (video.currentTime === seen) requestAnimationFrame(poll);
      else this.frame(run, performance.now());
    };
    requestAnimationFrame(poll);
  }

  /**
   * @param {number} run
   * @param {number} captured_ms
   */
  async frame(run, captured_ms) {
    if (run !== this.run) return;
    this.wait(run);
    this.picture_ms = performance.now();
    const time_s = (captured_ms - this.zero_ms) / 1000;
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth || time_s <= this.last_s) return;
    if (!this.sink.free()) {
      this.sink.drop();
      return;
    }
    this.last_s = time_s;
    this.encoding.set(time_s, { captured_ms, read_ms: performance.now() });
    const width = Math.min(WIDEST_PX, videoWidth);
    const height = Math.round((width * videoHeight) / videoWidth);
    try {
      const bitmap = await createImageBitmap(this.video);
      this.worker.postMessage({ bitmap, width, height, quality: QUALITY, time_s }, [bitmap]);
    } catch {
      this.encoding.delete(time_s); // the camera went away between two frames
    }
  }

  /** @param {{message: ArrayBuffer, time_s: number}} done */
  ready({ message, time_s }) {
    const begun = this.encoding.get(time_s);
    this.encoding.delete(time_s);
    if (begun) this.sink.take({ message, time_s, ...begun, ready_ms: performance.now() });
  }
}
