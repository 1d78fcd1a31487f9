/**
 * Results side by side, best first. Pointing at one shows it on the stage, choosing it goes on from it.
 * @import { Candidate, Results } from '../types.js'
 * @import { Store } from '../state/store.js'
 */
import { bytesOf } from '../server/pictures.js';
import { continued } from '../state/document.js';
import { button, element } from './dom.js';

/** Side of a card's picture in device pixels. */
const cardSide = 320;
const cardAspect = 4 / 3;

/** @param {Store} store */
export function showCandidates(store) {
  const tray = element('candidates');
  const list = element('candidate-list');
  /** @type {Candidate[] | null} */
  let shown = null;
  const update = () => {
    const results = store.doc.results;
    tray.hidden = results === null;
    if ((results?.candidates ?? null) !== shown) list.replaceChildren(...(results?.candidates.map((candidate, i) => cardOf(results, candidate, i)) ?? []));
    shown = results?.candidates ?? null;
    list.querySelectorAll('.candidate').forEach((card, i) => card.classList.toggle('is-shown', i === results?.chosen));
  };
  const show = (/** @type {number} */ chosen) => {
    const doc = store.committed;
    if (doc.results && doc.results.chosen !== chosen) store.amend(doc, { ...doc, results: { ...doc.results, chosen } });
  };
  const cardOf = (/** @type {Results} */ results, /** @type {Candidate} */ candidate, /** @type {number} */ i) => {
    const card = document.createElement('button');
    card.type = 'button';
    card.className = 'candidate';
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    const caption = document.createElement('span');
    caption.textContent = captionOf(candidate, i);
    card.append(canvas, caption);
    card.setAttribute('aria-label', `${caption.textContent}: continue from result ${i + 1} of ${results.candidates.length}`);
    card.title = `Seed ${candidate.seed}, ${candidate.steps} step${candidate.steps === 1 ? '' : 's'}`;
    card.addEventListener('pointerenter', () => show(i));
    card.addEventListener('focus', () => show(i));
    card.addEventListener('click', () => store.commit(continued(store.committed, i)));
    void draw(canvas, results, candidate);
    return card;
  };
  button('discard').addEventListener('click', () => store.commit({ ...store.committed, results: null }));
  store.onChange(update);
  update();
}

/** @param {Candidate} candidate @param {number} i */
function captionOf({ arrival }, i) {
  const off = arrival && arrival.length > 0 ? Math.max(...arrival) : 0;
  const name = i === 0 ? 'Best' : `No. ${i + 1}`;
  return off >= 1 ? `${name} · ${off.toFixed(0)} px off` : name;
}

/** The surroundings of the points alone: that is where results differ. @param {Results} results @param {{ width: number, height: number }} image */
function surroundings({ recipe, window }, image) {
  const points = recipe.points.flatMap(({ handle, target }) => [handle, target]);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const margin = 0.2 * Math.min(window.width, window.height, image.width, image.height);
  const height = Math.min(image.height, Math.max(bottom - top + 2 * margin, (right - left + 2 * margin) / cardAspect));
  const width = Math.min(image.width, height * cardAspect);
  const place = (/** @type {number} */ middle, /** @type {number} */ size, /** @type {number} */ whole) => Math.round(Math.min(Math.max(middle - size / 2, 0), whole - size));
  return { left: place((left + right) / 2, width, image.width), top: place((top + bottom) / 2, height, image.height), width: Math.round(width), height: Math.round(height) };
}

/** @param {HTMLCanvasElement} canvas @param {Results} results @param {Candidate} candidate */
async function draw(canvas, results, { image }) {
  const { left, top, width, height } = surroundings(results, image);
  const scale = cardSide / Math.max(width, height);
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  try {
    const bitmap = await createImageBitmap(await bytesOf(image.id), left, top, width, height, { resizeWidth: canvas.width, resizeHeight: canvas.height, resizeQuality: 'medium' });
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
  } catch {
    // The stage shows the same picture and says what went wrong.
  }
}
