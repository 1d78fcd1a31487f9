/**
 * The tools at the side: one is on. Arrow keys go from one to the next, as toolbars do.
 * @import { Bench } from '../tools/bench.js'
 */
import { offeredTools, toolGroups, tools } from '../tools/index.js';
import { icon } from './dom.js';

/** @param {HTMLElement} bar @param {Bench} bench */
export function showToolbar(bar, bench) {
  const buttons = new Map(
    tools.map((tool) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'tool';
      button.dataset.tool = tool.id;
      button.title = `${tool.name} (${tool.key.toUpperCase()})`;
      const name = document.createElement('span');
      name.textContent = tool.name;
      button.append(icon(tool.id), name);
      button.addEventListener('click', () => (bench.tool = tool));
      return [tool, button];
    }),
  );
  for (const group of toolGroups) {
    const part = document.createElement('div');
    part.className = 'tool-group';
    part.append(...group.map((tool) => /** @type {HTMLButtonElement} */ (buttons.get(tool))));
    bar.append(part);
  }
  const update = () => {
    for (const [tool, button] of buttons) {
      button.hidden = !offeredTools(bench).includes(tool);
      button.setAttribute('aria-pressed', String(tool === bench.tool));
      button.tabIndex = tool === bench.tool ? 0 : -1;
    }
  };
  bar.addEventListener('keydown', (event) => {
    const step =
      event.key === 'ArrowDown' || event.key === 'ArrowRight'
        ? 1
        : event.key === 'ArrowUp' || event.key === 'ArrowLeft'
          ? -1
          : 0;
    if (step === 0) return;
    event.preventDefault();
    const offered = offeredTools(bench);
    const next = offered[(offered.indexOf(bench.tool) + step + offered.length) % offered.length];
    bench.tool = next;
    buttons.get(next)?.focus();
  });
  bench.addEventListener('change', update);
  update();
}
