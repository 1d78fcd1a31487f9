/**
 * What stands under "More". Kept from visit to visit.
 * @import { Settings } from '../types.js'
 */
const key = 'lightningdrag.settings';

/** @type {Settings} */
const defaults = { model: 'compact', candidates: 1, seed: 0, steps: null, guidanceScale: null, guidanceDecay: '', jpegQuality: 92 };

export class SettingsStore extends EventTarget {
  /** @type {Settings} */
  values = { ...defaults, ...read() };

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
