/** Undo and redo over values that are never changed, only replaced. @template T */
export class History {
  /** @type {T[]} */
  #past = [];
  /** @type {T[]} */
  #future = [];
  #present;

  /** Steps that can be undone. */
  static limit = 300;

  /** @param {T} present */
  constructor(present) {
    this.#present = present;
  }

  get present() {
    return this.#present;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** A step of its own. @param {T} next */
  push(next) {
    this.#past.push(this.#present);
    if (this.#past.length > History.limit) this.#past.shift();
    this.#present = next;
    this.#future = [];
  }

  /** Completes the present step: nothing that a person would undo by itself. @param {T} next */
  amend(next) {
    this.#present = next;
  }

  /** Another version of the step that was done last. @param {T} next */
  replace(next) {
    this.#present = next;
    this.#future = [];
  }

  undo() {
    const before = this.#past.pop();
    if (before === undefined) return false;
    this.#future.push(this.#present);
    this.#present = before;
    return true;
  }

  redo() {
    const after = this.#future.pop();
    if (after === undefined) return false;
    this.#past.push(this.#present);
    this.#present = after;
    return true;
  }

  /** Every value that undo and redo can reach. */
  all() {
    return [...this.#past, this.#present, ...this.#future];
  }

  /** As a plain object that IndexedDB stores. */
  save() {
    return { past: this.#past, present: this.#present, future: this.#future };
  }

  /** @param {{ past: T[], present: T, future: T[] }} saved */
  restore(saved) {
    [this.#past, this.#present, this.#future] = [[...saved.past], saved.present, [...saved.future]];
  }
}
