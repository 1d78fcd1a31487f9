/**
 * The list of what was put on the picture. Every entry works from the keyboard: arrows move its end, Delete removes it.
 * @import { Item, Point } from '../types.js'
 * @import { Bench } from '../tools/bench.js'
 */
import { amountOf } from '../canvas/marks.js';
import { normal, withinFactors } from '../geometry/poses.js';
import { moves, settled, withItem, withoutItem } from '../state/document.js';
import { iconButton, write } from './dom.js';

const directions = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});
const names = { drag: 'Drag', pin: 'Pin', rotate: 'Rotate', scale: 'Scale', move: 'Move', selection: 'Selection' };

/** @param {HTMLElement} list @param {Bench} bench */
export function showChanges(list, bench) {
  /** @type {Item[]} */
  let shown = [];
  const update = () => {
    const { items } = bench.store.doc;
    // While something is dragged only its text changes.
    if (
      items.length === shown.length &&
      items.every(({ id, kind }, i) => id === shown[i].id && kind === shown[i].kind)
    ) {
      list.querySelectorAll('.change-text').forEach((text, i) => write(text, textOf(items[i])));
    } else {
      rebuild(items);
    }
    shown = items;
    for (const entry of list.querySelectorAll('li'))
      entry.classList.toggle('is-selected', Number(entry.dataset.id) === bench.selected);
  };
  const rebuild = (/** @type {Item[]} */ items) => {
    const focused = document.activeElement?.closest('li')?.dataset.id;
    list.replaceChildren(...items.map((item, i) => entryOf(item, i + 1)));
    if (focused && list.parentElement)
      /** @type {HTMLElement | null} */ (
        list.querySelector(`li[data-id="${focused}"] .change`) ?? list.querySelector('.change')
      )?.focus({ preventScroll: true });
  };
  const entryOf = (/** @type {Item} */ item, /** @type {number} */ number) => {
    const entry = document.createElement('li');
    entry.dataset.id = String(item.id);
    const select = document.createElement('button');
    select.type = 'button';
    select.className = 'change';
    const mark = document.createElement('span');
    mark.className = `mark mark-${item.kind}`;
    mark.textContent = String(number);
    const text = document.createElement('span');
    text.className = 'change-text';
    text.textContent = textOf(item);
    select.append(mark, text);
    select.addEventListener('click', () => (bench.selected = item.id));
    select.addEventListener('focus', () => (bench.selected = item.id));
    select.addEventListener('keydown', (event) => {
      const direction = directions[event.key];
      if (!direction) return;
      event.preventDefault();
      nudge(bench, item.id, direction, event.shiftKey ? 10 : 1);
    });
    entry.append(
      select,
      iconButton(`Delete ${names[item.kind]} ${number}`, 'trash', () => remove(bench, item.id)),
    );
    return entry;
  };
  bench.store.onChange(update);
  bench.addEventListener('change', update);
  update();
}

/** @param {Bench} bench @param {number | null} id */
export function remove(bench, id) {
  const doc = bench.store.committed;
  if (id === null || !doc.items.some((item) => item.id === id)) return;
  bench.store.commit(withoutItem(settled(doc), id));
}

/** @param {Item} item */
function textOf(item) {
  if (item.kind === 'drag') return `Drag ${where(item.handle)} → ${where(item.target)}`;
  if (item.kind === 'pin') return `Pin at ${where(item.at)}`;
  if (moves(item)) return `${names[item.kind]} ${amountOf(item)}`;
  return item.kind === 'selection' ? 'Selection: pull it, or a knob' : `${names[item.kind]}: pull the knob`;
}

/** @param {Point} point */
const where = ({ x, y }) => `${Math.round(x)}, ${Math.round(y)}`;

/** @param {Bench} bench @param {number} id @param {[number, number]} direction @param {number} step */
function nudge(bench, id, [dx, dy], step) {
  const moved = (/** @type {Point} */ { x, y }) => bench.view.clamp({ x: x + dx * step, y: y + dy * step });
  const doc = settled(bench.store.committed);
  const found = doc.items.find((item) => item.id === id);
  if (found) bench.store.commit(withItem(doc, nudged(found)), { burst: `nudge ${id}` });

  /** @param {Item} item @returns {Item} */
  function nudged(item) {
    switch (item.kind) {
      case 'drag':
        return { ...item, target: moved(item.target) };
      case 'pin':
        return { ...item, at: moved(item.at) };
      case 'move':
        return { ...item, offset: { x: item.offset.x + dx * step, y: item.offset.y + dy * step }, made: null };
      case 'selection':
        return { ...item, offset: { x: item.offset.x + dx * step, y: item.offset.y + dy * step } };
      case 'rotate':
        return { ...item, degrees: normal(item.degrees + (dx - dy) * step), made: null };
      case 'scale':
        return { ...item, factor: withinFactors(item.factor + (dx - dy) * step * 0.01), made: null };
    }
  }
}
