/**
 * The room where the area is worked on as a whole: grown, shrunk, inverted, feathered, read from a mask picture and
 * written to one.
 * @import { Store } from './state/store.js'
 * @import { Failures } from './failures.js'
 * @import { Doc, Shape } from './types.js'
 */
import { save, stemOf } from './download.js';
import { fillShapes } from './geometry/shapes.js';
import { outlined, traceBlob } from './geometry/trace.js';
import { grown, inverted } from './geometry/areas.js';
import { settled, shapesOf, sourceOf } from './state/document.js';
import { button, byId, element, input, reveal } from './ui/dom.js';

/** A press grows or shrinks by this much of the picture's shorter side, at least a pixel. */
const stepShare = 0.012;

/** Feather beyond this is no edge any more; the server's own bound. */
const mostFeather = 256;

export class AreaRoom {
  #store;
  #failures;

  /** @param {Store} store @param {Failures} failures */
  constructor(store, failures) {
    this.#store = store;
    this.#failures = failures;
    button('area-grow').addEventListener('click', () => this.#change((shapes, by) => grown(shapes, by), 'grow'));
    button('area-shrink').addEventListener('click', () => this.#change((shapes, by) => grown(shapes, -by), 'shrink'));
    button('area-invert').addEventListener('click', () =>
      this.#change((shapes) => inverted(shapes, sourceOf(store.committed) ?? { width: 1, height: 1 })),
    );
    button('area-thaw').addEventListener('click', () => store.commit({ ...settled(store.committed), frozen: [] }));
    button('area-open').addEventListener('click', () => input('mask-picker').click());
    button('area-save').addEventListener('click', () => void this.#save());
    input('mask-picker').addEventListener('change', () => {
      const file = input('mask-picker').files?.[0];
      if (file) void this.#open(file);
      input('mask-picker').value = '';
    });
    const feather = input('feather');
    const featherOf = () => (feather.valueAsNumber === 0 ? null : Math.min(mostFeather, feather.valueAsNumber));
    feather.addEventListener('input', () => store.draft({ ...settled(store.committed), feather: featherOf() }));
    feather.addEventListener('change', () => store.isDragging && store.commit(store.doc, { burst: 'feather' }));
    store.onChange(() => this.#update());
    this.#update();
  }

  #update() {
    const { doc, isDragging } = this.#store;
    const has = shapesOf(doc).some(({ subtract }) => !subtract);
    for (const id of ['area-grow', 'area-shrink', 'area-invert', 'area-save']) button(id).disabled = !has;
    button('area-open').disabled = sourceOf(doc) === null;
    reveal(button('area-thaw'), doc.frozen.length > 0, isDragging);
    input('feather').value = String(doc.feather ?? 0);
    byId('feather-text', HTMLOutputElement).value = doc.feather === null ? 'auto' : `${doc.feather} px`;
  }

  /**
   * What may change becomes one painted area.
   * @param {(shapes: Shape[], step: number) => Shape[]} work
   * @param {string} [burst]
   */
  #change(work, burst) {
    const doc = settled(this.#store.committed);
    const image = sourceOf(doc);
    const area = outlined(shapesOf(doc));
    if (!image || area.length === 0) return;
    const step = Math.max(1, Math.round(stepShare * Math.min(image.width, image.height)));
    this.#store.commit(painted(doc, outlined(work(area, step))), { burst });
  }

  /** @param {File} file */
  async #open(file) {
    const doc = settled(this.#store.committed);
    const image = sourceOf(doc);
    if (!image) return;
    try {
      const bitmap = await createImageBitmap(file);
      const fits = Math.abs(bitmap.width / bitmap.height - image.width / image.height) < 0.01;
      bitmap.close();
      if (!fits)
        throw new Error(
          `“${file.name}” has another shape than the photo: a mask picture has the photo's ` +
            `${image.width}×${image.height} pixels, bright where something may change.`,
        );
      const shapes = await traceBlob(file, image, null);
      if (shapes.length === 0) throw new Error(`“${file.name}” is dark all over: paint bright what may change.`);
      this.#store.commit(painted(doc, shapes));
    } catch (error) {
      await this.#failures.say(
        error instanceof Error && error.message.startsWith('“')
          ? error
          : new Error(`“${file.name}” is not a picture that this browser reads. Choose a PNG.`),
        null,
      );
    }
  }

  async #save() {
    const doc = this.#store.committed;
    const image = sourceOf(doc);
    if (!image) return;
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    if (!context) return;
    fillShapes(context, shapesOf(doc));
    context.globalCompositeOperation = 'destination-over';
    context.fillRect(0, 0, image.width, image.height);
    save(await canvas.convertToBlob({ type: 'image/png' }), `${stemOf(image.name)}-mask.png`);
    element('overlay').focus({ preventScroll: true });
  }
}

/** Only this may change: painted by hand, from now on. @param {Doc} doc @param {Shape[]} shapes @returns {Doc} */
const painted = (doc, shapes) => ({ ...doc, strokes: shapes, suggested: false });
