/**
 * The server's routes, one function each. Failures are `ApiError`s with a sentence for people.
 * @import { Circle, EditAnswer, ModelList, Point, Problem, Recipe, Rectangle, Sample, Shape } from '../types.js'
 */
import { ApiError, unreachable } from './errors.js';

const clientId = randomId();
/** @type {string | null} */
let apiKey = sessionStorage.getItem('lightningdrag.key');

/** Told whether the server answers: `reachable` and `unreachable`. */
export const connection = new EventTarget();

/** A name that nobody else has; `crypto.randomUUID` is missing where the page is not served from a secure origin. */
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, '0')).join('');
}

/** @param {string} key */
export function setApiKey(key) {
  apiKey = key;
  sessionStorage.setItem('lightningdrag.key', key);
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} an answer of the 200s
 */
async function send(path, init = {}) {
  const headers = new Headers(init.headers);
  headers.set('X-Client-Id', clientId);
  if (apiKey) headers.set('Authorization', `Bearer ${apiKey}`);
  let response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    connection.dispatchEvent(new Event('unreachable'));
    throw unreachable();
  }
  connection.dispatchEvent(new Event('reachable'));
  if (response.ok) return response;
  /** @type {Problem} */
  const problem = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem, Number(response.headers.get('Retry-After')) || null);
}

/**
 * @param {string} path
 * @param {unknown} body
 * @param {RequestInit} [init]
 */
function post(path, body, init = {}) {
  const headers = { 'Content-Type': 'application/json', ...init.headers };
  return send(path, { ...init, method: 'POST', headers, body: JSON.stringify(body) });
}

/** @param {Point} point */
export const pair = ({ x, y }) => [x, y];

/**
 * @param {Blob} blob
 * @returns {Promise<{ id: string, width: number, height: number, notes?: string[] }>}
 */
export async function uploadImage(blob) {
  const type = blob.type.startsWith('image/') ? blob.type : 'application/octet-stream';
  return (await send('v1/images', { method: 'POST', headers: { 'Content-Type': type }, body: blob })).json();
}

/** @param {string} id @param {string} [query] */
export const imageBytes = async (id, query = '') => (await send(`v1/images/${id}${query}`)).blob();

/** Asks the server for a sign of life, and tells `connection`. */
export const ping = () =>
  send('healthz').then(
    () => undefined,
    () => undefined,
  );

/** @returns {Promise<ModelList>} */
export async function models() {
  return (await send('v1/models')).json();
}

/** @returns {Promise<Sample[]>} */
export const samples = async () => (await (await send('v1/samples')).json()).samples;

/** @param {string} url */
export const bytesAt = async (url) => (await send(url)).blob();

/**
 * What may change for some drags.
 * @param {{ image: string, model?: string } & Pick<Recipe, 'points' | 'scope'>} request
 * @param {AbortSignal} [signal]
 */
export const suggestMask = (request, signal) => maskAt('v1/mask-suggestion', request, signal);

/**
 * The outline of a thing that was clicked or circled roughly.
 * @param {{ image: string, model?: string, points?: number[][], area?: { shapes: Shape[] } }} request
 * @param {AbortSignal} [signal]
 */
export const selection = (request, signal) => maskAt('v1/selections', request, signal);

/**
 * @param {string} path
 * @param {unknown} request
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ png: string, bounds: Rectangle }>}
 */
async function maskAt(path, request, signal) {
  const { mask, bounds } = await (await post(path, request, { signal })).json();
  return { png: mask.png, bounds };
}

/**
 * @param {string} image
 * @param {Circle} item
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ points: Recipe['points'], mask: { png: string } | null }>}
 */
export async function gesture(image, item, signal) {
  const [pivot, region] = [pair(item.center), { type: 'circle', center: pair(item.center), radius: item.radius }];
  const motion =
    item.kind === 'rotate'
      ? { degrees: item.degrees, pivot }
      : item.kind === 'scale'
        ? { factor: item.factor, pivot }
        : { offset: pair(item.offset) };
  return (await post('v1/gestures', { image, gesture: { type: item.kind, region, ...motion } }, { signal })).json();
}

/**
 * A quick look at an edit: the patch, where in the source it lies, and what the model looked at; how long the server
 * took to make it, and how long request and answer were under way, in milliseconds.
 * @param
 * {{ image: string, session: string, sequence: number, side: number, moving: boolean,
 * format: 'jpeg' | 'webp', model?: string } &
 * Pick<Recipe, 'points' | 'mask' | 'regions' | 'feather' | 'scope'>} request
 * @param {AbortSignal} [signal]
 */
export async function preview(request, signal) {
  const asked = performance.now();
  const response = await post('v1/preview', request, { signal });
  const patch = await response.blob();
  const timing = response.headers.get('Server-Timing') ?? '';
  const [wait = 0, ...work] = Array.from(timing.matchAll(/dur=([\d.]+)/g), ([, time]) => Number(time));
  const made = work.reduce((sum, time) => sum + time, 0);
  return {
    patch,
    made,
    way: performance.now() - asked - wait - made,
    bounds: rectangle(response.headers.get('X-Patch')),
    window: rectangle(response.headers.get('X-Window')),
  };
}

/** @param {string | null} text @returns {Rectangle} */
function rectangle(text) {
  const [x, y, width, height] = (text ?? '').split(',').map(Number);
  return { x, y, width, height };
}

/** @param {Recipe & { format?: string }} request @returns {Promise<EditAnswer>} */
export const startEdit = async (request) =>
  (await post('v1/edits', request, { headers: { Prefer: 'respond-async' } })).json();

/** @param {string} id @returns {Promise<EditAnswer>} */
export const editState = async (id) => (await send(`v1/edits/${id}`)).json();

/** @param {string} id */
export const cancelEdit = (id) => send(`v1/edits/${id}`, { method: 'DELETE' });

/**
 * The server-sent events of an edit, read with `fetch` because `EventSource` cannot send a key.
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<EditAnswer>}
 */
export async function* editEvents(id, signal) {
  const response = await send(`v1/edits/${id}/events`, { headers: { Accept: 'text/event-stream' }, signal });
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value.replaceAll('\r', '');
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = text
        .slice(0, end)
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trimStart());
      text = text.slice(end + 2);
      if (data.length > 0) yield JSON.parse(data.join('\n'));
    }
  }
}
