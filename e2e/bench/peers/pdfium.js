// PDFium in WebAssembly as viewers use it: in a worker, on the whole file; pixels come back and are painted here.
import { view } from "/peers/viewer.js";

await view(async (address) => {
  const worker = new Worker("/peers/pdfium-worker.js", { type: "module" });
  const waiting = new Map();
  let asked = 0;
  worker.onmessage = ({ data: { id, error, answer } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(error));
    else resolve(answer);
  };
  const ask = (what, ...values) =>
    new Promise((resolve, reject) => {
      waiting.set(++asked, { resolve, reject });
      worker.postMessage({ id: asked, what, values });
    });
  const pages = await ask("open", address);
  return {
    pages,
    size: (page) => ask("size", page),
    draw: async (page, width, height, canvas) => {
      const pixels = await ask("draw", page, width, height);
      canvas.width = width;
      canvas.height = height;
      canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
    },
  };
});
