/**
 * One sentence at the foot of the stage that says what to do next, and at the very first picture a hand that shows it.
 * @import { Bench } from '../tools/bench.js'
 * @import { Preview } from '../preview.js'
 * @import { Scene } from '../canvas/scene.js'
 * @import { Item } from '../types.js'
 */
import { isPending, moves, roundOf, sourceOf } from '../state/document.js';
import { element, write } from './dom.js';
import { faultWords } from './faults.js';

const seenKey = 'lightningdrag.seen';
const gestures = new Set(['rotate', 'scale', 'move']);
const movers = new Set([...gestures, 'drag', 'pin', 'hand', 'select']);

/** @param {Bench} bench @param {Preview} preview @param {Scene} scene */
export function showHints(bench, preview, scene) {
  const hint = element('hint');
  const coach = element('coach');
  const update = () => {
    const { doc } = bench.store;
    const hasPicture = sourceOf(doc) !== null;
    const isNew =
      hasPicture &&
      doc.items.length === 0 &&
      doc.at === 0 &&
      bench.tool.id === 'drag' &&
      localStorage.getItem(seenKey) === null;
    coach.hidden = !isNew;
    const text = hasPicture && scene.wipe === null ? sentence(bench, preview.problem) : '';
    write(hint, text);
    hint.classList.toggle('is-problem', preview.problem !== '' && isPending(doc));
    if (doc.items.some((item) => item.kind === 'drag' && moves(item)) && !bench.store.isDragging)
      localStorage.setItem(seenKey, 'yes');
  };
  bench.store.onChange(update);
  bench.addEventListener('change', update);
  preview.addEventListener('problem', update);
  scene.addEventListener('wipe', update);
  update();
}

/** @param {Bench} bench @param {string} problem */
function sentence({ store, tool, selected, isFinding }, problem) {
  const { doc } = store;
  if (isFinding) return 'Looking for its outline …';
  // The results have a line of their own.
  if (doc.results) return '';
  if (problem && isPending(doc)) return problem;
  // What was done last is what the next step is about, whatever tool is in hand.
  const item = doc.items.find(({ id }) => id === selected);
  if (item && gestures.has(item.kind))
    return isPending(doc) ? 'Pull the knob further, add something else, or press Apply.' : hintOfIdle(item);
  if (item?.kind === 'selection')
    return isPending(doc)
      ? 'Pull it, turn it by the round knob, resize it by the square one; or press Apply.'
      : 'Pull it where it should go, turn it by the round knob, resize it by the square one.';
  if (isPending(doc)) {
    if (tool.id === 'drag') return 'Pull more points, move their ends, or press Apply.';
    if (tool.id === 'pin') return `${tool.hint} Then press Apply.`;
    return tool.hint;
  }
  if (doc.strokes.length > 0 && gestures.has(tool.id)) return 'Pull what you painted.';
  if (doc.strokes.length > 0 && tool.id === 'select')
    return 'Pull it where it should go, or take Rotate, Scale or Drag.';
  if (doc.strokes.some(({ subtract }) => !subtract) && tool.id === 'lasso')
    return 'Now drag inside it; or take Move, Rotate or Scale and pull it as a whole.';
  if (doc.at > 0 && doc.items.length === 0 && doc.strokes.length === 0 && movers.has(tool.id)) {
    const words = faultWords(roundOf(doc)?.faults ?? null);
    return words.length === 0
      ? 'Done. Go on dragging, compare, or download it.'
      : `Done, but ${words.join(', ')}: look at other readings, or change its points.`;
  }
  return tool.hint;
}

/** @param {Item} item */
function hintOfIdle({ kind }) {
  return kind === 'move'
    ? 'Now pull the circle where its content should go.'
    : kind === 'rotate'
      ? 'Now turn the knob.'
      : 'Now pull the knob: outwards to grow, inwards to shrink.';
}
