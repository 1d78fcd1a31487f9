/**
 * Ways to a picture: the picker, dropping, pasting, and the samples.
 * @import { ImageRef, Sample } from './types.js'
 */
import { readable } from './decode.js';
import * as api from './server/api.js';
import { saveImage } from './state/storage.js';

/** Pictures with a shorter side have nothing to take hold of. */
const shortestSide = 8;

/** @param {Blob} file @param {string} fileName @returns {Promise<{ image: ImageRef, notes: string[] }>} */
export async function upload(file, fileName) {
  const { blob, name, note } = await readable(file, fileName);
  const { id, width, height, notes = [] } = await api.uploadImage(blob);
  if (Math.min(width, height) < shortestSide)
    throw new Error(
      `“${name}” has ${width}×${height} pixels: there is nothing in it to edit. Choose a larger picture.`,
    );
  if (note !== '') notes.push(note);
  await saveImage(id, blob).catch(() =>
    notes.push('This browser has no room to keep the picture: reloading the page will lose it.'),
  );
  return { image: { id, width, height, name, isOpaque: blob.type === 'image/jpeg' }, notes };
}

/** @param {(blob: Blob, name: string) => void} open @param {HTMLInputElement} picker @param {HTMLElement} dropZone */
export function acceptFiles(open, picker, dropZone) {
  const take = (/** @type {FileList | undefined | null} */ files) =>
    files?.[0] && open(files[0], files[0].name || 'pasted.png');
  picker.addEventListener('change', () => {
    take(picker.files);
    picker.value = '';
  });
  let depth = 0;
  const mark = (/** @type {number} */ change) =>
    dropZone.classList.toggle('is-dropping', (depth = Math.max(0, depth + change)) > 0);
  document.addEventListener('dragenter', (event) => event.dataTransfer?.types.includes('Files') && mark(1));
  document.addEventListener('dragleave', (event) => event.dataTransfer?.types.includes('Files') && mark(-1));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(-depth);
    take(event.dataTransfer?.files);
  });
  document.addEventListener('paste', (event) => take(event.clipboardData?.files));
}

/**
 * @param {HTMLElement} list
 * @param {(blob: Blob, name: string) => void} open
 */
export async function showSamples(list, open) {
  const samples = await api.samples();
  list.replaceChildren(...samples.map((sample) => sampleCard(sample, open)));
}

/** @param {Sample} sample @param {(blob: Blob, name: string) => void} open */
function sampleCard(sample, open) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'sample';
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  [canvas.width, canvas.height] = [240, 160];
  const caption = document.createElement('span');
  caption.textContent = titleOf(sample.name);
  button.append(canvas, caption);
  const bytes = api.bytesAt(sample.url);
  void bytes.then(createImageBitmap).then(
    (bitmap) => {
      const scale = Math.max(canvas.width / bitmap.width, canvas.height / bitmap.height);
      const [width, height] = [bitmap.width * scale, bitmap.height * scale];
      canvas
        .getContext('2d')
        ?.drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 4, width, height);
      bitmap.close();
    },
    () => undefined,
  );
  button.addEventListener('click', async () => open(await bytes, sample.name));
  return button;
}

/** @param {string} file */
function titleOf(file) {
  const stem = file.replace(/\.[^.]*$/, '');
  return stem.charAt(0).toUpperCase() + stem.slice(1);
}
