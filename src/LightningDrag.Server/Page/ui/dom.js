/** Small helpers around the document. */

/**
 * The element with an id, which the page has.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`#${id} is not a ${type.name}.`);
  return element;
}

export const button = (/** @type {string} */ id) => byId(id, HTMLButtonElement);
export const input = (/** @type {string} */ id) => byId(id, HTMLInputElement);
export const select = (/** @type {string} */ id) => byId(id, HTMLSelectElement);
export const element = (/** @type {string} */ id) => byId(id, HTMLElement);

/**
 * Writes a text where it is another one: the same again would cost a layout, and many are written with every move.
 * @param {Element} at
 * @param {string} text
 */
export function write(at, text) {
  if (at.textContent !== text) at.textContent = text;
}

/**
 * Shows or hides a part of the panel. On a phone that changes the height of the stage, and what lies under a pointer
 * that pulls must not move: while
 * something is dragged everything stays as it is.
 * @param {HTMLElement} part
 * @param {boolean} isShown
 * @param {boolean} isDragging
 */
export function reveal(part, isShown, isDragging) {
  if (!isDragging) part.hidden = !isShown;
}

/** @param {string} name of a symbol in icons.svg */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** @param {string} label @param {string} iconName @param {() => void} run */
export function iconButton(label, iconName, run) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'icon-button';
  made.setAttribute('aria-label', label);
  made.title = label;
  made.append(icon(iconName));
  made.addEventListener('click', run);
  return made;
}

/** So long a press is a hold, in milliseconds. */
const holdAfter = 280;

/**
 * Does something for as long as a control is held with the pointer. The click that ends a hold is none.
 * @param {HTMLElement} control
 * @param {() => () => void} begin returns what ends it
 * @param {number} [after] milliseconds; 0 = at once
 */
export function whileHeld(control, begin, after = holdAfter) {
  /** @type {(() => void) | null} */
  let end = null;
  let timer = 0;
  let pressed = 0;
  let wasHeld = false;
  const stop = (/** @type {PointerEvent} */ event) => {
    clearTimeout(timer);
    // By the finger's clock, not the page's, which may be late.
    wasHeld = end !== null && event.timeStamp - pressed >= after;
    end?.();
    end = null;
  };
  control.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    [pressed, wasHeld] = [event.timeStamp, false];
    timer = setTimeout(() => (end = begin()), after);
  });
  control.addEventListener('pointerup', stop);
  control.addEventListener('pointercancel', stop);
  control.addEventListener('pointerleave', stop);
  control.addEventListener('contextmenu', (event) => end && event.preventDefault());
  control.addEventListener(
    'click',
    (event) => {
      if (wasHeld && event.detail > 0) event.stopImmediatePropagation();
      wasHeld = false;
    },
    { capture: true },
  );
}
