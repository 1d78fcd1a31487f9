/**
 * After an edit: keep one of several results, ask for other readings of the same drag, change how far it went, open its
 * points again.
 * @import { EditRunner } from './edits.js'
 * @import { Store } from './state/store.js'
 * @import { SettingsStore } from './state/settings.js'
 * @import { Doc, Scope } from './types.js'
 */
import { atStrength } from './state/strength.js';
import { continued, reopened, roundOf, withChosen } from './state/document.js';

/** So many readings are drawn where the settings say no more. */
const readings = 4;

export class ResultsRoom {
  #store;
  #runner;
  #settings;
  /** A finished edit is being made anew at another strength: whoever moves the slider meanwhile wants that, too. */
  #isReworking = false;

  /** @param {Store} store @param {EditRunner} runner @param {SettingsStore} settings */
  constructor(store, runner, settings) {
    this.#store = store;
    this.#runner = runner;
    this.#settings = settings;
  }

  /** Whether the round shown is an edit that can be changed. */
  get hasEdit() {
    const { committed } = this.#store;
    return committed.results === null && committed.items.length === 0 && (roundOf(committed)?.marks ?? null) !== null;
  }

  /** Runs the edit, or keeps the result chosen. */
  applyOrKeep() {
    if (this.#store.committed.results) this.keep();
    else void this.#runner.run();
  }

  keep() {
    const doc = this.#store.committed;
    if (doc.results) this.#store.commit(continued(doc, doc.results.chosen));
  }

  /** Points one result out. @param {number} chosen */
  choose(chosen) {
    const doc = this.#store.committed;
    this.#store.amend(doc, withChosen(doc, chosen));
  }

  /** Leaves all of them. */
  discard() {
    this.#store.commit({ ...this.#store.committed, results: null });
  }

  /**
   * What else the edit that made the round shown may mean, or what is pending: its drags are read in every way that the
   * model knows.
   */
  readOtherwise() {
    const doc = this.#opened();
    const candidates = Math.max(readings, this.#settings.values.candidates);
    return this.#runner.run({ doc: this.hasScope ? { ...doc, scope: 'auto' } : doc, changes: { candidates } });
  }

  /** Whether it can be said what the drags shown mean: with a model that knows it, and where something is dragged. */
  get hasScope() {
    return this.#settings.knowsThings && this.#shown.items.some(({ kind }) => kind === 'drag');
  }

  /** What they mean. */
  get scope() {
    return this.#shown.scope;
  }

  /** They mean something else: an edit that was finished is made anew, in its place. @param {Scope} scope */
  async readAs(scope) {
    const isFinished = this.#store.committed.items.length === 0;
    const burst = isFinished ? `scope ${this.#store.committed.at}` : '';
    this.#store.commit({ ...this.#opened(), scope }, { burst, pause: Infinity });
    if (isFinished) await this.#runner.run({ changes: { candidates: 1 }, burst });
  }

  /** What the area of the edit shown leaves out of a thing that was dragged; null where it cuts nothing. */
  get cut() {
    return this.hasEdit ? (roundOf(this.#store.committed)?.cut ?? null) : null;
  }

  /** The edit shown is made anew with room for the whole thing, in its place. */
  async takeLarger() {
    const { cut } = this;
    if (!cut) return;
    const burst = `larger ${this.#store.committed.at}`;
    this.#store.commit({ ...this.#opened(), strokes: cut.larger, suggested: false }, { burst, pause: Infinity });
    await this.#runner.run({ changes: { candidates: 1 }, burst });
  }

  /** Brings the points of the round shown back onto the picture that it started from. */
  reopen() {
    const doc = this.#store.committed;
    this.#store.commit(reopened(doc, doc.at));
  }

  /** How strong the drags shown are, 1 = as they were put. */
  get strength() {
    return this.#shown.strength;
  }

  /** Shows the drags at another strength; nothing is done yet. @param {number} strength */
  showStrength(strength) {
    this.#store.draft(atStrength(this.#opened(), strength));
  }

  /** Goes on at the strength shown: an edit that was finished is made anew, in its place. */
  async keepStrength() {
    const { doc, isDragging, committed } = this.#store;
    if (!isDragging) return;
    this.#isReworking ||= committed.items.length === 0;
    // What the slider shows is one step with the picture that comes of it.
    const burst = this.#isReworking ? `strength ${doc.redoes}` : 'strength';
    this.#store.commit(doc, { burst, pause: this.#isReworking ? Infinity : undefined });
    if (this.#isReworking && (await this.#runner.run({ changes: { candidates: 1 }, burst }))) this.#isReworking = false;
  }

  /** The marks put now, or those of the edit shown. */
  get #shown() {
    const { doc } = this.#store;
    return doc.items.length > 0 ? doc : (roundOf(doc)?.marks ?? doc);
  }

  /** @returns {Doc} */
  #opened() {
    const doc = this.#store.committed;
    return doc.items.length > 0 ? doc : reopened(doc, doc.at);
  }
}
