/**
 * Before and after: a line over the picture that is pulled, or moved with the arrow keys.
 * @import { Scene } from '../canvas/scene.js'
 * @import { View } from '../canvas/view.js'
 * @import { Store } from '../state/store.js'
 */
import { sourceOf } from '../state/document.js';
import { button, element, input } from './dom.js';

/** @param {Scene} scene @param {View} view @param {Store} store */
export function showWipe(scene, view, store) {
  const line = element('wipe');
  const toggle = button('compare');
  const set = (/** @type {number | null} */ share) =>
    scene.setWipe(share === null ? null : Math.min(1, Math.max(0, share)));
  const place = () => {
    const { wipe } = scene;
    line.hidden = wipe === null;
    toggle.setAttribute('aria-pressed', String(wipe !== null));
    element('wipe-base').hidden = wipe === null || store.doc.rounds.length < 2;
    if (wipe === null) return;
    line.style.left = `${view.left + wipe * view.imageSize.width * view.scale}px`;
    line.setAttribute('aria-valuenow', String(Math.round(wipe * 100)));
    line.setAttribute('aria-valuetext', `${Math.round(wipe * 100)} % before, ${Math.round((1 - wipe) * 100)} % after`);
  };
  for (const [id, base] of /** @type {[string, Scene['wipeBase']][]} */ ([
    ['wipe-photo', 'photo'],
    ['wipe-round', 'round'],
  ])) {
    input(id).addEventListener('change', () => scene.setWipe(scene.wipe, base));
  }
  toggle.addEventListener('click', () => {
    set(scene.wipe === null ? 0.5 : null);
    if (scene.wipe !== null) line.focus({ preventScroll: true });
  });
  line.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    line.setPointerCapture(event.pointerId);
    line.focus({ preventScroll: true });
  });
  line.addEventListener('pointermove', (event) => {
    if (!line.hasPointerCapture(event.pointerId) || !line.parentElement) return;
    const x = event.clientX - line.parentElement.getBoundingClientRect().left;
    set((x - view.left) / (view.imageSize.width * view.scale));
  });
  line.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -0.02, ArrowRight: 0.02, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 }[event.key];
    if (step !== undefined) set((scene.wipe ?? 0.5) + step);
    else if (event.key === 'Escape') set(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (scene.wipe === null) toggle.focus();
  });
  scene.addEventListener('wipe', place);
  view.addEventListener('change', place);
  store.onChange(() => {
    // Whoever begins to drag wants to see the points.
    if (scene.wipe !== null && (store.isDragging || !sourceOf(store.doc))) set(null);
    toggle.disabled = !sourceOf(store.doc);
  });
  toggle.disabled = true;
}
