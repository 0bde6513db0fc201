/** A picture as the browser holds it, without encoding: see formcheck/web/wire.py for the layout of the message. */

const HEAD_BYTES = 14;
/** Numbers of the layouts that the program reads. @type {Record<string, number>} */
const LAYOUTS = { I420: 1, NV12: 2, RGBA: 3, RGBX: 3, BGRA: 4, BGRX: 4 };
/** Bytes a row of each plane, without padding. @type {Record<number, (width: number) => number[]>} */
const STRIDES = {
  1: (width) => [width, width / 2, width / 2],
  2: (width) => [width, width],
  3: (width) => [4 * width],
  4: (width) => [4 * width],
};
const HALVED = 2; // the first two layouts have half the colour

/**
 * The message of a picture, or null where it has no bare form: then it is to be encoded.
 * @param {VideoFrame} frame
 * @param {number} time_s
 * @returns {Promise<ArrayBuffer|null>}
 */
export async function bareMessage(frame, time_s) {
  const { format, visibleRect } = frame;
  const layout = LAYOUTS[format ?? ""];
  if (!layout || !visibleRect) return null;
  const { width, height } = visibleRect;
  const halved = layout <= HALVED;
  if (halved && (width % 2 || height % 2)) return null;
  let end = HEAD_BYTES;
  const planes = STRIDES[layout](width).map((stride, plane) => {
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
  [layout, width, height].forEach((value, at) => head.setUint16(8 + 2 * at, value, true));
  return message;
}
