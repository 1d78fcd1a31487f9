/**
 * What each key does.
 * @import { Shortcut } from './keyboard.js'
 * @import { Bench } from '../tools/bench.js'
 */
import { zoomStep } from '../canvas/view.js';
import { offeredTools } from '../tools/index.js';
import { on } from './keyboard.js';

/**
 * What keys can do beyond the tools.
 * @typedef {object} Acts
 * @property {() => void} remove
 * @property {() => void} apply
 * @property {() => void} escape
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} compare
 * @property {() => void} open
 * @property {() => void} download
 * @property {() => void} help
 * @property {(isHeld: boolean) => void} pan
 * @property {(isHeld: boolean) => void} seeOriginal
 */

/**
 * @param {Bench} bench
 * @param {Acts} acts
 * @returns {{ listed: Shortcut[], silent: Shortcut[] }} `silent`: the other halves of pairs that stand in one line of
 * the list
 */
export function shortcutsOf(bench, acts) {
  const { view } = bench;
  return {
    listed: [
      ...offeredTools(bench).map((tool) => ({
        keys: tool.key.toUpperCase(),
        does: tool.name,
        matches: on(tool.key),
        run: () => void (bench.tool = tool),
      })),
      { keys: '[ ]', does: 'Smaller or larger brush', matches: on('['), run: () => void (bench.brushShare /= 1.15) },
      {
        keys: 'Delete',
        does: 'Remove the selected change',
        matches: (event) => event.key === 'Delete' || event.key === 'Backspace',
        run: acts.remove,
      },
      {
        keys: 'Ctrl+Enter',
        does: 'Apply, or keep the result chosen',
        matches: on('enter', { ctrl: true }),
        run: acts.apply,
      },
      { keys: 'Escape', does: 'Cancel', matches: on('escape'), run: acts.escape },
      { keys: 'Ctrl+Z', does: 'Undo', matches: on('z', { ctrl: true, shift: false }), run: acts.undo },
      {
        keys: 'Ctrl+Y',
        does: 'Redo',
        matches: (event) => on('y', { ctrl: true })(event) || on('z', { ctrl: true, shift: true })(event),
        run: acts.redo,
      },
      { keys: 'O', does: 'Hold to see the photo as it was', matches: on('o'), run: () => acts.seeOriginal(true) },
      { keys: 'C', does: 'Before and after', matches: on('c'), run: acts.compare },
      {
        keys: '+ −',
        does: 'Zoom',
        matches: (event) => (event.key === '+' || event.key === '=') && !event.ctrlKey,
        run: () => view.zoomBy(zoomStep),
      },
      { keys: '0', does: 'Fit the picture', matches: on('0'), run: () => view.fit() },
      { keys: '1', does: 'Pixel for pixel', matches: on('1'), run: () => view.actualSize() },
      { keys: 'Space', does: 'Hold and pull to look elsewhere', matches: on(' '), run: () => acts.pan(true) },
      { keys: 'Ctrl+O', does: 'Open', matches: on('o', { ctrl: true }), run: acts.open },
      { keys: 'Ctrl+S', does: 'Download', matches: on('s', { ctrl: true }), run: acts.download },
      { keys: '?', does: 'This list', matches: on('?'), run: acts.help },
    ],
    silent: [
      { keys: ']', does: '', matches: on(']'), run: () => void (bench.brushShare *= 1.15) },
      {
        keys: '−',
        does: '',
        matches: (event) => event.key === '-' && !event.ctrlKey,
        run: () => view.zoomBy(1 / zoomStep),
      },
    ],
  };
}
