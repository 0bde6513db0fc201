/** A picture as the browser holds it, without encoding: see formcheck/web/wire.py for the layout of the message. */

const HEAD_BYTES = 14;
/** Numbers of the layouts that the program reads. @type {Record<string, number>} */
const LAYOUTS = { I420: 1, NV12: 2, RGBA: 3, RGBX: 3, BGRA: 4, BGRX: 4 };
/** Rows of planes without padding: bytes a row of each plane, by layout. @type {Record<number, (width: number) => number[]>} */
const STRIDES = {
  1: (width) => [width, width / 2, width / 2],
  2: (width) => [width, width],
  3: (width) => [4 * width],
  4: (width) => [4 * width],
};

/**
 * The message of the video's present picture, or null where this browser or this picture has no bare form: then it
 * is to be encoded.
 * @param {HTMLVideoElement} video
 * @param {number} widest_px wider pictures are to be made smaller, which this cannot do
 * @param {number} time_s
 * @returns {Promise<ArrayBuffer|null>}
 */
export async function bareMessage(video, widest_px, time_s) {
  if (typeof VideoFrame !== "function" || video.videoWidth > widest_px) return null;
  const frame = new VideoFrame(video, { timestamp: Math.round(time_s * 1e6) });
  try {
    const { format, visibleRect } = frame;
    const layout = LAYOUTS[format ?? ""];
    if (!layout || !visibleRect) return null;
    const { width, height } = visibleRect;
    if (layout <= 2 && (width % 2 || height % 2)) return null;
    const strides = STRIDES[layout](width);
    let offset = HEAD_BYTES;
    const planes = strides.map((stride, plane) => {
      const place = { offset, stride };
      offset += stride * (plane && layout <= 2 ? height / 2 : height);
      return place;
    });
    const message = new ArrayBuffer(offset);
    await frame.copyTo(message, { rect: visibleRect, layout: planes });
    const head = new DataView(message);
    head.setFloat64(0, time_s, true);
    [layout, width, height].forEach((value, at) => head.setUint16(8 + 2 * at, value, true));
    return message;
  } catch {
    return null; // a format that cannot be copied here
  } finally {
    frame.close();
  }
}
