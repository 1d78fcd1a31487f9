/**
 * Hold to see the photo as it was opened.
 * @import { Peek } from '../state/peek.js'
 * @import { Store } from '../state/store.js'
 */
import { isPending, sourceOf } from '../state/document.js';
import { button, whileHeld } from './dom.js';

/** @param {Store} store @param {Peek} peek @returns {(isHeld: boolean) => void} for the key */
export function showOriginal(store, peek) {
  const eye = button('original');
  let leave = () => {};
  const look = () => {
    leave();
    const photo = store.doc.rounds[0];
    leave = photo ? peek.show(photo.image) : () => {};
    return leave;
  };
  whileHeld(eye, look, 0);
  eye.addEventListener('keydown', (event) => {
    if ((event.key === ' ' || event.key === 'Enter') && !event.repeat) look();
  });
  for (const over of ['keyup', 'blur']) eye.addEventListener(over, () => leave());
  addEventListener('blur', () => leave());
  const update = () =>
    (eye.disabled =
      sourceOf(store.doc) === null || (store.doc.at === 0 && store.doc.results === null && !isPending(store.doc)));
  store.onChange(update);
  update();
  return (isHeld) => void (isHeld && !eye.disabled ? look() : leave());
}
