/** Opens the camera, remembers which one was chosen, and reports why there is no picture. */
import { Again } from "./again.js";
import { recall, remember } from "./prefs.js";

/** Wide: a lying body needs the width, and many cameras make a 4:3 picture by cutting off the sides. */
const WANTED = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  aspectRatio: { ideal: 16 / 9 },
  frameRate: { ideal: 30 },
  resizeMode: { ideal: "none" },
};

/** @typedef {"refused"|"none"|"busy"|"gone"|"still"|"unable"} Trouble */

/** Troubles that pass without a word from the browser: another program lets go, a computer wakes up. Asking again for a
 * camera that was refused would ask the patient again. @type {ReadonlySet<Trouble|null>} */
const PASSING = new Set(["none", "busy", "gone", "still"]);
/** A camera that was opened and gives no picture for so long is tried anew. */
const FIRST_PICTURE_MS = 8000;

/** @type {Record<string, Trouble>} */
const TROUBLES = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

export class Camera {
  /**
   * @param {HTMLVideoElement} video
   * @param {{live: (other: boolean) => void, trouble: (trouble: Trouble) => void,
   *   devices: (list: MediaDeviceInfo[]) => void}} handlers `live`: a picture comes, from another camera than
   *   before or not
   */
  constructor(video, handlers) {
    this.video = video;
    this.handlers = handlers;
    /** @type {MediaStream|null} */
    this.stream = null;
    this.wanted = false;
    /** The id of the camera that gave the last picture since it was first wanted, or "". */
    this.used = "";
    this.opening = false;
    /** @type {Trouble|null} */
    this.trouble = null;
    this.again = new Again(() => this.anew());
    navigator.mediaDevices?.addEventListener("devicechange", () => this.changed());
    navigator.permissions
      ?.query({ name: /** @type {PermissionName} */ ("camera") })
      .then((permission) => permission.addEventListener("change", () => this.changed()))
      .catch(() => {}); // Firefox knows no such question
  }

  /** Open the camera, or try again. */
  async open() {
    this.wanted = true;
    if (this.opening || this.stream) return;
    if (!navigator.mediaDevices?.getUserMedia) return this.miss("unable");
    this.opening = true;
    let given = true;
    try {
      const stream = await this.find();
      if (!this.wanted) return stop(stream);
      given = await this.take(stream);
    } catch (error) {
      this.miss(TROUBLES[/** @type {Error} */ (error).name] ?? "busy");
    } finally {
      this.opening = false;
    }
    // Released while it was being opened: somebody pressed "try again", or chose another camera.
    if (!given && this.wanted && !this.stream) await this.open();
    await this.list();
  }

  /** The remembered camera, else any. */
  async find() {
    const known = recall("camera");
    const ask = (/** @type {MediaTrackConstraints} */ more) =>
      navigator.mediaDevices.getUserMedia({ audio: false, video: { ...WANTED, ...more } });
    if (!known) return ask({});
    try {
      return await ask({ deviceId: { exact: known } });
    } catch (error) {
      if (TROUBLES[/** @type {Error} */ (error).name] !== "none") throw error;
      return ask({});
    }
  }

  /**
   * @param {MediaStream} stream
   * @returns whether it is still the one in use when its picture has come
   */
  async take(stream) {
    this.stream = stream;
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => this.stream === stream && this.lose("gone"));
    track.addEventListener("mute", () => this.stream === stream && this.stands(true));
    track.addEventListener("unmute", () => this.stream === stream && this.stands(false));
    this.video.srcObject = stream;
    const late = new Promise((over) => setTimeout(() => over("late"), FIRST_PICTURE_MS));
    const played = this.video.play().catch(() => {}); // taken away again in the meantime
    const came = (await Promise.race([played, late])) !== "late";
    if (this.stream !== stream) return false;
    if (came) this.found();
    else this.miss("still");
    return true;
  }

  /** No picture comes, or comes again. @param {boolean} still */
  stands(still) {
    if (!this.stream || still === (this.trouble === "still") || (!still && mute(this.stream))) return;
    if (still) this.miss("still");
    else this.found();
  }

  found() {
    const { current, used } = this;
    this.used = current || used;
    this.rest();
    this.handlers.live(used !== "" && this.used !== used);
  }

  /** @param {Trouble} trouble */
  miss(trouble) {
    // One that was pulled out is not found while it is away: no news.
    this.trouble = this.trouble === "gone" && trouble === "none" ? "gone" : trouble;
    this.handlers.trouble(this.trouble);
    if (PASSING.has(this.trouble)) this.again.later();
  }

  /** Try again by itself; a camera that is covered is left open: it tells by itself when it is not. */
  async anew() {
    if (!this.wanted || !this.trouble || mute(this.stream)) return;
    this.release();
    await this.open();
  }

  /** There is no trouble, or nobody asks. */
  rest() {
    this.again.rest();
    this.trouble = null;
  }

  /** @param {Trouble} trouble */
  lose(trouble) {
    if (!this.stream) return;
    this.release();
    if (this.wanted) this.miss(trouble);
  }

  /** Another camera came or went, or the permission changed: try again by itself where that may help. */
  async changed() {
    await this.list();
    if (this.wanted && this.trouble && this.trouble !== "still") await this.open();
  }

  /** @param {string} deviceId */
  async choose(deviceId) {
    remember("camera", deviceId);
    if (!this.wanted) return;
    this.release();
    await this.open();
  }

  async list() {
    const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    this.handlers.devices(devices.filter((device) => device.kind === "videoinput" && device.deviceId));
  }

  /** The id of the camera in use, or "". */
  get current() {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  }

  close() {
    this.wanted = false;
    this.used = "";
    this.rest();
    this.release();
  }

  release() {
    if (this.stream) stop(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }
}

/** @param {MediaStream} stream */
function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** Behind a shutter, say: what it still gives are black pictures, or old ones. @param {MediaStream|null} stream */
const mute = (stream) => stream?.getVideoTracks()[0]?.muted ?? false;
