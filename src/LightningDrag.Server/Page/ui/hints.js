/**
 * One sentence at the foot of the stage that says what to do next, and at the very first picture a hand that shows it.
 * @import { Bench } from '../tools/bench.js'
 * @import { Preview } from '../preview.js'
 * @import { Scene } from '../canvas/scene.js'
 */
import { isPending, moves, sourceOf } from '../state/document.js';
import { element, write } from './dom.js';

const seenKey = 'lightningdrag.seen';
const circles = new Set(['rotate', 'scale', 'move']);

/** @param {Bench} bench @param {Preview} preview @param {Scene} scene */
export function showHints(bench, preview, scene) {
  const hint = element('hint');
  const coach = element('coach');
  const update = () => {
    const { doc } = bench.store;
    const hasPicture = sourceOf(doc) !== null;
    const isNew = hasPicture && doc.items.length === 0 && doc.at === 0 && bench.tool.id === 'drag' && localStorage.getItem(seenKey) === null;
    coach.hidden = !isNew;
    const text = hasPicture && scene.wipe === null ? sentence(bench, preview.problem) : '';
    write(hint, text);
    hint.classList.toggle('is-problem', preview.problem !== '' && isPending(doc));
    if (doc.items.some((item) => item.kind === 'drag' && moves(item)) && !bench.store.isDragging) localStorage.setItem(seenKey, 'yes');
  };
  bench.store.onChange(update);
  bench.addEventListener('change', update);
  preview.addEventListener('problem', update);
  scene.addEventListener('wipe', update);
  update();
}

/** @param {Bench} bench @param {string} problem */
function sentence({ store, tool }, problem) {
  const { doc } = store;
  if (doc.results) return 'Choose the result you like best, or just go on dragging.';
  if (isPending(doc)) {
    if (problem) return problem;
    if (tool.id === 'drag') return 'Pull more points, move their ends, or press Apply.';
    if (tool.id === 'pin') return `${tool.hint} Then press Apply.`;
    return circles.has(tool.id) ? 'Pull the knob further, add something else, or press Apply.' : tool.hint;
  }
  if (doc.at > 0 && doc.items.length === 0 && tool.id === 'drag') return 'Done. Go on dragging, compare, or download it.';
  return tool.hint;
}
