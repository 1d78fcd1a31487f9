/**
 * Messages that need attention: errors, and notes about a picture. They stay until dismissed or replaced, or until what
 * they say is over.
 */
import { element, iconButton } from './dom.js';

/** How long a note stays, in milliseconds. */
const noteTime = 8000;

/** @typedef {{ label: string, run: () => void }} Action */

/**
 * @param {string} text
 * @param {Action | null} [action]
 * @param {{ isOfServer?: boolean }} [kind] `isOfServer`: gone once the server answers
 */
export function showError(text, action = null, { isOfServer = false } = {}) {
  const notice = show(element('alerts'), text, action, 'is-error');
  notice.dataset.ofServer = String(isOfServer);
}

/** @param {string} text @param {Action | null} [action] */
export function showNote(text, action = null) {
  const notice = show(element('notes'), text, action, 'is-note');
  setTimeout(() => notice.remove(), noteTime);
}

export function clearErrors() {
  element('alerts').replaceChildren();
}

/** The server answers again: what said that it does not is over. */
export function clearServerErrors() {
  for (const notice of element('alerts').querySelectorAll('[data-of-server="true"]')) notice.remove();
}

export function hasServerError() {
  return element('alerts').querySelector('[data-of-server="true"]') !== null;
}

/** Another photo opens: nothing that was said of the one before is of interest. */
export function clearNotices() {
  clearErrors();
  element('notes').replaceChildren();
}

/** @param {HTMLElement} place @param {string} text @param {Action | null} action @param {string} kind */
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
      notice.remove();
      action.run();
    });
    notice.append(retry);
  }
  notice.append(iconButton('Dismiss', 'close', () => notice.remove()));
  place.replaceChildren(notice);
  return notice;
}
