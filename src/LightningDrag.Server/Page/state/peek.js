/**
 * A picture that is looked at for a moment, in place of the one worked on: a result pointed at, the photo as it was
 * while a button is held. It
 * changes nothing of the document, and is gone as soon as whoever looks lets go.
 * @import { ImageRef } from '../types.js'
 */
export class Peek extends EventTarget {
  /** @type {ImageRef[]} the topmost is seen */
  #layers = [];

  /** @returns {ImageRef | null} */
  get image() {
    return this.#layers.at(-1) ?? null;
  }

  /** Shows a picture until the function that it returns is called. @param {ImageRef} image */
  show(image) {
    const layer = { ...image };
    this.#layers = [...this.#layers, layer];
    this.dispatchEvent(new Event('change'));
    return () => {
      if (!this.#layers.includes(layer)) return;
      this.#layers = this.#layers.filter((other) => other !== layer);
      this.dispatchEvent(new Event('change'));
    };
  }
}
