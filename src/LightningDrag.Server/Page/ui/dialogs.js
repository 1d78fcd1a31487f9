/** The list of keys, and the question for an API key. @import { Shortcut } from '../input/keyboard.js' */
import { byId, button, element, input } from './dom.js';

/** @param {Shortcut[]} shortcuts */
export function fillShortcuts(shortcuts) {
  element('shortcut-list').replaceChildren(
    ...shortcuts.flatMap(({ keys, does }) => {
      const term = document.createElement('dt');
      for (const [i, key] of keys.split(' ').entries()) {
        if (i > 0) term.append(' ');
        const cap = document.createElement('kbd');
        cap.textContent = key;
        term.append(cap);
      }
      const what = document.createElement('dd');
      what.textContent = does;
      return [term, what];
    }),
  );
  const dialog = byId('shortcuts', HTMLDialogElement);
  button('help').onclick = () => dialog.showModal();
}

/** Asks for the server's key. @returns {Promise<string>} empty if none was given */
export function askForKey() {
  const dialog = byId('key-dialog', HTMLDialogElement);
  if (!dialog.open) dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener('close', () => answer(dialog.returnValue === 'ok' ? input('key').value.trim() : ''), {
      once: true,
    });
  });
}

/**
 * Asks before something is lost.
 * @param {string} question
 * @param {string} yes what the button says
 * @returns {Promise<boolean>}
 */
export function ask(question, yes) {
  const dialog = byId('question', HTMLDialogElement);
  element('question-text').textContent = question;
  button('question-yes').textContent = yes;
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise((answer) =>
    dialog.addEventListener('close', () => answer(dialog.returnValue === 'ok'), { once: true }),
  );
}
