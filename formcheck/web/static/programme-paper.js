/** The programme on paper: pictures of the camera go to formcheck on this machine until it sees the code. */
import { at } from "./place.js";

const PAUSE_MS = 500;
const QUALITY = 0.85;
const ASKED_ABOUT = ["programme_other", "programme_older"];

const by = (/** @type {string} */ id) => document.getElementById(id);
const video = by("picture");
const paper = by("paper");
const text = by("text");

if (video instanceof HTMLVideoElement && paper && text instanceof HTMLTextAreaElement) {
  paper.hidden = false;
  by("camera")?.addEventListener("click", () => void look(video, text));
}

/**
 * @param {string} id
 * @param {boolean} shown
 * @param {string} [said]
 */
function show(id, shown, said) {
  const element = by(id);
  if (!element) return;
  element.hidden = !shown;
  if (said !== undefined) element.textContent = said;
}

/**
 * Look until the code was seen, or the camera is gone.
 *
 * @param {HTMLVideoElement} video
 * @param {HTMLTextAreaElement} text
 */
async function look(video, text) {
  show("dark", false);
  /** @type {MediaStream} */
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
  } catch {
    show("dark", true);
    return;
  }
  video.srcObject = stream;
  video.hidden = false;
  show("searching", true);
  await video.play();
  const canvas = document.createElement("canvas");
  while (stream.active) {
    const told = await send(video, canvas);
    if (told?.taken) location.assign(at(""));
    if (told?.taken || told?.code) break;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  for (const track of stream.getTracks()) track.stop();
  video.hidden = true;
  show("searching", false);

  /**
   * @param {HTMLVideoElement} video
   * @param {HTMLCanvasElement} canvas
   * @returns {Promise<{taken: boolean, why?: string, text?: string, code?: string} | null>}
   */
  async function send(video, canvas) {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    const picture = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!(picture instanceof Blob)) return null;
    const headers = { "Content-Type": "image/jpeg" };
    const answer = await fetch(at("programme"), { method: "POST", body: picture, headers }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (told?.text) show("told", true, told.text);
    if (told?.code) {
      text.value = told.code;
      show("asked", ASKED_ABOUT.includes(told.why));
    }
    return told;
  }
}
