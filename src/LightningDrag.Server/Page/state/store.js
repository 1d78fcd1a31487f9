/**
 * The one place that knows what is being made: a history of documents, and the draft that a gesture under way shows
 * before it is done.
 * @import { Doc } from '../types.js'
 */
import { emptyDoc } from './document.js';
import { History } from './history.js';

/** Commits of one burst that follow each other within so many milliseconds are one step. */
const burstPause = 1200;

export class Store extends EventTarget {
  history = new History(emptyDoc);
  /** What was committed last as part of a burst, and when. */
  #burst = { name: '', until: 0 };
  /** @type {Doc | null} */
  #draft = null;

  /** What to show. @returns {Doc} */
  get doc() {
    return this.#draft ?? this.history.present;
  }

  /** What was done, without the gesture under way. */
  get committed() {
    return this.history.present;
  }

  get isDragging() {
    return this.#draft !== null;
  }

  /** Shows a state that is not done yet. @param {Doc} doc */
  draft(doc) {
    this.#draft = doc;
    this.#changed();
  }

  discardDraft() {
    if (this.#draft === null) return;
    this.#draft = null;
    this.#changed();
  }

  /**
   * A step that undo takes back.
   * @param {Doc} doc
   * @param {{ burst?: string, pause?: number }} [options] commits of the same burst follow each other as one step: a
   * slider's, a held arrow key's
   */
  commit(doc, { burst = '', pause = burstPause } = {}) {
    const now = performance.now();
    const goesOn = burst !== '' && burst === this.#burst.name && now < this.#burst.until;
    this.#draft = null;
    if (goesOn) this.history.replace(doc);
    else this.history.push(doc);
    this.#burst = { name: burst, until: now + pause };
    this.#changed();
  }

  /** Completes a state in place, if it is still the present one. @param {Doc} from @param {Doc} to */
  amend(from, to) {
    if (this.history.present !== from || from === to) return;
    this.history.amend(to);
    this.#changed();
  }

  undo() {
    this.#endBurst();
    this.#draft = null;
    if (this.history.undo()) this.#changed();
  }

  redo() {
    this.#endBurst();
    this.#draft = null;
    if (this.history.redo()) this.#changed();
  }

  /** @param {{ past: Doc[], present: Doc, future: Doc[] }} saved */
  restore(saved) {
    this.#endBurst();
    this.history.restore(saved);
    this.#changed();
  }

  /** @param {() => void} listener */
  onChange(listener) {
    this.addEventListener('change', listener);
  }

  #endBurst() {
    this.#burst = { name: '', until: 0 };
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
