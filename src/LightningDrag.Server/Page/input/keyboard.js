/**
 * Keys of the whole page. The list is what the page shows under "?", so none is secret.
 *
 * @typedef {object} Shortcut
 * @property {string} keys as people read them
 * @property {string} does
 * @property {(event: KeyboardEvent) => boolean} matches
 * @property {() => void} run
 */

/**
 * @param {string} key
 * @param {{ ctrl?: boolean, shift?: boolean }} [held]
 * @returns {(event: KeyboardEvent) => boolean}
 */
export function on(key, { ctrl = false, shift } = {}) {
  return (event) =>
    event.key.toLowerCase() === key &&
    (event.ctrlKey || event.metaKey) === ctrl &&
    !event.altKey &&
    (shift === undefined || event.shiftKey === shift);
}

/** @param {() => Shortcut[]} shortcuts */
export function listen(shortcuts) {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const isTyping =
      event.target instanceof Element &&
      event.target.matches('input:not([type=range]):not([type=checkbox]):not([type=radio]), select, textarea');
    const isOnControl = event.target instanceof Element && event.target.matches('input, select, button, summary, a');
    const shortcut = shortcuts().find((one) => one.matches(event));
    if (!shortcut) return;
    const hasModifier = event.ctrlKey || event.metaKey;
    // Letters belong to the field being typed in, arrows and Enter to the control in focus.
    if (
      !hasModifier &&
      (isTyping || (isOnControl && (event.key.length > 1 || event.key === ' ') && event.key !== 'Delete'))
    )
      return;
    if (hasModifier && isTyping && event.key.toLowerCase() !== 'enter' && event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    shortcut.run();
  });
}
