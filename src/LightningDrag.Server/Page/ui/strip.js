/**
 * The history strip: the photo and what every round made of it. Choosing one goes back to it; what is made from there
 * stands at the end, so that later ones stay.
 * @import { Round } from '../types.js'
 * @import { Store } from '../state/store.js'
 */
import { bytesOf } from '../server/pictures.js';
import { settled, wentTo } from '../state/document.js';
import { element } from './dom.js';

const thumbnailSide = 144;

/** @param {Store} store */
export function showStrip(store) {
  const strip = element('strip');
  const list = element('strip-list');
  /** By place and id: going back and forth draws nothing anew. @type {Map<string, HTMLCanvasElement>} */
  const thumbnails = new Map();
  let shown = '';
  const update = () => {
    const { rounds, at } = store.doc;
    strip.hidden = rounds.length < 2;
    const key = rounds.map(({ image, from }) => `${image.id} ${from}`).join();
    if (key !== shown) {
      const used = new Set(rounds.map(({ image }, i) => `${i} ${image.id}`));
      for (const name of thumbnails.keys()) if (!used.has(name)) thumbnails.delete(name);
      list.replaceChildren(...rounds.map(entryOf));
      list.lastElementChild?.scrollIntoView({ block: 'nearest', inline: 'end' });
    }
    shown = key;
    list.querySelectorAll('button').forEach((button, i) => button.setAttribute('aria-current', String(i === at)));
  };
  const entryOf = (/** @type {Round} */ { image, from }, /** @type {number} */ i) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'round';
    const name = `${i} ${image.id}`;
    const canvas = thumbnails.get(name) ?? thumbnailOf(image);
    thumbnails.set(name, canvas);
    const caption = document.createElement('span');
    caption.textContent = i === 0 ? 'Photo' : `Edit ${i}`;
    if (i > 0 && from !== i - 1) caption.textContent += from === 0 ? ' of photo' : ` of ${from}`;
    button.append(canvas, caption);
    button.addEventListener('click', () => {
      const doc = settled(store.committed);
      if (i !== doc.at || store.committed.results) store.commit(wentTo(doc, i));
    });
    const entry = document.createElement('li');
    entry.append(button);
    return entry;
  };
  store.onChange(update);
  update();
}

/** @param {Round['image']} image */
function thumbnailOf(image) {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const scale = thumbnailSide / Math.max(image.width, image.height);
  [canvas.width, canvas.height] = [
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  ];
  void bytesOf(image.id)
    .then((blob) =>
      createImageBitmap(blob, { resizeWidth: canvas.width, resizeHeight: canvas.height, resizeQuality: 'medium' }),
    )
    .then(
      (bitmap) => {
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
        bitmap.close();
      },
      () => undefined,
    );
  return canvas;
}
