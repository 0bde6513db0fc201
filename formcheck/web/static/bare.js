/** A picture as the browser holds it, without encoding: formcheck/web/wire.py has the layout of the message. */
import { HEAD_BYTES, LAYOUTS, TIME_BYTES } from "./protocol.js";

/** @type {Partial<Record<VideoPixelFormat, number>>} */
const NUMBERS = LAYOUTS;
/** Formats with a quarter of the colour. @type {ReadonlySet<VideoPixelFormat>} */
const HALVED = new Set(["I420", "NV12"]);

/**
 * Bytes per row of each plane, without padding.
 * @param {VideoPixelFormat} format
 * @param {number} width
 */
function strides(format, width) {
  if (format === "I420") return [width, width / 2, width / 2];
  return format === "NV12" ? [width, width] : [4 * width];
}

/**
 * The message of a picture, or null for a format that has to be encoded.
 * @param {VideoFrame} frame
 * @param {number} time_s
 * @returns {Promise<ArrayBuffer|null>}
 */
export async function bareMessage(frame, time_s) {
  const { format, visibleRect } = frame;
  const number = format && NUMBERS[format];
  if (!format || !number || !visibleRect) return null;
  const { width, height } = visibleRect;
  const halved = HALVED.has(format);
  if (halved && (width % 2 || height % 2)) return null;
  let end = HEAD_BYTES;
  const planes = strides(format, width).map((stride, plane) => {
    const offset = end;
    end += stride * (plane && halved ? height / 2 : height);
    return { offset, stride };
  });
  const message = new ArrayBuffer(end);
  try {
    await frame.copyTo(message, { rect: visibleRect, layout: planes });
  } catch {
    return null;
  }
  const head = new DataView(message);
  head.setFloat64(0, time_s, true);
  [number, width, height].forEach((value, at) => head.setUint16(TIME_BYTES + 2 * at, value, true));
  return message;
}
