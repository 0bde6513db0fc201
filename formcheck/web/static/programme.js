/** Opens a therapist's programme: a file, or a paper with a square code that is held before the camera. */
import { $, setText, setVisible } from "./dom.js";
import { recall } from "./prefs.js";

/** Reasons for which a programme is only taken when the patient says so again. */
const ASKED_ABOUT = ["programme_other", "programme_older"];
/** No code in this picture: the next one may have it. */
const NOTHING_SEEN = "nothing_seen";
const PICTURE_MS = 400;
const JPEG_QUALITY = 0.92;
/** A code of 8 cm has to be read: a picture of a visit is too small for that. */
const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 } };

/** @typedef {{taken: boolean, why?: string, text?: string, code?: string}} Answer */

export class ProgrammeWindow {
  /**
   * @param {import("./words.js").Words} words
   * @param {() => void} open
   */
  constructor(words, open) {
    this.words = words;
    /** What may be taken all the same. @type {File|string|null} */
    this.refused = null;
    /** @type {MediaStream|null} */
    this.stream = null;
    this.video = $("programme-video", HTMLVideoElement);
    const input = $("programme-file", HTMLInputElement);
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file) this.send(file);
      input.value = ""; // the same file may be chosen again
    });
    $("open-programme").addEventListener("click", () => {
      this.tell("");
      open();
    });
    $("programme-camera").addEventListener("click", () => this.look());
    $("programme-anyway").addEventListener("click", () => this.refused && this.send(this.refused, true));
    $("programme").addEventListener("close", () => this.stop());
  }

  /**
   * @param {File|string} code a file, or the text of a square code
   * @param {boolean} anyway the patient was asked, and wants it
   */
  async send(code, anyway = false) {
    this.stop();
    const form = new FormData();
    form.set(typeof code === "string" ? "text" : "file", code);
    if (anyway) form.set("anyway", "1");
    this.heard(await ask(form), code);
  }

  /**
   * @param {Answer|null} answer
   * @param {File|string|null} code what was sent
   */
  heard(answer, code) {
    if (answer?.taken) location.reload(); // everything on the page follows the programme
    else this.tell(answer?.text || this.words.text("page.trouble.lost"), ASKED_ABOUT.includes(answer?.why ?? "") ? code : null);
  }

  /**
   * @param {string} text
   * @param {File|string|null} refused
   */
  tell(text, refused = null) {
    this.refused = refused;
    setText($("programme-told"), text);
    setVisible($("programme-told"), text !== "");
    setVisible($("programme-anyway"), refused !== null);
  }

  /** Send pictures of the camera until a code was seen in one, or the window is closed. */
  async look() {
    if (this.stream) return;
    this.tell(this.words.text("page.programme.hold"));
    try {
      const camera = recall("camera");
      const video = { ...WANTED, ...(camera ? { deviceId: { ideal: camera } } : {}) };
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video });
      this.video.srcObject = this.stream;
      this.watch(true);
      await this.video.play();
    } catch {
      this.stop();
      return this.tell(this.words.text("page.programme.dark"));
    }
    const { stream } = this;
    if (!$("programme", HTMLDialogElement).open) return this.stop();
    while (this.stream === stream) {
      const picture = await this.picture();
      const answer = picture && (await ask(picture));
      if (this.stream !== stream) return;
      if (answer?.why !== NOTHING_SEEN) {
        this.stop();
        return this.heard(answer, answer?.code ?? null);
      }
      await new Promise((over) => setTimeout(over, PICTURE_MS));
    }
  }

  /** @returns {Promise<Blob|null>} what the camera sees, as JPEG */
  picture() {
    const canvas = document.createElement("canvas");
    canvas.width = this.video.videoWidth;
    canvas.height = this.video.videoHeight;
    canvas.getContext("2d")?.drawImage(this.video, 0, 0);
    return new Promise((give) => canvas.toBlob(give, "image/jpeg", JPEG_QUALITY));
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.watch(false);
  }

  /** While the camera looks, its picture has the room. @param {boolean} on */
  watch(on) {
    setVisible(this.video, on);
    for (const id of ["programme-how", "programme-camera", "programme-choose"]) setVisible($(id), !on);
  }
}

/**
 * @param {FormData|Blob} body
 * @returns {Promise<Answer|null>} null when the program does not answer
 */
async function ask(body) {
  const answer = await fetch("/programme", { method: "POST", body }).catch(() => null);
  return answer ? answer.json().catch(() => null) : null;
}
