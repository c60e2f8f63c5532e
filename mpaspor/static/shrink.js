// A photo of a paper needs no more than 2000 pixels. Made smaller on the phone it arrives sooner; if that fails, the original goes.
const LONGEST = 2000;
const PLENTY = 600_000;

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < PLENTY) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
}

async function send(input) {
  try {
    const chosen = new DataTransfer();
    for (const file of input.files) chosen.items.add(await smaller(file));
    input.files = chosen.files;
  } catch (error) {
    console.info("The photo is sent as it is.", error);
  }
  input.form.requestSubmit();
}

for (const input of document.querySelectorAll("[data-shrink]")) {
  input.closest(".file")?.classList.add("sends-itself");
  input.addEventListener("change", () => { if (input.files.length) send(input); });
}
