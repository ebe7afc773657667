// Finds QR codes in a picture: with the browser's own decoder if it has one, else with ZXing as WebAssembly from our
// own files.
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

const FORMATS = ["qr_code"];
// The width given to our own decoder: enough for a badge at arm's length, and for ten frames a second.
const MAX_EDGE = 960;

async function ownDecoder() {
  const { BarcodeDetector, prepareZXingModule } = await import("barcode-detector/ponyfill");
  const address = new URL(wasm, import.meta.url).href;
  await prepareZXingModule({
    overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? address : prefix + path) },
    fireImmediately: true,
  });
  const detector = new BarcodeDetector({ formats: FORMATS });
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  return async (source) => {
    const [width, height] = [source.videoWidth ?? source.width, source.videoHeight ?? source.height];
    const scale = Math.min(1, MAX_EDGE / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
    return texts(await detector.detect(canvas));
  };
}

async function browsersDecoder() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new window.BarcodeDetector({ formats: FORMATS });
  return async (source) => texts(await detector.detect(source));
}

function texts(found) {
  return found.map((code) => code.rawValue).filter(Boolean);
}

let ready = null;

// A function from picture to texts of its codes. The picture: a video, an image, a canvas.
export function decoder() {
  ready ??= browsersDecoder()
    .then((detect) => detect ?? ownDecoder())
    .catch((error) => {
      ready = null;
      throw error;
    });
  return ready;
}
