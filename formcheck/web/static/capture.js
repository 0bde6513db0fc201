/** Gives the camera's pictures to the worker that sends them, each with the time at which it was taken. */

const WIDEST_PX = 640;
const LOOK_MS = 1000;
/** A visible page whose camera gives no new picture for so long reports that the camera stands still. */
const STILL_MS = 5000;

export class Capture {
  /**
   * @param {HTMLVideoElement} video
   * @param {Worker} wire see wire.js
   * @param {{free: () => boolean, drop: () => void, still: (still: boolean) => void}} sink
   *   whether a frame may be sent now; a frame was left out; whether pictures have stopped coming
   */
  constructor(video, wire, sink) {
    this.video = video;
    this.wire = wire;
    this.sink = sink;
    this.zero_ms = performance.now();
    this.last_s = -1;
    this.picture_ms = 0;
    /** Which run this is; 0 while stopped. Callbacks of earlier runs end by themselves. */
    this.run = 0;
    this.runs = 0;
    /** A picture is being encoded: one at a time, two could overtake each other. */
    this.encoding = false;
    /** @type {MediaStreamTrack|undefined} */
    this.track = undefined;
    wire.addEventListener("message", (/** @type {MessageEvent<import("./wire.js").Report>} */ { data }) => {
      this.reported(data);
    });
    setInterval(() => this.look(), LOOK_MS);
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
      this.ask({ task: "follow", readable, zero_ms, widest_px: WIDEST_PX }, [readable]);
    } else this.wait(this.run);
  }

  stop() {
    this.run = 0;
    this.ask({ task: "stop" });
  }

  /**
   * @param {import("./wire.js").Task} task
   * @param {Transferable[]} transfer
   */
  ask(task, transfer = []) {
    this.wire.postMessage(task, transfer);
  }

  /** @param {import("./wire.js").Report} about */
  reported({ report }) {
    if (report === "alive" || report === "sent") this.picture_ms = performance.now();
    if (report === "encoded") this.encoding = false;
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
    if (this.encoding || !this.sink.free()) {
      this.sink.drop();
      return;
    }
    this.last_s = time_s;
    this.encoding = true;
    const since = performance.timeOrigin;
    const taken = { time_s, captured_ms: since + captured_ms, read_ms: since + performance.now() };
    const width = Math.min(WIDEST_PX, videoWidth);
    const height = Math.round((width * videoHeight) / videoWidth);
    try {
      const bitmap = await createImageBitmap(this.video);
      this.ask({ task: "picture", bitmap, width, height, taken }, [bitmap]);
    } catch {
      this.encoding = false; // the camera went away between two frames
    }
  }
}
