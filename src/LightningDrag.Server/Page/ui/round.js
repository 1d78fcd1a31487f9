/**
 * What can still be done about an edit that is finished, and how strong the drags are while they are being put.
 * @import { EditRunner } from '../edits.js'
 * @import { ResultsRoom } from '../results.js'
 * @import { SettingsStore } from '../state/settings.js'
 * @import { Store } from '../state/store.js'
 * @import { Scope } from '../types.js'
 */
import { isPending, roundOf } from '../state/document.js';
import { byId, button, element, input, reveal, write } from './dom.js';
import { faultWords } from './faults.js';

/** @type {Scope[]} */
const scopes = ['auto', 'part', 'thing'];

/** @param {Store} store @param {EditRunner} runner @param {ResultsRoom} room @param {SettingsStore} settings */
export function showRound(store, runner, room, settings) {
  const strength = input('strength');
  strength.addEventListener('input', () => room.showStrength(strength.valueAsNumber / 100));
  strength.addEventListener('change', () => void room.keepStrength());
  button('readings').addEventListener('click', () => void room.readOtherwise());
  for (const scope of scopes) input(`scope-${scope}`).addEventListener('change', () => void room.readAs(scope));
  button('larger').addEventListener('click', () => void room.takeLarger());
  button('reopen').addEventListener('click', () => room.reopen());
  const update = () => {
    const { doc } = store;
    const hasEdit = room.hasEdit;
    reveal(element('round-options'), hasEdit || isPending(doc), store.isDragging);
    element('round-options').classList.toggle('has-edit', hasEdit);
    reveal(element('round-actions'), hasEdit, store.isDragging);
    write(element('round-title'), hasEdit ? `Edit ${doc.at}` : 'Strength');
    const words = hasEdit ? faultWords(roundOf(doc)?.faults ?? null) : [];
    write(element('round-text'), words.length > 0 ? `Look closely: ${words.join(', ')}.` : '');
    const { cut } = room;
    reveal(element('cut'), cut !== null, store.isDragging);
    if (cut)
      write(
        element('cut-text'),
        `The area cuts through the thing that you pulled: ${Math.round(100 * cut.outside)} % of it stayed behind.`,
      );
    const value = Math.round(100 * room.strength);
    if (document.activeElement !== strength || !store.isDragging) strength.value = String(value);
    byId('strength-text', HTMLOutputElement).value = `${value} %`;
    reveal(element('scope-options'), room.hasScope, store.isDragging);
    for (const scope of scopes) input(`scope-${scope}`).checked = scope === room.scope;
    for (const id of ['readings', 'reopen', 'larger']) button(id).disabled = runner.isRunning;
  };
  store.onChange(update);
  settings.addEventListener('change', update);
  runner.addEventListener('change', update);
  update();
}
