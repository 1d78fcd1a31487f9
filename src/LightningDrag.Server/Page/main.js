/** Puts the page together. @import { ImageRef } from './types.js' @import { Shortcut } from './input/keyboard.js' */
import { Overlay } from './canvas/overlay.js';
import { Scene } from './canvas/scene.js';
import { seamDepth } from './canvas/seam.js';
import { View } from './canvas/view.js';
import { downloadImage, save, stemOf } from './download.js';
import { EditRunner } from './edits.js';
import { Crosshair } from './input/crosshair.js';
import { listen, on } from './input/keyboard.js';
import { PointerInput } from './input/pointer.js';
import { acceptFiles, showSamples, upload } from './open.js';
import { Preview } from './preview.js';
import { recipeBlob, recipeFor } from './recipe.js';
import * as api from './server/api.js';
import { isCode, messageOf } from './server/errors.js';
import { isPending, opened, settled, shownOf, sourceOf, withoutItems } from './state/document.js';
import { SettingsStore } from './state/settings.js';
import { loadSession, saveSession, tidy } from './state/storage.js';
import { Store } from './state/store.js';
import { Bench } from './tools/bench.js';
import { drag } from './tools/drag.js';
import { tools } from './tools/index.js';
import { applyOrKeep, showApply } from './ui/apply.js';
import { showCandidates } from './ui/candidates.js';
import { remove, showChanges } from './ui/changes.js';
import { askForKey, fillShortcuts } from './ui/dialogs.js';
import { button, byId, element, input } from './ui/dom.js';
import { showHints } from './ui/hints.js';
import { showMask } from './ui/mask.js';
import { showMore } from './ui/more.js';
import { clearErrors, showError, showNote } from './ui/notices.js';
import { showOptions } from './ui/options.js';
import { showStrip } from './ui/strip.js';
import { showToolbar } from './ui/toolbar.js';
import { showWipe } from './ui/wipe.js';

const store = new Store();
const settings = new SettingsStore();
const view = new View();
store.onChange(() => {
  const image = shownOf(store.doc);
  if (image) view.show(image.width, image.height);
});
const bench = new Bench(store, view, drag);
const preview = new Preview(store, view);
const runner = new EditRunner(store, () => settings.values);
const overlayCanvas = byId('overlay', HTMLCanvasElement);
const seam = () => seamDepth(preview.patch?.window ?? null, view.imageSize, settings.values.model);
const scene = new Scene(byId('picture', HTMLCanvasElement), store, view, preview);
const overlay = new Overlay(overlayCanvas, bench, scene, seam);
const pointer = new PointerInput(overlayCanvas, bench, overlay);
new Crosshair(overlayCanvas, bench, overlay, (text) => (element('spoken').textContent = text));

showToolbar(element('tools'), bench);
showOptions(bench, seam);
showChanges(element('changes'), bench);
showMask(bench);
showApply(store, runner);
showCandidates(store);
showStrip(store);
showWipe(scene, view, store);
showHints(bench, preview, scene);

// Opening

/** @param {Blob} blob @param {string} name */
async function open(blob, name) {
  clearErrors();
  document.body.classList.add('is-busy');
  try {
    const { image, notes } = await upload(blob, name);
    store.commit(opened(image));
    bench.tool = drag;
    overlayCanvas.focus({ preventScroll: true });
    if (notes.length > 0) showNote(notes.join(' '));
  } catch (error) {
    await failed(error, () => void open(blob, name));
  } finally {
    document.body.classList.remove('is-busy');
  }
}

/** Says what went wrong; a missing key is asked for. @param {unknown} error @param {() => void} again */
async function failed(error, again) {
  if (isCode(error, 'unauthorized')) {
    const key = await askForKey();
    if (key !== '') {
      api.setApiKey(key);
      return again();
    }
  }
  showError(messageOf(error), { label: 'Try again', run: again });
}

const pick = () => input('picker').click();
button('open').addEventListener('click', pick);
button('welcome-open').addEventListener('click', pick);
acceptFiles((blob, name) => void open(blob, name), input('picker'), element('stage'));

/** What the page asks the server for once. */
async function greet() {
  try {
    await Promise.all([showSamples(element('samples'), (blob, name) => void open(blob, name)), showMore(settings)]);
  } catch (error) {
    await failed(error, () => void greet());
  }
}

// Download

/** The picture to keep: what is pending is applied first, and a result that waits for a choice is taken. @returns {Promise<ImageRef | null>} */
async function finished() {
  if (isPending(store.committed) && !(await runner.run({ candidates: 1 }))) return null;
  return shownOf(store.committed);
}

/** @param {'png' | 'jpeg' | 'webp'} format */
async function download(format) {
  byId('downloads', HTMLElement).hidePopover();
  try {
    const image = await finished();
    if (image) await downloadImage(image, format);
  } catch (error) {
    await failed(error, () => void download(format));
  }
}

for (const item of document.querySelectorAll('#downloads [data-format]')) {
  if (item instanceof HTMLElement) item.addEventListener('click', () => void download(/** @type {'png' | 'jpeg' | 'webp'} */ (item.dataset.format)));
}
button('download-recipe').addEventListener('click', () => {
  const recipe = recipeFor(store.committed, settings.values);
  if (recipe) save(recipeBlob(recipe), `${stemOf(recipe.image ?? 'edit')}-recipe.json`);
  byId('downloads', HTMLElement).hidePopover();
});

// What follows the document

