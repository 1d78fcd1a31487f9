/**
 * The room where photos come and go: opening one, closing it, and those that this browser keeps.
 * @import { Failures } from './failures.js'
 * @import { Store } from './state/store.js'
 * @import { TabSession } from './state/session.js'
 * @import { Bench } from './tools/bench.js'
 */
import { acceptFiles, showSamples, upload } from './open.js';
import { emptyDoc, opened, sourceOf } from './state/document.js';
import { drag } from './tools/drag.js';
import { tools } from './tools/index.js';
import { button, element, input } from './ui/dom.js';
import { clearNotices, showNote } from './ui/notices.js';
import { showStored } from './ui/stored.js';

/** A photo that is not open after so many milliseconds is spoken of. */
const openingPatience = 600;

export class OpeningRoom {
  #store;
  #bench;
  #session;
  #failures;
  #showStored;
  #isSaving = false;

  /** @param {Store} store @param {Bench} bench @param {TabSession} session @param {Failures} failures */
  constructor(store, bench, session, failures) {
    this.#store = store;
    this.#bench = bench;
    this.#session = session;
    this.#failures = failures;
    for (const id of ['open', 'welcome-open', 'menu-open']) button(id).addEventListener('click', () => this.pick());
    acceptFiles((blob, name) => void this.open(blob, name), input('picker'), element('stage'));
    button('close-photo').addEventListener('click', () => void this.close());
    this.#showStored = showStored(session, (id) => this.#change(id));
    store.onChange(() => (button('close-photo').disabled = sourceOf(store.doc) === null));
  }

  /** Asks for a file. */
  pick() {
    element('menu').hidePopover();
    input('picker').click();
  }

  /** @param {Blob} blob @param {string} name */
  async open(blob, name) {
    clearNotices();
    document.body.classList.add('is-busy');
    const wait = setTimeout(() => showNote(`Opening “${name}” …`), openingPatience);
    try {
      const { image, notes } = await upload(blob, name);
      this.#store.commit(opened(image));
      this.#bench.tool = drag;
      clearNotices();
      element('overlay').focus({ preventScroll: true });
      if (notes.length > 0) showNote(notes.join(' '));
    } catch (error) {
      await this.#failures.say(error, () => void this.open(blob, name));
    } finally {
      clearTimeout(wait);
      document.body.classList.remove('is-busy');
    }
  }

  /** Puts the photo away, with everything that was done: it stays among those stored. */
  async close() {
    element('menu').hidePopover();
    clearNotices();
    await this.#save();
    await this.#session.begin();
    this.#store.restore({ past: [], present: emptyDoc, future: [] });
    await this.#showStored();
  }

  /** What was open before a reload, or was worked on last. */
  async resume() {
    const session = await this.#session.resume().catch(() => undefined);
    if (session) {
      this.#store.restore(session.history);
      this.#bench.tool = tools.find(({ id }) => id === session.tool) ?? drag;
    }
    this.#store.onChange(() => void this.#saveSoon());
    this.#bench.addEventListener('change', () => void this.#saveSoon());
  }

  /** The pictures to try. */
  samples() {
    return showSamples(element('samples'), (blob, name) => void this.open(blob, name));
  }

  /** Goes on with a photo that is stored. @param {string} id @returns {Promise<boolean>} whether it could be opened */
  async #change(id) {
    await this.#save();
    const session = await this.#session.change(id);
    if (!session) return false;
    clearNotices();
    this.#store.restore(session.history);
    return true;
  }

  async #saveSoon() {
    if (this.#isSaving || this.#store.isDragging) return;
    this.#isSaving = true;
    await new Promise((wake) => setTimeout(wake, 250));
    this.#isSaving = false;
    await this.#save();
  }

  /** A page without a photo and without a past leaves nothing behind. */
  async #save() {
    const { history } = this.#store;
    if (!history.canUndo && !history.canRedo && sourceOf(history.present) === null) return;
    await this.#session.save({ history: history.save(), tool: this.#bench.tool.id, saved: Date.now() }).catch(() =>
      showNote('This browser has no room left: what you do now is lost when the page closes.', {
        label: 'Your photos',
        run: () => button('menu-stored').click(),
      }),
    );
  }
}
