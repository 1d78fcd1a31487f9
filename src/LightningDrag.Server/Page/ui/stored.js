/**
 * The photos that this browser keeps: to go on with one, or to delete it.
 * @import { TabSession } from '../state/session.js'
 * @import { Session } from '../state/storage.js'
 */
import { bytesOf } from '../server/pictures.js';
import { sourceOf } from '../state/document.js';
import { openSessions } from '../state/session.js';
import { allSessions, deleteSession, sizeOf } from '../state/storage.js';
import { ask } from './dialogs.js';
import { byId, button, element, iconButton } from './dom.js';

const thumbnailSide = 112;

/**
 * @param {TabSession} tab
 * @param {(id: string) => Promise<boolean>} change goes on with one
 * @returns {() => Promise<void>} shows what is stored by now
 */
export function showStored(tab, change) {
  const dialog = byId('stored', HTMLDialogElement);
  const list = element('stored-list');
  const open = async () => {
    element('menu').hidePopover();
    await fill();
    dialog.showModal();
  };
  button('menu-stored').addEventListener('click', () => void open());
  button('welcome-stored').addEventListener('click', () => void open());
  button('delete-all').addEventListener('click', async () => {
    const { mine, others } = await stored();
    const free = others.filter(({ isOpen }) => !isOpen);
    if (
      free.length === 0 ||
      !(await ask(
        `Delete ${count(free.length)} and all edits of them? ${mine ? 'The one that is open here stays.' : ''}`,
        'Delete all',
      ))
    )
      return;
    for (const { id } of free) await deleteSession(id);
    await fill();
  });

  /** What is kept: the photo open here, and the others. */
  const stored = async () => {
    const taken = await openSessions();
    const all = (await allSessions().catch(() => []))
      .map((one) => ({ ...one, isOpen: taken.has(one.id) }))
      .filter(({ session }) => latestOf(session) !== null);
    return { mine: all.find(({ id }) => id === tab.id) ?? null, others: all.filter(({ id }) => id !== tab.id) };
  };
  const fill = async () => {
    const { mine, others } = await stored();
    const entries = [...(mine ? [mine] : []), ...others].map(({ id, session, isOpen }) =>
      entryOf(id, session, id === tab.id ? 'open here' : isOpen ? 'open in another tab' : ''),
    );
    list.replaceChildren(...entries);
    button('delete-all').hidden = !others.some(({ isOpen }) => !isOpen);
    const room = await navigator.storage?.estimate?.().catch(() => null);
    element('stored-text').textContent =
      entries.length === 0
        ? 'No photo is stored.'
        : 'Photos and all their edits are kept here until you delete them. Nobody else sees them.' +
          (room?.quota ? ` There is room for about ${sizeText(room.quota - (room.usage ?? 0))} more.` : '');
    button('welcome-stored').hidden = others.length === 0;
  };
  const entryOf = (/** @type {string} */ id, /** @type {Session} */ session, /** @type {string} */ where) => {
    const doc = latestOf(session);
    const entry = document.createElement('li');
    const go = document.createElement('button');
    go.type = 'button';
    go.className = 'stored-photo';
    go.disabled = where !== '';
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    const text = document.createElement('span');
    const name = document.createElement('b');
    name.textContent = doc?.rounds[0].image.name ?? '';
    const edits = (doc?.rounds.length ?? 1) - 1;
    const facts = document.createElement('small');
    facts.textContent = [where, edits === 1 ? '1 edit' : `${edits} edits`, new Date(session.saved).toLocaleString()]
      .filter(Boolean)
      .join(' · ');
    void sizeOf(session).then(
      (bytes) => (facts.textContent += ` · ${sizeText(bytes)}`),
      () => undefined,
    );
    text.append(name, facts);
    go.append(canvas, text);
    go.addEventListener('click', async () => ((await change(id)) ? dialog.close() : fill()));
    entry.append(go);
    if (where === '') {
      entry.append(
        iconButton(`Delete ${name.textContent}`, 'trash', async () => {
          if (!(await ask(`Delete “${name.textContent}” and all edits of it?`, 'Delete'))) return;
          await deleteSession(id);
          await fill();
        }),
      );
    }
    const shown = doc && sourceOf(doc);
    if (shown) void draw(canvas, shown.id);
    return entry;
  };
  void fill();
  return fill;
}

/** The latest state of a session that has a photo. @param {Session} session */
const latestOf = ({ history }) =>
  [history.present, ...history.past.toReversed()].find((doc) => sourceOf(doc) !== null) ?? null;

/** @param {number} photos */
const count = (photos) => (photos === 1 ? 'one photo' : `${photos} photos`);

/** @param {number} bytes */
const sizeText = (bytes) =>
  bytes >= 1e9
    ? `${(bytes / 1e9).toFixed(1)} GB`
    : bytes >= 1e6
      ? `${Math.round(bytes / 1e6)} MB`
      : `${Math.max(1, Math.round(bytes / 1e3))} kB`;

/** @param {HTMLCanvasElement} canvas @param {string} id */
async function draw(canvas, id) {
  try {
    const bitmap = await createImageBitmap(await bytesOf(id));
    const scale = thumbnailSide / Math.max(bitmap.width, bitmap.height);
    [canvas.width, canvas.height] = [
      Math.max(1, Math.round(bitmap.width * scale)),
      Math.max(1, Math.round(bitmap.height * scale)),
    ];
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
  } catch {
    // The name tells which one it is.
  }
}
