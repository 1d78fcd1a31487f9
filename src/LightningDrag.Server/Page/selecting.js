/**
 * The room where things are selected: the outline of what was clicked or circled becomes what is painted, to be pulled,
 * turned or scaled as a whole,
 * or to say what may change.
 * @import { PolygonShape, Shape } from './types.js'
 * @import { SettingsStore } from './state/settings.js'
 * @import { Bench } from './tools/bench.js'
 * @import { Failures } from './failures.js'
 */
import { boxOf } from './geometry/shapes.js';
import { pictureOf, traceBlob } from './geometry/trace.js';
import * as api from './server/api.js';
import { isAbort } from './server/errors.js';
import { withImage } from './server/pictures.js';
import { settled, sourceOf } from './state/document.js';
import { clearErrors } from './ui/notices.js';

/** Islands and holes narrower than this share of the picture's shorter side are none. */
const speckShare = 0.02;

/** @param {PolygonShape} outline */
function extentOf({ points }) {
  const { left, top, right, bottom } = boxOf([{ type: 'polygon', points }]);
  return Math.max(right - left, bottom - top);
}

export class SelectingRoom {
  #bench;
  #settings;
  #failures;
  /** @type {AbortController | null} */
  #abort = null;

  /** @param {Bench} bench @param {SettingsStore} settings @param {Failures} failures */
  constructor(bench, settings, failures) {
    this.#bench = bench;
    this.#settings = settings;
    this.#failures = failures;
    bench.addEventListener('find', (event) => event instanceof CustomEvent && void this.#find(event.detail));
  }

  /** @param {{ points?: number[][], area?: { shapes: Shape[] } }} where */
  async #find(where) {
    const { store } = this.#bench;
    const doc = store.committed;
    const image = sourceOf(settled(doc));
    if (!image) return;
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    clearErrors();
    this.#bench.isFinding = true;
    try {
      const request = { image: image.id, model: this.#settings.quickModel, ...where };
      const { png, bounds } = await withImage(image.id, () => api.selection(request, abort.signal));
      const speck = speckShare * Math.min(image.width, image.height);
      const strokes = (await traceBlob(pictureOf(png), image, bounds)).filter((outline) => extentOf(outline) > speck);
      // Whoever worked on meanwhile has something else in hand.
      if (store.committed === doc && !store.isDragging) store.commit({ ...settled(doc), strokes, suggested: false });
    } catch (error) {
      if (!isAbort(error)) await this.#failures.say(error, () => void this.#find(where));
    } finally {
      if (this.#abort === abort) this.#bench.isFinding = false;
    }
  }
}
