/**
 * What survives a reload: pictures by their id, and each tab's session. IndexedDB.
 * @import { Doc } from '../types.js'
 *
 * @typedef {object} Session
 * @property {{ past: Doc[], present: Doc, future: Doc[] }} history
 * @property {string} tool
 * @property {number} saved when, in milliseconds
 */
import { randomId } from '../server/api.js';

/** Sessions of closed tabs that are kept. */
const sessionsKept = 3;

/** @type {Promise<IDBDatabase> | null} */
let database = null;

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('lightningdrag', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('images');
      request.result.createObjectStore('sessions');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return database;
}

/**
 * @template T
 * @param {'images' | 'sessions'} name
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function within(name, mode, work) {
  const transaction = (await open()).transaction(name, mode);
  return new Promise((resolve, reject) => {
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}

/** @param {string} id @param {Blob} blob */
export const saveImage = (id, blob) => within('images', 'readwrite', (store) => store.put(blob, id));

/** @param {string} id @returns {Promise<Blob | undefined>} */
export const loadImage = (id) => within('images', 'readonly', (store) => store.get(id));

/** The name of this tab's session: a reload keeps it. */
const tab = (() => {
  const known = sessionStorage.getItem('lightningdrag.tab');
  if (known) return { id: known, isNew: false };
  const id = randomId();
  sessionStorage.setItem('lightningdrag.tab', id);
  return { id, isNew: true };
})();

/** @param {Session} session */
export const saveSession = (session) => within('sessions', 'readwrite', (store) => store.put(session, tab.id));

/** This tab's session; a new tab goes on with a copy of the latest one. @returns {Promise<Session | undefined>} */
export async function loadSession() {
  if (!tab.isNew) return within('sessions', 'readonly', (store) => store.get(tab.id));
  /** @type {Session[]} */
  const all = await within('sessions', 'readonly', (store) => store.getAll());
  return all.sort((a, b) => b.saved - a.saved)[0];
}

/** Forgets old sessions and the pictures that no session leads to. */
export async function tidy() {
  const keys = await within('sessions', 'readonly', (store) => store.getAllKeys());
  /** @type {Session[]} */
  const sessions = await within('sessions', 'readonly', (store) => store.getAll());
  const order = sessions.map((session, i) => ({ session, key: keys[i] })).sort((a, b) => b.session.saved - a.session.saved);
  const kept = order.filter(({ key }, i) => i < sessionsKept || key === tab.id);
  const used = new Set(kept.flatMap(({ session: { history } }) => [...history.past, history.present, ...history.future].flatMap(imagesOf)));
  for (const { key } of order) if (!kept.some((other) => other.key === key)) await within('sessions', 'readwrite', (store) => store.delete(key));
  for (const id of await within('images', 'readonly', (store) => store.getAllKeys())) {
    if (!used.has(String(id))) await within('images', 'readwrite', (store) => store.delete(id));
  }
}

/** @param {Doc} doc */
const imagesOf = (doc) => [...doc.rounds.map((round) => round.image.id), ...(doc.results?.candidates.map((candidate) => candidate.image.id) ?? [])];
