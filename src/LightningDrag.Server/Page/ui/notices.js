/** Messages that need attention: errors, and notes about a picture. They stay until dismissed or replaced. */
import { element, iconButton } from './dom.js';

/** @param {string} text @param {{ label: string, run: () => void } | null} [action] */
export function showError(text, action = null) {
  show(element('alerts'), text, action, 'is-error');
}

/** @param {string} text */
export function showNote(text) {
  const notes = element('notes');
  show(notes, text, null, 'is-note');
  setTimeout(() => notes.firstElementChild?.firstElementChild?.textContent === text && notes.replaceChildren(), 8000);
}

export function clearErrors() {
  element('alerts').replaceChildren();
}

/** @param {HTMLElement} place @param {string} text @param {{ label: string, run: () => void } | null} action @param {string} kind */
function show(place, text, action, kind) {
  const notice = document.createElement('div');
  notice.className = `notice ${kind}`;
  const words = document.createElement('p');
  words.textContent = text;
  notice.append(words);
  if (action) {
    const retry = document.createElement('button');
    retry.type = 'button';
    retry.className = 'plain';
    retry.textContent = action.label;
    retry.addEventListener('click', () => {
      place.replaceChildren();
      action.run();
    });
    notice.append(retry);
  }
  notice.append(iconButton('Dismiss', 'close', () => place.replaceChildren()));
  place.replaceChildren(notice);
}
