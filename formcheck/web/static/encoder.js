/**
 * A worker: pictures become messages for the program, bare where that is possible, else as JPEG. Nothing is kept.
 *
 * Either it is given the camera's own stream of frames, and takes as many as it may; or single pictures, where the
 * browser has no such stream. Times of the stream are those at which its frames were taken, on the page's clock.
 */
import { bareMessage } from "./bare.js";

const QUALITY = 0.85;
const ALIVE_MS = 500;

/** @type {OffscreenCanvas|null} */
let canvas = null;
let run = 0;
let may = 0;
let dropped = 0;

onmessage = async ({ data }) => {
  if (data.may !== undefined) may = data.may;
  else if (data.readable) follow(data);
  else if (data.bitmap) {
    const { bitmap, width, height, time_s } = data;
    const message = await encoded(bitmap, width, height, time_s);
    bitmap.close();
    postMessage({ message, time_s }, { transfer: [message] });
  } else run += 1; // stop
};

/** @param {{readable: ReadableStream<VideoFrame>, zero_ms: number, widest_px: number}} stream */
async function follow({ readable, zero_ms, widest_px }) {
  run += 1;
  const own = run;
  const reader = readable.getReader();
  // What the camera's clock is behind the page's: the least that any frame was late.
  let behind_ms = Infinity;
  let alive_ms = 0;
  let last_s = -1;
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return;
    if (own !== run) {
      frame.close();
      await reader.cancel();
      return;
    }
    const now_ms = performance.timeOrigin + performance.now() - zero_ms;
    behind_ms = Math.min(behind_ms, now_ms - frame.timestamp / 1000);
    const captured_ms = frame.timestamp / 1000 + behind_ms;
    const time_s = captured_ms / 1000;
    if (now_ms - alive_ms > ALIVE_MS) {
      alive_ms = now_ms;
      postMessage({ alive: true });
    }
    if (may > 0 && time_s > last_s) {
      may -= 1;
      last_s = time_s;
      const message = await packed(frame, widest_px, time_s);
      postMessage({ message, time_s, captured_ms, read_ms: now_ms, dropped }, { transfer: [message] });
      dropped = 0;
    } else dropped += 1;
    frame.close();
  }
}

/**
 * @param {VideoFrame} frame
 * @param {number} widest_px
 * @param {number} time_s
 */
async function packed(frame, widest_px, time_s) {
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
 * @returns {Promise<ArrayBuffer>} eight bytes of time and a JPEG
 */
async function encoded(picture, width, height, time_s) {
  if (!canvas || canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { alpha: false, desynchronized: true });
  pen?.drawImage(picture, 0, 0, width, height);
  const jpeg = await (await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY })).arrayBuffer();
  const message = new Uint8Array(8 + jpeg.byteLength);
  new DataView(message.buffer).setFloat64(0, time_s, true);
  message.set(new Uint8Array(jpeg), 8);
  return message.buffer;
}
