/**
 * What the tools work with: the document, the view, what is selected, and the brush.
 * @import { Doc, Point, Shape } from '../types.js'
 * @import { Store } from '../state/store.js'
 * @import { View } from '../canvas/view.js'
 *
 * What happens between a press and its release.
 * @typedef {object} Stroke
 * @property {(at: Point) => void} move
 * @property {() => void} release
 * @property {() => void} cancel as if it had not been begun
 *
 * One tool. `press` begins a stroke, or returns null where there is nothing to do.
 * @typedef {object} Tool
 * @property {string} id
 * @property {string} name
 * @property {string} key
 * @property {string} hint what to do with it, in one sentence
 * @property {string} cursor
 * @property {boolean} [needsThings] only for models that tell whole things from parts
 * @property {(bench: Bench, at: Point, reach: number) => Stroke | null} press `reach`: how near counts as on something,
 * in picture pixels
 */
export class Bench extends EventTarget {
  /** @type {Tool} */
  #tool;
  /** @type {number | null} */
  #selected = null;
  /** Radius in shares of the picture's shorter side. */
  #brushShare = 0.05;
  /** Whether the lasso takes away. */
  #lassoSubtracts = false;
  /** Whether a pointer is down on the picture: nothing may move beneath it. */
  #isPressed = false;
  /** The lasso's line while it is drawn. @type {number[][] | null} */
  lassoLine = null;
  #knowsThings = false;
  #isFinding = false;

  /** @param {Store} store @param {View} view @param {Tool} tool */
  constructor(store, view, tool) {
    super();
    this.store = store;
    this.view = view;
    this.#tool = tool;
  }

  get tool() {
    return this.#tool;
  }

  set tool(tool) {
    this.#tool = tool;
    this.changed();
  }

  /** The id of the item that keys act on. */
  get selected() {
    return this.#selected;
  }

  set selected(id) {
    if (id === this.#selected) return;
    this.#selected = id;
    this.changed();
  }

  get brushShare() {
    return this.#brushShare;
  }

  set brushShare(share) {
    this.#brushShare = Math.min(0.5, Math.max(0.004, share));
    this.changed();
  }

  get lassoSubtracts() {
    return this.#lassoSubtracts;
  }

  set lassoSubtracts(subtracts) {
    this.#lassoSubtracts = subtracts;
    this.changed();
  }

  /** Whether the model tells whole things from parts. */
  get knowsThings() {
    return this.#knowsThings;
  }

  set knowsThings(knowsThings) {
    if (knowsThings === this.#knowsThings) return;
    this.#knowsThings = knowsThings;
    this.changed();
  }

  /** Whether the outline of a thing is being looked for. */
  get isFinding() {
    return this.#isFinding;
  }

  set isFinding(isFinding) {
    this.#isFinding = isFinding;
    this.changed();
  }

  /**
   * Asks for the outline of a thing: whoever knows the server answers with a commit.
   * @param {{ points: number[][] } | { area: { shapes: Shape[] } }} where
   */
  find(where) {
    this.dispatchEvent(new CustomEvent('find', { detail: where }));
  }

  get isPressed() {
    return this.#isPressed;
  }

  set isPressed(isPressed) {
    if (isPressed === this.#isPressed) return;
    this.#isPressed = isPressed;
    if (!isPressed) this.changed();
  }

  /** In picture pixels. */
  get brushRadius() {
    return Math.max(1, this.#brushShare * this.shortSide);
  }

  get shortSide() {
    return Math.min(this.view.imageSize.width, this.view.imageSize.height);
  }

  /** A length on the screen in picture pixels. @param {number} pixels */
  onPicture(pixels) {
    return pixels / this.view.scale;
  }

  /**
   * A stroke that shows what `change` makes of each position, and keeps it on release if `isDone`.
   * @param {(at: Point) => Doc} change
   * @param {() => boolean} [isDone]
   * @returns {Stroke}
   */
  stroke(change, isDone = () => true) {
    return {
      move: (at) => this.store.draft(change(at)),
      release: () => {
        if (this.store.isDragging && isDone()) this.store.commit(this.store.doc);
        else this.store.discardDraft();
      },
      cancel: () => this.store.discardDraft(),
    };
  }

  changed() {
    this.dispatchEvent(new Event('change'));
  }
}
