/** Puts the page together. */
import { AreaRoom } from './area.js';
import { Overlay } from './canvas/overlay.js';
import { Scene } from './canvas/scene.js';
import { seamDepth } from './canvas/seam.js';
import { View } from './canvas/view.js';
import { DownloadRoom } from './downloads.js';
import { EditRunner } from './edits.js';
import { Failures } from './failures.js';
import { Crosshair } from './input/crosshair.js';
import { listen } from './input/keyboard.js';
import { PointerInput } from './input/pointer.js';
import { shortcutsOf } from './input/shortcuts.js';
import { OpeningRoom } from './opening.js';
import { Preview } from './preview.js';
import { ResultsRoom } from './results.js';
import { SelectingRoom } from './selecting.js';
import { settled, shownOf, sourceOf, withoutItems } from './state/document.js';
import { Peek } from './state/peek.js';
import { TabSession } from './state/session.js';
import { SettingsStore } from './state/settings.js';
import { Store } from './state/store.js';
import { Bench } from './tools/bench.js';
import { drag } from './tools/drag.js';
import { remove } from './ui/changes.js';
import { fillShortcuts } from './ui/dialogs.js';
import { button, byId, element } from './ui/dom.js';
import { showMore } from './ui/more.js';
import { clearErrors } from './ui/notices.js';
import { showOriginal } from './ui/original.js';
import { showPanels } from './ui/panels.js';

const store = new Store();
const settings = new SettingsStore();
const peek = new Peek();
const view = new View();
store.onChange(() => {
  const image = shownOf(store.doc);
  if (image) view.show(image.width, image.height);
});
const bench = new Bench(store, view, drag);
const preview = new Preview(store, view, () => settings.quickModel);
const runner = new EditRunner(store, settings);
const overlayCanvas = byId('overlay', HTMLCanvasElement);
const seam = () => store.doc.feather ?? seamDepth(preview.patch?.window ?? null, view.imageSize, settings.values.model);
const scene = new Scene(byId('picture', HTMLCanvasElement), store, view, preview, peek);
const overlay = new Overlay(overlayCanvas, bench, scene, seam);
const pointer = new PointerInput(overlayCanvas, bench, overlay);
new Crosshair(overlayCanvas, bench, overlay, (text) => (element('spoken').textContent = text));

const failures = new Failures();
const opening = new OpeningRoom(store, bench, new TabSession(), failures);
const downloads = new DownloadRoom(store, runner, settings, failures);
new AreaRoom(store, failures);
new SelectingRoom(bench, settings, failures);
const results = new ResultsRoom(store, runner, settings);
const seeOriginal = showOriginal(store, peek);
showPanels({ bench, preview, runner, results, settings, scene, peek, seam });

const undo = () => (pointer.cancel(), runner.cancel(), store.undo());
const redo = () => (pointer.cancel(), runner.cancel(), store.redo());
button('undo').addEventListener('click', undo);
button('redo').addEventListener('click', redo);
button('clear').addEventListener('click', () => store.commit(withoutItems(settled(store.committed))));
function update() {
  const isEmpty = sourceOf(store.doc) === null;
  document.body.classList.toggle('is-empty', isEmpty);
  element('welcome').hidden = !isEmpty;
  button('undo').disabled = !store.history.canUndo;
  button('redo').disabled = !store.history.canRedo;
}
store.onChange(update);
update();

runner.addEventListener('change', () => {
  if (runner.isRunning) clearErrors();
  else if (runner.problem) failures.tell(runner.problem, () => void runner.run(), runner.isUnreachable);
});
runner.addEventListener('unauthorized', async () => {
  if (await failures.askKey()) preview.retry();
});
scene.addEventListener(
  'problem',
  (event) => event instanceof CustomEvent && failures.tell(event.detail, () => location.reload()),
);

const keys = () =>
  shortcutsOf(bench, {
    remove: () => remove(bench, bench.selected),
    apply: () => results.applyOrKeep(),
    escape: () => (pointer.isActive ? pointer.cancel() : runner.isRunning ? runner.cancel() : scene.setWipe(null)),
    undo,
    redo,
    compare: () => button('compare').click(),
    open: () => opening.pick(),
    download: () => void downloads.download('png'),
    help: () => button('help').click(),
    pan: (isHeld) => (pointer.isPanning = isHeld),
    seeOriginal,
  });
fillShortcuts(keys().listed);
listen(() => Object.values(keys()).flat());
document.addEventListener('keyup', (event) => {
  if (event.key === ' ') pointer.isPanning = false;
  if (event.key.toLowerCase() === 'o') seeOriginal(false);
});

let quickModel = settings.quickModel;
settings.addEventListener('change', () => {
  bench.knowsThings = settings.knowsThings;
  if (bench.tool.needsThings && !bench.knowsThings) bench.tool = drag;
  if (quickModel === settings.quickModel) return;
  quickModel = settings.quickModel;
  fillShortcuts(keys().listed);
  preview.retry();
});

/** What the page asks the server for once. */
async function greet() {
  try {
    await Promise.all([opening.samples(), showMore(settings)]);
  } catch (error) {
    await failures.say(error, () => void greet());
  }
}

await opening.resume();
document.body.classList.add('is-ready');
await greet();
