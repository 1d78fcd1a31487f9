/**
 * Model, candidates, seed, steps and guidance.
 * @import { ModelInfo } from '../types.js'
 * @import { SettingsStore } from '../state/settings.js'
 */
import * as api from '../server/api.js';
import { byId, button, element, input, select } from './dom.js';

/** @param {SettingsStore} settings */
export async function showMore(settings) {
  const candidates = input('candidates-count');
  const update = () => {
    const { values } = settings;
    candidates.value = String(values.candidates);
    byId('candidates-text', HTMLOutputElement).value = String(values.candidates);
    input('seed').value = String(values.seed);
    input('steps').value = values.steps === null ? '' : String(values.steps);
    input('guidance').value = values.guidanceScale === null ? '' : String(values.guidanceScale);
    select('decay').value = values.guidanceDecay;
    element('guidance-options').hidden = values.model === 'compact';
    if (select('model').options.length > 0) select('model').value = values.model;
  };
  candidates.addEventListener('input', () => settings.set({ candidates: candidates.valueAsNumber }));
  input('seed').addEventListener('change', () => settings.set({ seed: numberIn(input('seed')) ?? 0 }));
  input('steps').addEventListener('change', () => settings.set({ steps: numberIn(input('steps')) }));
  input('guidance').addEventListener('change', () => settings.set({ guidanceScale: numberIn(input('guidance')) }));
  select('decay').addEventListener('change', () => settings.set({ guidanceDecay: select('decay').value }));
  select('model').addEventListener('change', () => settings.set({ model: select('model').value }));
  button('dice').addEventListener('click', () => settings.set({ seed: crypto.getRandomValues(new Uint16Array(1))[0] }));
  settings.addEventListener('change', update);
  update();

  const known = await api.models();
  settings.models = known.models;
  select('model').replaceChildren(...known.models.map(optionOf));
  const chosen = known.models.find(({ name, installed }) => name === settings.values.model && installed);
  settings.set({ model: chosen?.name ?? known.default });
  const missing = known.models.filter(({ installed, command }) => !installed && command);
  element('model-text').textContent = missing.map(({ name, command }) => `To have ${name}, run: ${command}`).join(' ');
}

/** The number in a field, brought into its range; null where it is empty. @param {HTMLInputElement} field */
function numberIn(field) {
  if (!Number.isFinite(field.valueAsNumber)) return null;
  const value = Math.min(Number(field.max), Math.max(Number(field.min), field.valueAsNumber));
  return field.step === 'any' ? value : Math.round(value);
}

/** @param {ModelInfo} model */
function optionOf({ name, installed, description }) {
  const option = document.createElement('option');
  option.value = name;
  option.textContent = installed ? name : `${name} (not installed)`;
  option.title = description;
  option.disabled = !installed;
  return option;
}