function update() {
  const { doc, committed, history } = store;
  const image = sourceOf(doc);
  document.body.classList.toggle('is-empty', image === null);
  element('welcome').hidden = image !== null;
  button('undo').disabled = !history.canUndo;
  button('redo').disabled = !history.canRedo;
  for (const id of ['zoom-in', 'zoom-out', 'zoom-fit', 'download']) button(id).disabled = image === null;
  button('download-recipe').disabled = recipeFor(committed, settings.values) === null;
}
store.onChange(update);
update();

button('undo').addEventListener('click', () => undo());
button('redo').addEventListener('click', () => redo());
button('clear').addEventListener('click', () => store.commit(withoutItems(settled(store.committed))));
const undo = () => (pointer.cancel(), runner.cancel(), store.undo());
const redo = () => (pointer.cancel(), runner.cancel(), store.redo());

runner.addEventListener('change', () => {
  if (runner.isRunning) clearErrors();
  else if (runner.problem) showError(runner.problem, { label: 'Try again', run: () => void runner.run() });
});
runner.addEventListener('unauthorized', async () => {
  const key = await askForKey();
  if (key === '') return;
  api.setApiKey(key);
  clearErrors();
  preview.retry();
});
scene.addEventListener('problem', (event) => event instanceof CustomEvent && showError(event.detail, { label: 'Try again', run: () => location.reload() }));

// The view

const stage = element('stage');
preview.addEventListener('running', () => (stage.ariaBusy = String(preview.isRunning)));
new ResizeObserver(() => view.resize(stage.clientWidth, stage.clientHeight, devicePixelRatio)).observe(stage);
view.resize(stage.clientWidth, stage.clientHeight, devicePixelRatio);
view.addEventListener('change', () => {
  const zoom = `${Math.round(100 * view.scale * view.ratio)} %`;
  button('zoom-fit').textContent = zoom;
  button('zoom-fit').setAttribute('aria-label', `${zoom}: fit the picture`);
});
const zoomStep = 1.3;
button('zoom-in').addEventListener('click', () => view.zoomBy(zoomStep));
button('zoom-out').addEventListener('click', () => view.zoomBy(1 / zoomStep));
button('zoom-fit').addEventListener('click', () => view.fit());
button('panel-toggle').addEventListener('click', () => {
  const isOpen = document.querySelector('.panel')?.classList.toggle('is-open') ?? false;
  button('panel-toggle').setAttribute('aria-expanded', String(isOpen));
});

// Keys

/** @type {Shortcut[]} */
const shortcuts = [
  ...tools.map((tool) => ({ keys: tool.key.toUpperCase(), does: tool.name, matches: on(tool.key), run: () => (bench.tool = tool) })),
  { keys: '[ ]', does: 'Smaller or larger brush', matches: on('['), run: () => (bench.brushShare /= 1.15) },
  { keys: 'Delete', does: 'Remove the selected change', matches: (event) => event.key === 'Delete' || event.key === 'Backspace', run: () => remove(bench, bench.selected) },
  { keys: 'Ctrl+Enter', does: 'Apply, or keep the result shown', matches: on('enter', { ctrl: true }), run: () => applyOrKeep(store, runner) },
  { keys: 'Escape', does: 'Cancel', matches: on('escape'), run: () => (pointer.isActive ? pointer.cancel() : runner.isRunning ? runner.cancel() : scene.setWipe(null)) },
  { keys: 'Ctrl+Z', does: 'Undo', matches: on('z', { ctrl: true, shift: false }), run: undo },
  { keys: 'Ctrl+Y', does: 'Redo', matches: (event) => on('y', { ctrl: true })(event) || on('z', { ctrl: true, shift: true })(event), run: redo },
  { keys: 'C', does: 'Before and after', matches: on('c'), run: () => button('compare').click() },
  { keys: '+ −', does: 'Zoom', matches: (event) => (event.key === '+' || event.key === '=') && !event.ctrlKey, run: () => view.zoomBy(zoomStep) },
  { keys: '0', does: 'Fit the picture', matches: on('0'), run: () => view.fit() },
  { keys: '1', does: 'Pixel for pixel', matches: on('1'), run: () => view.actualSize() },
  { keys: 'Space', does: 'Hold and pull to look elsewhere', matches: on(' '), run: () => (pointer.isPanning = true) },
  { keys: 'Ctrl+O', does: 'Open', matches: on('o', { ctrl: true }), run: pick },
  { keys: 'Ctrl+S', does: 'Download', matches: on('s', { ctrl: true }), run: () => void download('png') },
  { keys: '?', does: 'This list', matches: on('?'), run: () => button('help').click() },
];
/** The other halves of pairs that stand in one line of the list. @type {Shortcut[]} */
const silent = [
  { keys: ']', does: '', matches: on(']'), run: () => (bench.brushShare *= 1.15) },
  { keys: '−', does: '', matches: (event) => event.key === '-' && !event.ctrlKey, run: () => view.zoomBy(1 / zoomStep) },
];
fillShortcuts(shortcuts);
listen(() => [...shortcuts, ...silent]);
document.addEventListener('keyup', (event) => event.key === ' ' && (pointer.isPanning = false));

// Nothing is lost on reload

let isSaving = false;
async function persist() {
  if (isSaving || store.isDragging) return;
  isSaving = true;
  await new Promise((wake) => setTimeout(wake, 250));
  isSaving = false;
  await saveSession({ history: store.history.save(), tool: bench.tool.id, saved: Date.now() }).catch(() => undefined);
}

async function start() {
  const session = await loadSession().catch(() => undefined);
  if (session) {
    store.restore(session.history);
    bench.tool = tools.find(({ id }) => id === session.tool) ?? drag;
  }
  store.onChange(() => void persist());
  bench.addEventListener('change', () => void persist());
  document.body.classList.add('is-ready');
  await greet();
  await tidy().catch(() => undefined);
}
await start();
