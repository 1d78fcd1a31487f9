/**
 * Settings of the tool in use, and sliders for the gesture selected: the way to turn a knob without a pointer, and to an exact number.
 * @import { Item, Region } from '../types.js'
 * @import { Bench } from '../tools/bench.js'
 */
import { withItem } from '../state/document.js';
import { byId, element, input } from './dom.js';

/** @param {Bench} bench @param {() => number} seam depth in picture pixels */
export function showOptions(bench, seam) {
  const size = input('brush-size');
  // The slider's steps grow with the brush.
  const toShare = (/** @type {number} */ value) => 0.004 * (0.5 / 0.004) ** (value / 100);
  const toValue = (/** @type {number} */ share) => (100 * Math.log(share / 0.004)) / Math.log(0.5 / 0.004);
  size.addEventListener('input', () => (bench.brushShare = toShare(size.valueAsNumber)));
  for (const id of ['lasso-add', 'lasso-subtract']) input(id).addEventListener('change', () => (bench.lassoSubtracts = input('lasso-subtract').checked));

  const amount = input('amount');
  amount.addEventListener('input', () => {
    const item = selectedRegion();
    if (item && item.kind !== 'move') bench.store.draft(withItem(bench.store.committed, withAmount(item, amount.valueAsNumber)));
  });
  amount.addEventListener('change', () => bench.store.isDragging && bench.store.commit(bench.store.doc));

  /** @returns {Region | null} */
  const selectedRegion = () => {
    const item = bench.store.doc.items.find((one) => one.id === bench.selected);
    return item && item.kind !== 'drag' && item.kind !== 'pin' ? item : null;
  };
  const update = () => {
    const { id } = bench.tool;
    const isPainting = id === 'brush' || id === 'erase';
    const region = selectedRegion();
    const hasAmount = region !== null && region.kind !== 'move';
    element('brush-options').hidden = !isPainting;
    element('lasso-options').hidden = id !== 'lasso';
    element('amount-options').hidden = !hasAmount;
    if (isPainting) {
      size.value = String(Math.round(toValue(bench.brushShare)));
      byId('brush-size-text', HTMLOutputElement).value = `${Math.round(2 * bench.brushRadius)} px`;
      element('seam-text').textContent = `The last ${Math.round(seam())} px inside the edge blend in softly (dashed ring).`;
    }
    if (hasAmount) showAmount(region);
  };
  const showAmount = (/** @type {Exclude<Region, { kind: 'move' }>} */ region) => {
    const isTurn = region.kind === 'rotate';
    element('amount-label').textContent = isTurn ? 'Angle' : 'Size';
    [amount.min, amount.max, amount.step] = isTurn ? ['-180', '180', '1'] : ['0.5', '2', '0.01'];
    amount.value = String(isTurn ? region.degrees : region.factor);
    byId('amount-text', HTMLOutputElement).value = isTurn ? `${Math.round(region.degrees)}°` : `× ${region.factor.toFixed(2)}`;
  };
  bench.store.onChange(update);
  bench.addEventListener('change', update);
  bench.view.addEventListener('change', update);
  update();
}

/** @param {Exclude<Region, { kind: 'move' }>} item @param {number} amount @returns {Item} */
const withAmount = (item, amount) => (item.kind === 'rotate' ? { ...item, degrees: amount, made: null } : { ...item, factor: amount, made: null });
