/** From the camera's picture to messages for the program, each with the time at which it was taken. */

const WIDEST_PX = 640;
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
   * @param {{free: () => boolean, room: () => number, take: (taken: Taken) => void, drop: (count: number) => void, still: (still: boolean) => void}} sink
   *   whether a frame may be sent now, and how many; a frame; frames were left out; whether pictures have stopped coming
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
    this.worker = new Worker("/static/encoder.js", { type: "module" });
    this.worker.onmessage = ({ data }) => this.heard(data);
    setInterval(() => this.look(), LOOK_MS);
  }

  /** Frames that are on their way to being sent. */
  get pending() {
    return this.encoding.size;
  }

  /** From the camera's own stream where the browser gives it: no frame then waits for the page to be drawn. */
  start() {
    const track = /** @type {MediaStream|null} */ (this.video.srcObject)?.getVideoTracks()[0];
    if (this.run && track === this.track) return;
    this.track = track;
    this.runs += 1;
    this.run = this.runs;
    this.picture_ms = performance.now();
    if (track && typeof MediaStreamTrackProcessor === "function") {
      const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
      const zero_ms = performance.timeOrigin + this.zero_ms;
      this.worker.postMessage({ readable, zero_ms, widest_px: WIDEST_PX }, [readable]);
      this.allow();
    } else this.wait(this.run);
  }

  stop() {
    this.run = 0;
    this.worker.postMessage({});
  }

  /** Tell the stream's reader how many frames may be sent now. */
  allow() {
    this.worker.postMessage({ may: this.run ? this.sink.room() : 0 });
  }

  /** @param {any} data what the worker says */
  heard(data) {
    if (data.alive || data.read_ms) this.picture_ms = performance.now();
    if (data.alive) return this.allow();
    if (data.read_ms === undefined) return this.ready(data);
    const { message, time_s, captured_ms, read_ms, dropped } = data;
    if (dropped) this.sink.drop(dropped);
    if (!this.run || time_s <= this.last_s) return;
    if (!this.sink.free()) return this.sink.drop(1);
    this.last_s = time_s;
    const at = { captured_ms: captured_ms + this.zero_ms, read_ms: read_ms + this.zero_ms };
    this.sink.take({ message, time_s, ...at, ready_ms: performance.now() });
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
    // One at a time: two could overtake each other in the worker.
    if (this.encoding.size || !this.sink.free()) {
      this.sink.drop(1);
      return;
    }
    this.last_s = time_s;
    this.encoding.set(time_s, { captured_ms, read_ms: performance.now() });
    const width = Math.min(WIDEST_PX, videoWidth);
    const height = Math.round((width * videoHeight) / videoWidth);
    try {
      const bitmap = await createImageBitmap(this.video);
      this.worker.postMessage({ bitmap, width, height, time_s }, [bitmap]);
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
