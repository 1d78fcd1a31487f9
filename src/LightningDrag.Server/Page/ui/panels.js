/**
 * Everything around the picture that follows the document.
 * @import { Scene } from '../canvas/scene.js'
 * @import { EditRunner } from '../edits.js'
 * @import { Preview } from '../preview.js'
 * @import { ResultsRoom } from '../results.js'
 * @import { SettingsStore } from '../state/settings.js'
 * @import { Peek } from '../state/peek.js'
 * @import { Bench } from '../tools/bench.js'
 */
import { showApply } from './apply.js';
import { showBusy } from './busy.js';
import { showCandidates } from './candidates.js';
import { showChanges } from './changes.js';
import { button, element } from './dom.js';
import { showHints } from './hints.js';
import { showMask } from './mask.js';
import { showOptions } from './options.js';
import { showRound } from './round.js';
import { showStrip } from './strip.js';
import { showToolbar } from './toolbar.js';
import { showWipe } from './wipe.js';
import { showZoom } from './zoom.js';

/**
 * @param
 * {{ bench: Bench, preview: Preview, runner: EditRunner, results: ResultsRoom, settings: SettingsStore, scene: Scene,
 * peek: Peek, seam: () => number }} parts
 */
export function showPanels({ bench, preview, runner, results, settings, scene, peek, seam }) {
  const { store, view } = bench;
  showToolbar(element('tools'), bench);
  showOptions(bench, seam);
  showChanges(element('changes'), bench);
  showMask(bench);
  showRound(store, runner, results, settings);
  showApply(store, runner, results);
  showCandidates(store, results, peek);
  showStrip(store);
  showWipe(scene, view, store);
  showZoom(view, store);
  showHints(bench, preview, scene);
  showBusy(preview, bench);
  preview.addEventListener('running', () => (element('stage').ariaBusy = String(preview.isRunning)));
  button('panel-toggle').addEventListener('click', () => {
    const isOpen = document.querySelector('.panel')?.classList.toggle('is-open') ?? false;
    button('panel-toggle').setAttribute('aria-expanded', String(isOpen));
  });
  button('menu-keys').addEventListener('click', () => {
    element('menu').hidePopover();
    button('help').click();
  });
}
