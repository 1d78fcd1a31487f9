/**
 * Running an edit: ask, follow its progress, take its results. One at a time; whoever works on meanwhile cancels it.
 * @import { Doc, EditAnswer, ImageRef, Recipe, Results, Settings } from './types.js'
 * @import { SettingsStore } from './state/settings.js'
 * @import { Store } from './state/store.js'
 */
import { traceBlob } from './geometry/trace.js';
import { resolve } from './resolve.js';
import * as api from './server/api.js';
import { ApiError, isAbort, isCode, messageOf } from './server/errors.js';
import { withImage } from './server/pictures.js';
import { isPending, marksOf, recipeOf, settled, sourceOf, withResults } from './state/document.js';

/** How often to ask where events do not come through. */
const pollEvery = 500;

/**
 * @typedef {{ text: string, share: number | null }} Progress `share` of the whole, 0 to 1; null where it is not known
 */

export class EditRunner extends EventTarget {
  /** @type {Progress | null} null while nothing runs */
  progress = null;
  problem = '';
  /** Whether the problem is that the server does not answer. */
  isUnreachable = false;
  #store;
  #settings;
  /** @type {AbortController | null} */
  #abort = null;

  /** @param {Store} store @param {SettingsStore} settings */
  constructor(store, settings) {
    super();
    this.#store = store;
    this.#settings = settings;
  }

  get isRunning() {
    return this.progress !== null;
  }

  cancel() {
    this.#abort?.abort();
  }

  /**
   * Applies what is pending: one result is kept at once, several wait for a choice.
   * @param {{ doc?: Doc, changes?: Partial<Settings>, burst?: string }} [options] another state than the one shown;
   * other settings; see `Store.commit`
   * @returns {Promise<boolean>} whether there are results
   */
  async run({ doc = this.#store.committed, changes = {}, burst = '' } = {}) {
    const image = sourceOf(doc);
    if (this.isRunning || !image || !isPending(doc)) return false;
    const shown = this.#store.committed;
    const abort = (this.#abort = new AbortController());
    const stopIfChanged = () => this.#store.isDragging && abort.abort();
    this.#store.onChange(stopIfChanged);
    this.#tell({ text: 'Starting', share: null }, '');
    try {
      const resolved = await resolve(doc, { model: this.#settings.quickModel, signal: abort.signal });
      const recipe = recipeOf(resolved, { ...this.#settings.values, ...changes });
      const started = await withImage(image.id, () => api.startEdit({ ...recipe, image: image.id, format: 'png' }));
      const answer = await this.#follow(started, abort.signal);
      if (!answer.result) throw new ApiError(500, answer.error ?? {}, null);
      abort.signal.throwIfAborted();
      const number = doc.redoes ?? doc.rounds.length;
      const results = {
        ...resultsOf(answer.result, image, number, recipe),
        marks: marksOf(resolved),
        from: doc.at,
        replaces: doc.redoes,
        // Without it the edit is the same.
        cut: await cutOf(answer.result, image).catch(() => null),
      };
      // Beside other readings the one that was kept stays chosen.
      const known = doc.redoes === null ? null : doc.rounds[doc.redoes].recipe;
      results.chosen = Math.max(
        0,
        results.candidates.findIndex(
          ({ seed, steps, scope }) =>
            seed === known?.seed && steps === known.steps && scope === (known.scope ?? 'auto'),
        ),
      );
      // Other versions of a round are shown where that round is; what is pending stays beneath its results.
      const done = withResults(doc === shown ? resolved : shown, results);
      this.#store.commit(results.candidates.length > 1 ? done : settled(done), { burst, pause: Infinity });
      this.#tell(null, '');
      return true;
    } catch (error) {
      this.isUnreachable = isCode(error, 'unreachable');
      this.#tell(null, isAbort(error) ? '' : messageOf(error));
      if (error instanceof ApiError && error.code === 'unauthorized') this.dispatchEvent(new Event('unauthorized'));
      return false;
    } finally {
      this.#store.removeEventListener('change', stopIfChanged);
      this.#abort = null;
    }
  }

  /** @param {EditAnswer} edit @param {AbortSignal} signal */
  async #follow(edit, signal) {
    signal.addEventListener('abort', () => void api.cancelEdit(edit.id).catch(() => undefined), { once: true });
    let last = edit;
    try {
      if (!isOver(last)) for await (last of api.editEvents(edit.id, signal)) if (this.#step(last)) break;
    } catch (error) {
      if (isAbort(error)) throw error;
      // The stream broke off; the edit did not.
    }
    while (!this.#step(last)) {
      await new Promise((wake) => setTimeout(wake, pollEvery));
      signal.throwIfAborted();
      last = await api.editState(edit.id);
    }
    signal.throwIfAborted();
    return last;
  }

  /** @param {EditAnswer} edit @returns {boolean} whether it is over */
  #step(edit) {
    if (isOver(edit)) return true;
    this.#tell(progressOf(edit), '');
    return false;
  }

  /** @param {Progress | null} progress @param {string} problem */
  #tell(progress, problem) {
    [this.progress, this.problem] = [progress, problem];
    this.dispatchEvent(new Event('change'));
  }
}

/**
 * What the area leaves out, with the larger one as shapes: those need no server later on.
 * @param {NonNullable<EditAnswer['result']>} result
 * @param {ImageRef} image
 */
async function cutOf({ cut }, image) {
  if (!cut) return null;
  return { outside: cut.outside, larger: await traceBlob(await api.bytesAt(cut.largerMaskUrl), image, null) };
}

/** @param {EditAnswer} edit */
const isOver = (edit) => edit.state !== 'queued' && edit.state !== 'running';

/**
 * Where each stage begins and ends in the whole, and what it is called.
 * @type {Record<string, [number, number, string]>}
 */
const stages = {
  suggestingMask: [0, 0.05, 'Finding what may change'],
  encoding: [0.05, 0.2, 'Looking at the picture'],
  denoising: [0.2, 0.75, 'Moving things'],
  decoding: [0.75, 0.9, 'Drawing'],
  pastingBack: [0.9, 1, 'Finishing'],
};

/** @param {EditAnswer} edit @returns {Progress} */
function progressOf({ state, progress, queuePosition }) {
  if (state === 'queued')
    return { text: queuePosition ? `Waiting: number ${queuePosition} in line` : 'Waiting for its turn', share: null };
  const stage = progress && stages[progress.stage];
  if (!stage) return { text: 'Working', share: null };
  const [from, to, text] = stage;
  return { text, share: from + (to - from) * (progress.total > 0 ? progress.done / progress.total : 0) };
}

/**
 * @param {NonNullable<EditAnswer['result']>} result
 * @param {ImageRef} image
 * @param {number} round
 * @param {Recipe} recipe
 * @returns {Pick<Results, 'window' | 'candidates' | 'chosen' | 'recipe'>}
 */
function resultsOf({ window, candidates }, image, round, recipe) {
  const stem = image.name.replace(/\.[^.]*$/, '').replace(/-edit\d+$/, '');
  return {
    window,
    recipe,
    chosen: 0,
    candidates: candidates.map(({ image: id, ...told }) => ({
      image: { ...image, id, name: `${stem}-edit${round}.png` },
      seed: told.seed,
      steps: told.steps,
      scope: told.scope ?? 'auto',
      arrival: told.arrival,
      faults: told.faults ?? null,
    })),
  };
}
