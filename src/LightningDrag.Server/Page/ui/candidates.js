/**
 * Results side by side, best first. Pointing at one shows it on the stage for as long as one points; a click or Enter
 * chooses it, a double click
 * or "Keep" goes on from it, and holding it shows what was before.
 * @import { Candidate, Results } from '../types.js'
 * @import { ResultsRoom } from '../results.js'
 * @import { Peek } from '../state/peek.js'
 * @import { Store } from '../state/store.js'
 */
import { bytesOf } from '../server/pictures.js';
import { beforeOf } from '../state/document.js';
import { button, element, whileHeld } from './dom.js';
import { candidateWords } from './faults.js';

/** Side of a card's picture in device pixels. */
const cardSide = 320;
const cardAspect = 4 / 3;

/** @param {Store} store @param {ResultsRoom} room @param {Peek} peek */
export function showCandidates(store, room, peek) {
  const tray = element('candidates');
  const list = element('candidate-list');
  /** @type {Candidate[] | null} */
  let shown = null;
  /** Ends every look that is under way. @type {Set<() => void>} */
  const looks = new Set();
  const update = () => {
    const results = store.doc.results;
    if ((results?.candidates ?? null) !== shown) {
      for (const leave of looks) leave();
      list.replaceChildren(...(results?.candidates.map((candidate, i) => cardOf(results, candidate, i)) ?? []));
    }
    shown = results?.candidates ?? null;
    const hadFocus = tray.contains(document.activeElement);
    tray.hidden = results === null;
    if (results === null && hadFocus) element('overlay').focus({ preventScroll: true });
    button('discard').textContent = results?.replaces == null ? 'Back to the points' : 'Back';
    list
      .querySelectorAll('.candidate')
      .forEach((card, i) => card.setAttribute('aria-pressed', String(i === results?.chosen)));
  };
  const look = (/** @type {Candidate} */ { image }) => {
    const hide = peek.show(image);
    const leave = () => {
      looks.delete(leave);
      hide();
    };
    looks.add(leave);
    return leave;
  };
  const cardOf = (/** @type {Results} */ results, /** @type {Candidate} */ candidate, /** @type {number} */ i) => {
    const card = document.createElement('button');
    card.type = 'button';
    card.className = 'candidate';
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    const name = document.createElement('span');
    name.textContent = nameOf(results.candidates, i);
    const words = candidateWords(candidate);
    const wrong = document.createElement('span');
    wrong.className = 'candidate-words';
    wrong.textContent = words.join(', ');
    card.append(canvas, name, wrong);
    card.title = `Seed ${candidate.seed}, ${candidate.steps} step${candidate.steps === 1 ? '' : 's'}`;
    for (const [begin, end, isLook] of /** @type {[string, string, (event: Event) => boolean][]} */ ([
      ['pointerenter', 'pointerleave', (event) => event instanceof PointerEvent && event.pointerType !== 'touch'],
      ['focus', 'blur', () => card.matches(':focus-visible')],
    ])) {
      let leave = () => {};
      card.addEventListener(begin, (event) => {
        leave();
        if (isLook(event)) leave = look(candidate);
      });
      card.addEventListener(end, () => leave());
    }
    card.addEventListener('click', () => room.choose(i));
    card.addEventListener('dblclick', () => {
      room.choose(i);
      room.keep();
    });
    whileHeld(card, () => {
      const before = beforeOf(store.doc);
      return before ? peek.show(before) : () => {};
    });
    void draw(canvas, results, candidate);
    return card;
  };
  button('keep').addEventListener('click', () => room.keep());
  button('discard').addEventListener('click', () => room.discard());
  store.onChange(update);
  update();
}

/** What each way to read a drag is called. */
const readingNames = { auto: 'Most likely', thing: 'The whole thing', part: 'Only this part' };

/**
 * By its meaning where the results have several, else by its place.
 * @param {Candidate[]} candidates
 * @param {number} i
 */
function nameOf(candidates, i) {
  const { scope } = candidates[i];
  if (!differByMeaning(candidates)) return i === 0 ? 'Best' : `No. ${i + 1}`;
  const before = candidates.slice(0, i).filter((other) => other.scope === scope).length;
  if (before === 0) return readingNames[scope];
  return scope !== 'auto'
    ? `${readingNames[scope]} ${before + 1}`
    : before === 1
      ? 'Another try'
      : `Another try ${before}`;
}

/** @param {Candidate[]} candidates */
const differByMeaning = (candidates) => candidates.some(({ scope }) => scope !== candidates[0].scope);

/**
 * The surroundings of the points alone: that is where results differ. What else goes with them is seen in all that the
 * model looked at.
 * @param {Results} results
 * @param {{ width: number, height: number }} image
 */
function surroundings({ recipe, window, candidates }, image) {
  const corners = [
    [Math.max(0, window.x), Math.max(0, window.y)],
    [Math.min(image.width, window.x + window.width), Math.min(image.height, window.y + window.height)],
  ];
  const points = differByMeaning(candidates)
    ? corners
    : recipe.points.flatMap(({ handle, target }) => [handle, target]);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const margin = 0.2 * Math.min(window.width, window.height, image.width, image.height);
  const height = Math.min(image.height, Math.max(bottom - top + 2 * margin, (right - left + 2 * margin) / cardAspect));
  const width = Math.min(image.width, height * cardAspect);
  const place = (/** @type {number} */ middle, /** @type {number} */ size, /** @type {number} */ whole) =>
    Math.round(Math.min(Math.max(middle - size / 2, 0), whole - size));
  return {
    left: place((left + right) / 2, width, image.width),
    top: place((top + bottom) / 2, height, image.height),
    width: Math.round(width),
    height: Math.round(height),
  };
}

/** @param {HTMLCanvasElement} canvas @param {Results} results @param {Candidate} candidate */
async function draw(canvas, results, { image }) {
  const { left, top, width, height } = surroundings(results, image);
  const scale = cardSide / Math.max(width, height);
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  try {
    const bitmap = await createImageBitmap(await bytesOf(image.id), left, top, width, height, {
      resizeWidth: canvas.width,
      resizeHeight: canvas.height,
      resizeQuality: 'medium',
    });
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
  } catch {
    // The stage shows the same picture and says what went wrong.
  }
}
