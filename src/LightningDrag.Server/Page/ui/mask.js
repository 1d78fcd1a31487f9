/** What may change: proposed, corrected, or painted by hand. @import { Bench } from '../tools/bench.js' */
import { settled, shapesOf } from '../state/document.js';
import { button, element, input, reveal, write } from './dom.js';

/** @param {Bench} bench */
export function showMask(bench) {
  const { store } = bench;
  const suggest = input('suggest');
  const clear = button('clear-strokes');
  suggest.addEventListener('change', () => store.commit({ ...settled(store.committed), suggested: suggest.checked }));
  clear.addEventListener('click', () => store.commit({ ...settled(store.committed), strokes: [], suggested: true }));
  const update = () => {
    const { suggested, strokes } = store.doc;
    const isShown = shapesOf(store.doc).length > 0;
    suggest.checked = suggested;
    // Gestures bring their own area: where nothing is dragged there is nothing to suggest it from.
    const applies =
      store.doc.items.some(({ kind }) => kind === 'drag') || (store.doc.items.length === 0 && strokes.length === 0);
    reveal(element('suggest-row'), applies, store.isDragging);
    reveal(clear, strokes.length > 0, store.isDragging);
    write(
      element('mask-text'),
      suggested && strokes.length > 0
        ? 'The yellow area, with your corrections.'
        : suggested
          ? isShown
            ? 'The yellow area. Correct it with Brush and Erase.'
            : 'Found by itself once you drag.'
          : strokes.length > 0
            ? 'Only what you painted or selected (yellow).'
            : 'Nothing yet: paint it with the Brush or the Lasso.',
    );
  };
  store.onChange(update);
  update();
}
