/**
 * Mouse, pen and fingers on the stage: one pointer works with the tool, two fingers pan and zoom, the wheel zooms.
 * @import { Point } from '../types.js'
 * @import { Bench, Stroke } from '../tools/bench.js'
 * @import { Overlay } from '../canvas/overlay.js'
 */
import { paint } from '../tools/brush.js';
import { isOnSomething } from '../tools/grab.js';
import { hand } from '../tools/hand.js';

/** How near counts as on something, in CSS pixels: fingers are wide. */
const reaches = { mouse: 12, pen: 14, touch: 24 };

const penEraser = 32;

/** Between two moves, in milliseconds, however fast a mouse tells them: each changes much of the page. */
const leastPause = 8;

export class PointerInput {
  /** Space is held: whatever the tool, the picture is pulled. */
  isPanning = false;
  /** @type {Map<number, Point>} fingers and their positions on the stage */
  #touches = new Map();
  /** @type {{ pointer: number, stroke: Stroke } | null} */
  #active = null;
  /** The move dealt with last: which pointer's, and when. */
  #moved = { pointer: 0, at: 0 };
  #canvas;
  #bench;
  #overlay;

  /** @param {HTMLCanvasElement} canvas @param {Bench} bench @param {Overlay} overlay */
  constructor(canvas, bench, overlay) {
    this.#canvas = canvas;
    this.#bench = bench;
    this.#overlay = overlay;
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    // Moves come once a frame, this as they happen: what is asked of the server is some milliseconds newer.
    canvas.addEventListener('pointerrawupdate', (event) => event instanceof PointerEvent && this.#moveAtOnce(event));
    canvas.addEventListener('pointerup', (event) => this.#up(event));
    canvas.addEventListener('pointercancel', (event) => this.#cancel(event));
    canvas.addEventListener('pointerleave', () => this.#leave());
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    // A finger lifted while it moves would fling, and the next tap, on Apply say, would only end that.
    canvas.addEventListener('touchstart', (event) => event.preventDefault(), { passive: false });
    bench.addEventListener('change', () => this.#showCursor());
  }

  get isActive() {
    return this.#active !== null;
  }

  cancel() {
    this.#overlay.finger = null;
    this.#active?.stroke.cancel();
    this.#active = null;
    this.#bench.isPressed = false;
  }

  /** @param {PointerEvent} event @returns {Point} */
  #onStage(event) {
    const { left, top } = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  /** @param {PointerEvent} event */
  #onPicture(event) {
    return this.#bench.view.toImage(this.#onStage(event));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    event.preventDefault();
    this.#canvas.focus({ preventScroll: true });
    this.#overlay.crosshair = null;
    this.#canvas.setPointerCapture(event.pointerId);
    if (event.pointerType === 'touch') {
      this.#touches.set(event.pointerId, this.#onStage(event));
      if (this.#touches.size > 1) return this.cancel();
    }
    if (this.#active || event.button === 2) return;
    this.#bench.isPressed = true;
    const stroke = this.#begin(event);
    if (stroke) this.#active = { pointer: event.pointerId, stroke };
    this.#showCursor();
  }

  /** @param {PointerEvent} event @returns {Stroke | null} */
  #begin(event) {
    const at = this.#onPicture(event);
    if (event.button === 1 || this.isPanning) return hand.press(this.#bench, at, 0);
    if (event.pointerType === 'pen' && event.buttons & penEraser) return paint(this.#bench, at, true);
    return this.#bench.tool.press(this.#bench, at, this.#reach(event));
  }

  /** @param {PointerEvent} event */
  #reach(event) {
    return this.#bench.onPicture(
      event.pointerType === 'touch' ? reaches.touch : event.pointerType === 'pen' ? reaches.pen : reaches.mouse,
    );
  }

  /** @param {PointerEvent} event */
  #moveAtOnce(event) {
    const isDue = event.timeStamp >= this.#moved.at + leastPause;
    if (isDue && this.#active?.pointer === event.pointerId && this.#touches.size < 2) this.#move(event);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const { pointerId: pointer, timeStamp } = event;
    if (pointer === this.#moved.pointer && timeStamp === this.#moved.at) return;
    this.#moved = { pointer, at: timeStamp };
    if (this.#touches.has(event.pointerId) && this.#touches.size > 1) return this.#pinch(event);
    if (this.#touches.has(event.pointerId)) this.#touches.set(event.pointerId, this.#onStage(event));
    const at = this.#onPicture(event);
    this.#overlay.pointer = event.pointerType === 'touch' && !this.#active ? null : at;
    this.#overlay.finger = event.pointerType === 'touch' && this.#active ? this.#onStage(event) : null;
    if (this.#active?.pointer === event.pointerId) this.#active.stroke.move(at);
    else if (!this.#active) this.#showCursor(isOnSomething(this.#bench, at, this.#reach(event)));
    this.#overlay.redraw();
  }

  /** @param {PointerEvent} event */
  #up(event) {
    this.#touches.delete(event.pointerId);
    if (event.pointerType === 'touch') this.#overlay.pointer = this.#overlay.finger = null;
    const active = this.#active?.pointer === event.pointerId ? this.#active : null;
    if (active) this.#active = null;
    active?.stroke.release();
    if (!this.#active) this.#bench.isPressed = false;
    this.#showCursor();
  }

  /** @param {PointerEvent} event */
  #cancel(event) {
    this.#touches.delete(event.pointerId);
    if (this.#active?.pointer === event.pointerId) this.cancel();
  }

  #leave() {
    this.#overlay.pointer = null;
    this.#overlay.redraw();
  }

  /** Two fingers: what lies between them stays between them. @param {PointerEvent} event */
  #pinch(event) {
    const before = [...this.#touches.values()].slice(0, 2);
    this.#touches.set(event.pointerId, this.#onStage(event));
    const after = [...this.#touches.values()].slice(0, 2);
    const [from, to] = [middle(before), middle(after)];
    this.#bench.view.panBy(to.x - from.x, to.y - from.y);
    this.#bench.view.zoomBy(Math.max(1, spread(after)) / Math.max(1, spread(before)), to.x, to.y);
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const { left, top } = this.#canvas.getBoundingClientRect();
    // Pinching a trackpad arrives as a wheel with Ctrl, in small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    if (event.shiftKey) this.#bench.view.panBy(-(event.deltaX || event.deltaY) * lines, 0);
    else this.#bench.view.zoomBy(Math.exp(-event.deltaY * lines * speed), event.clientX - left, event.clientY - top);
  }

  #showCursor(isOverSomething = false) {
    const isPulling = this.isPanning || this.#bench.tool.id === 'hand';
    const isMasking = this.#bench.tool.cursor === 'none';
    this.#canvas.style.cursor = isPulling
      ? this.#active
        ? 'grabbing'
        : 'grab'
      : isOverSomething && !isMasking
        ? 'move'
        : this.#bench.tool.cursor;
  }
}

/** @param {Point[]} points */
const middle = ([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** @param {Point[]} points */
const spread = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);
