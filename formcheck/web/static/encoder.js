/** A worker: a picture becomes a message for the program, eight bytes of time and a JPEG. Nothing is kept. */

/** @type {OffscreenCanvas|null} */
let canvas = null;

onmessage = async ({ data }) => {
  const { time_s } = data;
  try {
    const message = await packed(data);
    postMessage({ message, time_s }, { transfer: [message] });
  } catch {
    postMessage({ message: null, time_s }); // no memory for a picture: the next one may fit
  }
};

/**
 * @param {{bitmap: ImageBitmap, width: number, height: number, quality: number, time_s: number}} picture
 * @returns {Promise<ArrayBuffer>}
 */
async function packed({ bitmap, width, height, quality, time_s }) {
  if (!canvas || canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d", { alpha: false })?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const jpeg = await (await canvas.convertToBlob({ type: "image/jpeg", quality })).arrayBuffer();
  const message = new Uint8Array(8 + jpeg.byteLength);
  new DataView(message.buffer).setFloat64(0, time_s, true);
  message.set(new Uint8Array(jpeg), 8);
  return message.buffer;
}
