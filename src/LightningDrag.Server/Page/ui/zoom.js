/**
 * Zoom buttons, and the stage's size.
 * @import { View } from '../canvas/view.js'
 * @import { Store } from '../state/store.js'
 */
import { zoomStep } from '../canvas/view.js';
import { sourceOf } from '../state/document.js';
import { button, element } from './dom.js';

/** @param {View} view @param {Store} store */
export function showZoom(view, store) {
  const stage = element('stage');
  const resize = () => view.resize(stage.clientWidth, stage.clientHeight, devicePixelRatio);
  new ResizeObserver(resize).observe(stage);
  resize();
  view.addEventListener('change', () => {
    const zoom = `${Math.round(100 * view.scale * view.ratio)} %`;
    button('zoom-fit').textContent = zoom;
    button('zoom-fit').setAttribute('aria-label', `${zoom}: fit the picture`);
  });
  button('zoom-in').addEventListener('click', () => view.zoomBy(zoomStep));
  button('zoom-out').addEventListener('click', () => view.zoomBy(1 / zoomStep));
  button('zoom-fit').addEventListener('click', () => view.fit());
  const update = () => {
    const image = sourceOf(store.doc);
    for (const id of ['zoom-in', 'zoom-out', 'zoom-fit']) button(id).disabled = image === null;
  };
  store.onChange(update);
  update();
}
