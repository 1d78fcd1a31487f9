/**
 * The room where pictures leave: as a file at full resolution, and the edit as a recipe.
 * @import { EditRunner } from './edits.js'
 * @import { Failures } from './failures.js'
 * @import { Store } from './state/store.js'
 * @import { SettingsStore } from './state/settings.js'
 * @import { ImageRef } from './types.js'
 */
import { fileOf, save, stemOf } from './download.js';
import { recipeBlob, recipeFor } from './recipe.js';
import { isPending, shownOf, sourceOf } from './state/document.js';
import { isAbort } from './server/errors.js';
import { button, byId, input } from './ui/dom.js';
import { showNote } from './ui/notices.js';

/** @typedef {'png' | 'jpeg' | 'webp'} Format */

export class DownloadRoom {
  #store;
  #runner;
  #settings;
  #failures;

  /** @param {Store} store @param {EditRunner} runner @param {SettingsStore} settings @param {Failures} failures */
  constructor(store, runner, settings, failures) {
    this.#store = store;
    this.#runner = runner;
    this.#settings = settings;
    this.#failures = failures;
    for (const item of document.querySelectorAll('#downloads [data-format]')) {
      if (item instanceof HTMLElement)
        item.addEventListener('click', () => void this.download(/** @type {Format} */ (item.dataset.format)));
    }
    button('download-recipe').addEventListener('click', () => this.#downloadRecipe());
    button('copy-picture').addEventListener('click', () => void this.#copy());
    button('share-picture').addEventListener('click', () => void this.#share());
    button('share-picture').hidden = !navigator.canShare?.({
      files: [new File([''], 'photo.png', { type: 'image/png' })],
    });
    const quality = input('quality');
    const showQuality = () => {
      quality.value = String(settings.values.jpegQuality);
      byId('quality-text', HTMLOutputElement).value = quality.value;
    };
    quality.addEventListener('input', () => settings.set({ jpegQuality: quality.valueAsNumber }));
    settings.addEventListener('change', showQuality);
    showQuality();
    const update = () => {
      button('download').disabled = sourceOf(store.doc) === null;
      button('download-recipe').disabled = recipeFor(store.committed, settings.values) === null;
    };
    store.onChange(update);
    update();
  }

  /** @param {Format} format */
  async download(format) {
    byId('downloads', HTMLElement).hidePopover();
    try {
      const image = await this.#finished();
      if (!image) return;
      const file = await fileOf(image, format, this.#settings.values.jpegQuality);
      save(file, file.name);
    } catch (error) {
      await this.#failures.say(error, () => void this.download(format));
    }
  }

  async #copy() {
    byId('downloads', HTMLElement).hidePopover();
    try {
      // The clipboard wants its promise at once, while the press still counts.
      const png = this.#finished()
        .then((image) => image && fileOf(image, 'png', 100))
        .then((file) => file ?? Promise.reject(new Error('There is nothing to copy.')));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
      showNote('Copied: paste it elsewhere.');
    } catch (error) {
      await this.#failures.say(
        navigator.clipboard
          ? error
          : new Error(
              'This browser copies pictures from securely served pages only (https or localhost). Download it instead.',
            ),
        null,
      );
    }
  }

  async #share() {
    byId('downloads', HTMLElement).hidePopover();
    try {
      const image = await this.#finished();
      if (image) await navigator.share({ files: [await fileOf(image, 'jpeg', this.#settings.values.jpegQuality)] });
    } catch (error) {
      if (!isAbort(error)) await this.#failures.say(error, null);
    }
  }

  /**
   * The picture to keep: what is pending is applied first, and a result that waits for a choice is taken.
   * @returns {Promise<ImageRef | null>}
   */
  async #finished() {
    if (isPending(this.#store.committed) && !(await this.#runner.run({ changes: { candidates: 1 } }))) return null;
    return shownOf(this.#store.committed);
  }

  #downloadRecipe() {
    const recipe = recipeFor(this.#store.committed, this.#settings.values);
    if (recipe) save(recipeBlob(recipe), `${stemOf(recipe.image ?? 'edit')}-recipe.json`);
    byId('downloads', HTMLElement).hidePopover();
  }
}
