/** From the camera's picture to messages for the program, each with the time at which it was taken. */

const WIDEST_PX = 640;
const QUALITY = 0.85;

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
   * @param {{free: () => boolean, take: (taken: Taken) => void, drop: () => void, picture: () => void}} sink
   *   whether a frame may be sent now; a frame; a frame was left out; the camera gave a picture
   */
  constructor(video, sink) {
    this.video = video;
    this.sink = sink;
    this.zero_ms = performance.now();
    this.last_s = -1;
    this.running = false;
    /** @type {Map<number, {captured_ms: number, read_ms: number}>} being encoded */
    this.encoding = new Map();
    this.worker = new Worker("/static/encoder.js");
    this.worker.onmessage = ({ data }) => this.ready(data);
  }

  /** Frames that are on their way to being sent. */
  get pending() {
    return this.encoding.size;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.wait();
  }

  stop() {
    this.running = false;
  }

  wait() {
    if (!this.running) return;
    if ("requestVideoFrameCallback" in this.video) {
      this.video.requestVideoFrameCallback((now, about) => this.frame(about.captureTime ?? now));
    } else {
      const seen = /** @type {HTMLVideoElement} */ (this.video).currentTime;
      const look = () => {
        if (!this.running) return;
        const { currentTime } = /** @type {HTMLVideoElement} */ (this.video);
        if (currentTime === seen) requestAnimationFrame(look);
        else this.frame(performance.now());
      };
      requestAnimationFrame(look);
    }
  }

  /** @param {number} captured_ms */
  async frame(captured_ms) {
    this.wait();
    this.sink.picture();
    const time_s = (captured_ms - this.zero_ms) / 1000;
    const { videoWidth, videoHeight } = this.video;
    if (!this.running || !videoWidth || time_s <= this.last_s) return;
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
