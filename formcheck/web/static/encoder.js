/** A worker: a picture becomes a message for the program, eight bytes of time and a JPEG. Nothing is kept. */

/** @type {OffscreenCanvas|null} */
let canvas = null;

onmessage = async ({ data }) => {
  const { bitmap, width, height, quality, time_s } = data;
  if (!canvas || canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { alpha: false, desynchronized: true });
  pen?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const jpeg = await (await canvas.convertToBlob({ type: "image/jpeg", quality })).arrayBuffer();
  const message = new Uint8Array(8 + jpeg.byteLength);
  new DataView(message.buffer).setFloat64(0, time_s, true);
  message.set(new Uint8Array(jpeg), 8);
  postMessage({ message: message.buffer, time_s }, { transfer: [message.buffer] });
};
