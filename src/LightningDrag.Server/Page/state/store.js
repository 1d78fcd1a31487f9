/**
 * The one place that knows what is being made: a history of documents, and the draft that a gesture under way shows before it is done.
 * @import { Doc } from '../types.js'
 */
import { emptyDoc } from './document.js';
import { History } from './history.js';

export class Store extends EventTarget {
  history = new History(emptyDoc);
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

  /** A step that undo takes back. @param {Doc} doc */
  commit(doc) {
    this.#draft = null;
    this.history.push(doc);
    this.#changed();
  }

  /** Completes a state in place, if it is still the present one. @param {Doc} from @param {Doc} to */
  amend(from, to) {
    if (this.history.present !== from || from === to) return;
    this.history.amend(to);
    this.#changed();
  }

  undo() {
    this.#draft = null;
    if (this.history.undo()) this.#changed();
  }

  redo() {
    this.#draft = null;
    if (this.history.redo()) this.#changed();
  }

  /** @param {{ past: Doc[], present: Doc, future: Doc[] }} saved */
  restore(saved) {
    this.history.restore(saved);
    this.#changed();
  }

  /** @param {() => void} listener */
  onChange(listener) {
    this.addEventListener('change', listener);
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
