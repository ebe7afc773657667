// [data-crop]: the part of a photograph for the badge is selected in a frame of 3:4. The file is sent unchanged with
// the frame, in fractions of the picture: the server crops. Without this script it takes the middle. The server refuses
// a larger file, with an explanation.
const LARGEST = 10 * 1024 * 1024;

export function startPhotoCrop(part) {
  for (const field of part.querySelectorAll("[data-crop]:not([data-crop-started])")) {
    field.dataset.cropStarted = "";
    const file = field.querySelector("input[type=file]");
    const value = field.querySelector("[data-crop-value]");
    let shown;
    file.addEventListener("change", async () => {
      shown?.destroy();
      shown = null;
      value.value = "";
      field.querySelector(".crop")?.remove();
      const [chosen] = file.files;
      if (!chosen || !isShown(chosen)) return;
      shown = await frame(field, chosen, value);
    });
  }
}

export function isShown({ size, type }) {
  return size <= LARGEST && /^image\/(png|jpeg|webp)$/.test(type);
}

async function frame(field, chosen, value) {
  const { default: Cropper } = await import("cropperjs");
  const box = document.createElement("div");
  box.className = "crop";
  const hint = document.createElement("p");
  hint.className = "field-help";
  hint.textContent = field.dataset.crop;
  const holder = document.createElement("div");
  holder.className = "crop-frame";
  const picture = document.createElement("img");
  picture.alt = "";
  picture.src = await read(chosen);
  holder.append(picture);
  box.append(hint, holder);
  field.append(box);
  picture.addEventListener("error", () => box.remove());
  const cropper = new Cropper(picture, {
    aspectRatio: 3 / 4,
    viewMode: 1,
    autoCropArea: 1,
    // The browser turns the picture upright by itself.
    checkOrientation: false,
    center: false,
    rotatable: false,
    scalable: false,
    crop: ({ detail }) => {
      const { naturalWidth, naturalHeight } = cropper.getImageData();
      if (naturalWidth && naturalHeight) value.value = fractions(detail, naturalWidth, naturalHeight);
    },
  });
  return cropper;
}

// The frame as "x,y,width,height", each a fraction of the picture.
export function fractions({ x, y, width, height }, pictureWidth, pictureHeight) {
  const parts = [x / pictureWidth, y / pictureHeight, width / pictureWidth, height / pictureHeight];
  return parts.map((number) => Math.min(1, Math.max(0, number)).toFixed(4)).join(",");
}

// As data: the content security policy allows no other pictures but the server's.
function read(chosen) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(chosen);
  });
}
