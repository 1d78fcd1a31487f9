/**
 * The picture without a pointer: arrow keys move a crosshair, Enter presses and releases, so every tool works from the
 * keyboard. What happens is
 * said to screen readers.
 * @import { Bench, Stroke } from '../tools/bench.js'
 * @import { Overlay } from '../canvas/overlay.js'
 */
import { sourceOf } from '../state/document.js';

const directions = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

/** A step on the screen, without and with Shift, in CSS pixels. */
const steps = { fine: 4, coarse: 32 };

export class Crosshair {
  /** @type {Stroke | null} */
  #stroke = null;
  #bench;
  #overlay;
  #say;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Bench} bench
   * @param {Overlay} overlay
   * @param {(text: string) => void} say
   */
  constructor(canvas, bench, overlay, say) {
    this.#bench = bench;
    this.#overlay = overlay;
    this.#say = say;
    canvas.addEventListener('keydown', (event) => this.#key(event));
    canvas.addEventListener('blur', () => this.#leave());
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!sourceOf(this.#bench.store.doc) || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    if (direction) this.#step(direction, event.shiftKey ? steps.coarse : steps.fine);
    else if (event.key === 'Enter') this.#press();
    else if (event.key === 'Escape' && (this.#stroke || this.#overlay.crosshair)) this.#leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {[number, number]} direction @param {number} pixels */
  #step([dx, dy], pixels) {
    const { view } = this.#bench;
    const step = this.#bench.onPicture(pixels);
    const { x, y } = this.#overlay.crosshair ?? view.center;
    const at = view.clamp({ x: x + dx * step, y: y + dy * step });
    this.#overlay.crosshair = at;
    this.#overlay.pointer = null;
    view.reveal(at);
    this.#stroke?.move(at);
    this.#overlay.redraw();
    this.#say(`${Math.round(at.x)}, ${Math.round(at.y)}`);
  }

  #press() {
    const { view, tool } = this.#bench;
    const at = (this.#overlay.crosshair ??= view.center);
    if (this.#stroke) {
      this.#stroke.release();
      this.#stroke = null;
      this.#say(`Released at ${Math.round(at.x)}, ${Math.round(at.y)}.`);
    } else {
      this.#stroke = tool.press(this.#bench, at, this.#bench.onPicture(12));
      if (this.#stroke)
        this.#say(
          `${tool.name}: pressed at ${Math.round(at.x)}, ${Math.round(at.y)}. ` +
            'Move with the arrow keys, Enter releases, Escape gives up.',
        );
    }
    this.#overlay.redraw();
  }

  #leave() {
    this.#stroke?.cancel();
    this.#stroke = null;
    this.#overlay.crosshair = null;
    this.#overlay.redraw();
  }
}
