// pdf.js as its own documentation uses it: the worker parses, ranges are fetched as needed, the page is drawn here.
import * as pdfjs from "/modules/pdfjs-dist/build/pdf.min.mjs";
import { view } from "/peers/viewer.js";

pdfjs.GlobalWorkerOptions.workerSrc = "/modules/pdfjs-dist/build/pdf.worker.min.mjs";

await view(async (address) => {
  const paper = await pdfjs.getDocument({
    url: address,
    wasmUrl: "/modules/pdfjs-dist/wasm/",
    standardFontDataUrl: "/modules/pdfjs-dist/standard_fonts/",
    cMapUrl: "/modules/pdfjs-dist/cmaps/",
    iccUrl: "/modules/pdfjs-dist/iccs/",
  }).promise;
  return {
    pages: paper.numPages,
    size: async (number) => (await paper.getPage(number)).getViewport({ scale: 1 }),
    draw: async (number, width, height, canvas) => {
      const page = await paper.getPage(number);
      const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width });
      canvas.width = width;
      canvas.height = height;
      await page.render({ canvas, viewport }).promise;
    },
  };
});
