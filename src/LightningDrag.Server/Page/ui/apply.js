/**
 * The button that makes it real, and what is heard of it meanwhile.
 * @import { EditRunner } from '../edits.js'
 * @import { ResultsRoom } from '../results.js'
 * @import { Store } from '../state/store.js'
 */
import { isPending } from '../state/document.js';
import { byId, button, element, write } from './dom.js';

/** @param {Store} store @param {EditRunner} runner @param {ResultsRoom} room */
export function showApply(store, runner, room) {
  const apply = button('apply');
  const bar = byId('progress', HTMLProgressElement);
  apply.addEventListener('click', () => room.applyOrKeep());
  button('cancel').addEventListener('click', () => runner.cancel());
  const update = () => {
    const { progress } = runner;
    const hadFocus = document.activeElement === apply || document.activeElement === button('cancel');
    const { results } = store.committed;
    write(apply, results ? 'Keep this result' : 'Apply');
    apply.disabled = !(results || isPending(store.committed)) || progress !== null;
    element('panel-scroll').inert = results !== null || progress !== null;
    apply.hidden = progress !== null;
    element('running').hidden = progress === null;
    if (hadFocus) (progress === null ? apply : button('cancel')).focus();
    if (!progress) return;
    element('progress-text').textContent = progress.text;
    if (progress.share === null) bar.removeAttribute('value');
    else bar.value = progress.share;
  };
  store.onChange(update);
  runner.addEventListener('change', update);
  update();
}
