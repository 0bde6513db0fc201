/** Makes messages for the program out of pictures: bare where that is possible, else JPEG. Keeps nothing. */
import { bareMessage } from "./bare.js";
import { TIME_BYTES } from "./protocol.js";

const QUALITY = 0.85;

/** @type {OffscreenCanvas|null} */
let canvas = null;

/**
 * @param {VideoFrame} frame
 * @param {number} widest_px
 * @param {number} time_s
 */
export async function packed(frame, widest_px, time_s) {
  const bare = frame.displayWidth <= widest_px ? await bareMessage(frame, time_s) : null;
  if (bare) return bare;
  const width = Math.min(widest_px, frame.displayWidth);
  return encoded(frame, width, Math.round((width * frame.displayHeight) / frame.displayWidth), time_s);
}

/**
 * @param {CanvasImageSource} picture
 * @param {number} width
 * @param {number} height
 * @param {number} time_s
 * @returns {Promise<ArrayBuffer>} the time and a JPEG
 */
export async function encoded(picture, width, height, time_s) {
  if (!canvas || canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { alpha: false, desynchronized: true });
  pen?.drawImage(picture, 0, 0, width, height);
  const jpeg = await (await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY })).arrayBuffer();
  const message = new Uint8Array(TIME_BYTES + jpeg.byteLength);
  new DataView(message.buffer).setFloat64(0, time_s, true);
  message.set(new Uint8Array(jpeg), TIME_BYTES);
  return message.buffer;
}
