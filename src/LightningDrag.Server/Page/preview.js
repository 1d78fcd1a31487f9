/**
 * The live preview: while something is dragged the server is asked for the changed window again and again. Each
 * request takes the newest state, and is sent so that it reaches the server when that is done with the one before:
 * earlier it would only wait there and grow old, later the server would wait. So the rate is whatever the server
 * sustains. An answer to a state that is gone is dropped.
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
  /**
   * @type {{ bitmap: ImageBitmap, bounds: Rectangle, window: Rectangle } | null} `bounds` is where it lies, `window`
   * what the model looked at
   */
  patch = null;
  /** The document that the patch was made for, null while there is none. @type {Doc | null} */
  shown = null;
  /** Why there is none, in words. */
  problem = '';

  #session = api.randomId();
  #sequence = 0;
  #isRunning = false;
  /** @type {{ doc: Doc, isDragging: boolean } | null} the state dealt with last */
  #done = null;
  /** The request whose answer is shown, or about to be. */
  #answered = '';
  /** Done when the request sent last is answered, one way or the other. @type {Promise<unknown>} */
  #asked = Promise.resolve();
  /** Done when the answers that have come are on the screen. */
  #arrival = Promise.resolve();
  /** How long the server takes for one as of late, and how long one is under way, in milliseconds. */
  #pace = { made: 0, way: 0 };
  #store;
  #view;
  #model;

  /**
   * @param {Store} store
   * @param {View} view
   * @param {() => string | undefined} model which draws; the server's own where there is none
   */
  constructor(store, view, model) {
    super();
    this.#store = store;
    this.#view = view;
    this.#model = model;
    store.onChange(() => void this.#run());
  }

  /** Whether the picture shown is still behind what is asked for. */
  get isRunning() {
    return this.#isRunning;
  }

  /** Tries again after a failure, or with another model. */
  retry() {
    this.#done = null;
    void this.#run();
  }

  get #isCurrent() {
    return (
      this.#done !== null && this.#done.doc === this.#store.doc && this.#done.isDragging === this.#store.isDragging
    );
  }

  async #run() {
    if (this.#isRunning) return;
    this.#setRunning(true);
    for (;;) {
      if (this.#isCurrent) {
        await this.#arrival;
        if (this.#isCurrent) break;
      }
      const { doc, isDragging } = this.#store;
      try {
        await this.#answer(doc, isDragging);
      } catch (error) {
        if (error instanceof ApiError && error.retryAfter)
          await new Promise((wake) => setTimeout(wake, Math.min(error.retryAfter ?? 1, 5) * 1000));
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
    if (!image || !isPending(doc)) {
      this.#answered = '';
      this.#say('');
      return this.#show(null);
    }
    const model = this.#model();
    const needed = await resolve(doc, { isDragging: true, model });
    const request = { image: image.id, model, ...asked(needed) };
    const key = JSON.stringify([request, isDragging]);
    if (key !== this.#answered) {
      const before = this.#asked;
      const answer = withImage(image.id, () =>
        api.preview({
          ...request,
          session: this.#session,
          sequence: ++this.#sequence,
          side: this.#side(),
          moving: isDragging,
          format: image.isOpaque ? 'jpeg' : 'webp',
        }),
      );
      this.#asked = answer.catch(() => undefined);
      this.#answered = key;
      this.#arrival = this.#arrive(answer, needed, key, this.#arrival);
      await before;
      await (isDragging ? Promise.race([answer, this.#almostMade()]) : answer);
    }
    if (!isDragging) this.#store.amend(doc, await resolve(needed, { model }));
  }

  /** The server has just begun with a picture: waits until the next request would find it done. */
  #almostMade() {
    const { made, way } = this.#pace;
    return new Promise((wake) => setTimeout(wake, made - way));
  }

  /**
   * Shows an answer once it is unpacked and those before it are shown.
   * @param {ReturnType<typeof api.preview>} answer whose failure `#run` tells
   * @param {Doc} doc
   * @param {string} key
   * @param {Promise<void>} earlier
   */
  async #arrive(answer, doc, key, earlier) {
    try {
      const told = await answer.catch(() => null);
      if (!told) return this.#forget(key);
      const { patch, bounds, window, made, way } = told;
      this.#pace = { made, way };
      const [bitmap] = await Promise.all([createImageBitmap(patch), earlier]);
      this.#say('');
      const now = this.#store.doc;
      // While dragging, each answer is of a state just past and shown all the same; that of another picture or of
      // nothing at all is not.
      if (sourceOf(now)?.id === sourceOf(doc)?.id && isPending(now)) return this.#show({ bitmap, bounds, window }, doc);
      bitmap.close();
    } catch (error) {
      this.#say(messageOf(error));
    }
    this.#forget(key);
  }

  /** It will be asked for again. @param {string} key */
  #forget(key) {
    if (this.#answered === key) this.#answered = '';
  }

  /** As large as the screen shows what the model looks at, if that is about what it looked at last. */
  #side() {
    const { width, height } = this.patch?.window ?? this.#view.imageSize;
    const shown = Math.max(width, height) * this.#view.scale * this.#view.ratio;
    return Math.round(Math.min(largestSide, Math.max(256, shown)));
  }

  /** @param {Preview['patch']} patch @param {Doc | null} [doc] */
  #show(patch, doc = null) {
    if (patch === null && this.patch === null) return;
    this.patch?.bitmap.close();
    this.patch = patch;
    this.shown = doc;
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
