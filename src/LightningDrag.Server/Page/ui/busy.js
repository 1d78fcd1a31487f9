/**
 * Says on the picture what one waits for, where a wait is long enough to wonder.
 * @import { Preview } from '../preview.js'
 * @import { Bench } from '../tools/bench.js'
 * @import { Item, Point } from '../types.js'
 */
import { isPending } from '../state/document.js';
import { element, write } from './dom.js';

/** Waits shorter than this are not spoken of, in milliseconds. */
const patience = 700;

/** @param {Preview} preview @param {Bench} bench */
export function showBusy(preview, bench) {
  const busy = element('busy');
  let timer = 0;
  const hide = () => {
    clearTimeout(timer);
    timer = 0;
    busy.hidden = true;
  };
  const place = () => {
    const item = bench.store.doc.items.find(({ id }) => id === bench.selected) ?? bench.store.doc.items.at(-1);
    const at = bench.view.toScreen(item ? endOf(item) : bench.view.center);
    busy.style.left = `${Math.min(Math.max(at.x, 90), bench.view.width - 90)}px`;
    busy.style.top = `${Math.min(Math.max(at.y, 0), bench.view.height - 60)}px`;
  };
  const begin = () => {
    if (timer !== 0 || !preview.isRunning || !isPending(bench.store.doc)) return;
    timer = setTimeout(() => {
      if (!preview.isRunning) return hide();
      write(busy, preview.patch ? 'Drawing the next picture' : 'Looking at the picture');
      place();
      busy.hidden = false;
    }, patience);
  };
  preview.addEventListener('running', () => (preview.isRunning ? begin() : hide()));
  preview.addEventListener('change', () => {
    hide();
    begin();
  });
  bench.store.onChange(() => (busy.hidden ? begin() : isPending(bench.store.doc) ? place() : hide()));
}

/** @param {Item} item @returns {Point} */
function endOf(item) {
  if (item.kind === 'drag') return item.target;
  if (item.kind === 'pin') return item.at;
  return 'offset' in item ? { x: item.center.x + item.offset.x, y: item.center.y + item.offset.y } : item.center;
}
