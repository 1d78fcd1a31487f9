/**
 * The live preview: while something is dragged the server is asked for the changed window again and again. One request is under way at a time, the
 * next one takes the newest state, and an answer to a state that is gone is dropped; so the rate is whatever the server sustains.
 * @import { Doc, Rectangle } from './types.js'
 * @import { Store } from './state/store.js'
 * @import { View } from './canvas/view.js'
 */
import { resolve } from './resolve.js';
import * as api from './server/api.js';
import { ApiError, isAbort, isCode, messageOf } from './server/errors.js';
import { withImage } from './server/pictures.js';
import { asked, isPending, sourceOf } from './state/document.js';

/** Largest side of a patch: about what a screen shows of it. */
const largestSide = 768;

export class Preview extends EventTarget {
  /** @type {{ bitmap: ImageBitmap, window: Rectangle, image: string } | null} */
  patch = null;
  /** Why there is none, in words. */
  problem = '';

  #session = api.randomId();
  #sequence = 0;
  #isRunning = false;
  /** @type {{ doc: Doc, isDragging: boolean } | null} the state dealt with last */
  #done = null;
  /** The request whose answer is shown. */
  #shown = '';
  #store;
  #view;

  /** @param {Store} store @param {View} view */
  constructor(store, view) {
    super();
    this.#store = store;
    this.#view = view;
    store.onChange(() => void this.#run());
  }

  /** Whether the picture shown is still behind what is asked for. */
  get isRunning() {
    return this.#isRunning;
  }

  /** Tries again after a failure. */
  retry() {
    this.#done = null;
    void this.#run();
  }

  async #run() {
    if (this.#isRunning) return;
    this.#setRunning(true);
    for (;;) {
      const { doc, isDragging } = this.#store;
      if (this.#done && doc === this.#done.doc && isDragging === this.#done.isDragging) break;
      try {
        await this.#answer(doc, isDragging);
        this.#say('');
      } catch (error) {
        if (error instanceof ApiError && error.retryAfter) await new Promise((wake) => setTimeout(wake, Math.min(error.retryAfter ?? 1, 5) * 1000));
        else if (!isAbort(error) && !isCode(error, 'superseded')) this.#say(messageOf(error));
        if (error instanceof ApiError && (error.retryAfter || error.code === 'superseded')) continue;
      }
      this.#done = { doc, isDragging };
    }
    this.#setRunning(false);
  }

  /** @param {Doc} doc @param {boolean} isDragging */
  async #answer(doc, isDragging) {
    const image = sourceOf(doc);
    if (!image || !isPending(doc)) return this.#show(null, '');
    const needed = await resolve(doc, true);
    const request = { image: image.id, ...asked(needed) };
    const key = JSON.stringify(request);
    if (key !== this.#shown) {
      const { patch, window } = await withImage(image.id, () =>
        api.preview({ ...request, session: this.#session, sequence: ++this.#sequence, side: this.#side(), format: image.isOpaque ? 'jpeg' : 'webp' }));
      const bitmap = await createImageBitmap(patch);
      const now = this.#store.doc;
      // While dragging, each answer is of a state just past and shown all the same; that of another picture or of nothing at all is not.
      if (sourceOf(now)?.id === image.id && isPending(now)) this.#show({ bitmap, window, image: image.id }, key);
      else bitmap.close();
    }
    if (!isDragging) this.#store.amend(doc, await resolve(needed, false));
  }

  #side() {
    const { width, height } = this.#view.imageSize;
    const shown = Math.max(width, height) * this.#view.scale * this.#view.ratio;
    return Math.round(Math.min(largestSide, Math.max(256, shown)));
  }

  /** @param {Preview['patch']} patch @param {string} key */
  #show(patch, key) {
    this.#shown = key;
    if (patch === null && this.patch === null) return;
    this.patch?.bitmap.close();
    this.patch = patch;
    this.dispatchEvent(new Event('change'));
  }

  /** @param {boolean} isRunning */
  #setRunning(isRunning) {
    this.#isRunning = isRunning;
    this.dispatchEvent(new Event('running'));
  }

  /** @param {string} problem */
  #say(problem) {
    if (problem === this.problem) return;
    this.problem = problem;
    this.dispatchEvent(new Event('problem'));
  }
}
