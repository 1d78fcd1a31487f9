/**
 * What stands under "More". Kept from visit to visit.
 * @import { ModelInfo, Settings } from '../types.js'
 */
const key = 'lightningdrag.settings';

/** @type {Settings} */
const defaults = {
  model: 'compact',
  candidates: 1,
  seed: 0,
  steps: null,
  guidanceScale: null,
  guidanceDecay: '',
  jpegQuality: 92,
};

export class SettingsStore extends EventTarget {
  /** @type {Settings} */
  values = { ...defaults, ...read() };
  /** The server's; empty until it has said which. @type {ModelInfo[]} */
  models = [];

  /** Whether the model chosen tells whole things from parts: then drags have a scope, and things can be selected. */
  get knowsThings() {
    return this.models.some(
      ({ name, installed, knowsThings }) => name === this.values.model && installed && knowsThings === true,
    );
  }

  /** The model that answers while somebody drags; undefined leaves it to the server. */
  get quickModel() {
    return this.knowsThings ? this.values.model : undefined;
  }

  /** @param {Partial<Settings>} changes */
  set(changes) {
    this.values = { ...this.values, ...changes };
    localStorage.setItem(key, JSON.stringify(this.values));
    this.dispatchEvent(new Event('change'));
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    return {};
  }
}
