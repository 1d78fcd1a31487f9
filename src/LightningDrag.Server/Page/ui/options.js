/**
 * Settings of the tool in use, and sliders for the gesture selected: the way to turn a knob without a pointer, and to
 * an exact number.
 * @import { Circle, Item, Selection } from '../types.js'
 * @import { Bench } from '../tools/bench.js'
 */
import { times } from '../canvas/marks.js';
import { factors } from '../geometry/poses.js';
import { withItem } from '../state/document.js';
import { byId, element, input, reveal } from './dom.js';

/** @param {Bench} bench @param {() => number} seam depth in picture pixels */
export function showOptions(bench, seam) {
  const size = input('brush-size');
  // The slider's steps grow with the brush.
  const toShare = (/** @type {number} */ value) => 0.004 * (0.5 / 0.004) ** (value / 100);
  const toValue = (/** @type {number} */ share) => (100 * Math.log(share / 0.004)) / Math.log(0.5 / 0.004);
  size.addEventListener('input', () => (bench.brushShare = toShare(size.valueAsNumber)));
  for (const id of ['lasso-add', 'lasso-subtract'])
    input(id).addEventListener('change', () => (bench.lassoSubtracts = input('lasso-subtract').checked));
  for (const amount of amounts) follow(amount, bench);

  const update = () => {
    const { id } = bench.tool;
    const isPainting = id === 'brush' || id === 'erase' || id === 'freeze';
    element('brush-options').hidden = !isPainting;
    element('lasso-options').hidden = id !== 'lasso';
    if (isPainting) {
      size.value = String(Math.round(toValue(bench.brushShare)));
      byId('brush-size-text', HTMLOutputElement).value = `${Math.round(2 * bench.brushRadius)} px`;
      element('seam-text').textContent =
        id === 'freeze'
          ? 'What is frozen stays as it is, whatever is pulled beside it.'
          : `The last ${Math.round(seam())} px inside the edge blend in softly (dashed ring).`;
    }
    const item = selected(bench);
    const isHeld = bench.isPressed || bench.store.isDragging;
    for (const amount of amounts) show(amount, item, isHeld);
    reveal(
      element('amount-options'),
      amounts.some(({ of }) => item && of(item) !== null),
      isHeld,
    );
  };
  bench.store.onChange(update);
  bench.addEventListener('change', update);
  bench.view.addEventListener('change', update);
  update();
}

/**
 * A slider for one number of a gesture; `of` gives null for gestures that have none.
 * @typedef {object} Amount
 * @property {string} id
 * @property {(item: Circle | Selection) => number | null} of
 * @property {(item: Circle | Selection, amount: number) => Item} with
 * @property {(amount: number) => string} text
 */

/** @type {Amount[]} */
const amounts = [
  {
    id: 'angle',
    of: (item) => ('degrees' in item ? item.degrees : null),
    with: (item, degrees) =>
      item.kind === 'selection'
        ? { ...item, degrees }
        : item.kind === 'rotate'
          ? { ...item, degrees, made: null }
          : item,
    text: (degrees) => `${Math.round(degrees)}°`,
  },
  {
    id: 'size',
    of: (item) => ('factor' in item ? item.factor : null),
    with: (item, factor) =>
      item.kind === 'selection' ? { ...item, factor } : item.kind === 'scale' ? { ...item, factor, made: null } : item,
    text: times,
  },
];

/** @param {Bench} bench @returns {Circle | Selection | null} */
function selected(bench) {
  const item = bench.store.doc.items.find((one) => one.id === bench.selected);
  return item && item.kind !== 'drag' && item.kind !== 'pin' ? item : null;
}

/** @param {Amount} amount @param {Bench} bench */
function follow(amount, bench) {
  const slider = input(amount.id);
  if (amount.id === 'size') [slider.min, slider.max] = [String(factors.least), String(factors.most)];
  slider.addEventListener('input', () => {
    const item = selected(bench);
    if (item) bench.store.draft(withItem(bench.store.committed, amount.with(item, slider.valueAsNumber)));
  });
  // A slider moved with the keyboard changes with every key: together they are one step.
  slider.addEventListener(
    'change',
    () => bench.store.isDragging && bench.store.commit(bench.store.doc, { burst: `${amount.id} ${bench.selected}` }),
  );
}

/** @param {Amount} amount @param {Circle | Selection | null} item @param {boolean} isHeld */
function show({ id, of, text }, item, isHeld) {
  const value = item && of(item);
  reveal(element(`${id}-row`), value !== null, isHeld);
  if (value === null) return;
  input(id).value = String(value);
  byId(`${id}-text`, HTMLOutputElement).value = text(value);
}
