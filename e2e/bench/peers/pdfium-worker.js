// The worker: PDFium, one document, one page at a time.
import { init } from "/modules/@embedpdf/pdfium/dist/index.browser.js";

const BGRA = 4;
const ANNOTATIONS = 0x01;
const RGBA_ORDER = 0x10;

const loading = fetch("/modules/@embedpdf/pdfium/dist/pdfium.wasm")
  .then((answer) => answer.arrayBuffer())
  .then((wasmBinary) => init({ wasmBinary }))
  .then((library) => {
    library.PDFiumExt_Init();
    return library;
  });
let document = 0;

const acts = {
  async open(address) {
    const [library, bytes] = await Promise.all([loading, fetch(address).then((answer) => answer.arrayBuffer())]);
    const place = library.pdfium.wasmExports.malloc(bytes.byteLength);
    library.pdfium.HEAPU8.set(new Uint8Array(bytes), place);
    document = library.FPDF_LoadMemDocument(place, bytes.byteLength, "");
    if (!document) throw new Error("the document does not open");
    return library.FPDF_GetPageCount(document);
  },
  async size(number) {
    const library = await loading;
    const page = library.FPDF_LoadPage(document, number - 1);
    const size = { width: library.FPDF_GetPageWidthF(page), height: library.FPDF_GetPageHeightF(page) };
    library.FPDF_ClosePage(page);
    return size;
  },
  async draw(number, width, height) {
    const library = await loading;
    const length = width * height * 4;
    const place = library.pdfium.wasmExports.malloc(length);
    const page = library.FPDF_LoadPage(document, number - 1);
    const bitmap = library.FPDFBitmap_CreateEx(width, height, BGRA, place, width * 4);
    library.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    library.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, ANNOTATIONS | RGBA_ORDER);
    const pixels = library.pdfium.HEAPU8.slice(place, place + length).buffer;
    library.FPDFBitmap_Destroy(bitmap);
    library.FPDF_ClosePage(page);
    library.pdfium.wasmExports.free(place);
    return pixels;
  },
};

self.onmessage = async ({ data: { id, what, values } }) => {
  try {
    const answer = await acts[what](...values);
    self.postMessage({ id, answer }, answer instanceof ArrayBuffer ? [answer] : []);
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
};
