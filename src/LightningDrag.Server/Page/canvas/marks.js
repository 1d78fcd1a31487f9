/**
 * How points, arrows and circles look. Coordinates are CSS pixels of the stage.
 * @import { Item, Point, Region } from '../types.js'
 * @import { View } from './view.js'
 */
import { moves } from '../state/document.js';
import { palette } from './palette.js';

const dot = 8;
const badgeFont = '600 11px Inter, system-ui, sans-serif';

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Item} item
 * @param {number} number
 * @param {boolean} isSelected
 */
export function drawItem(context, view, item, number, isSelected) {
  if (item.kind === 'drag') drawDrag(context, view.toScreen(item.handle), view.toScreen(item.target), number, isSelected);
  else if (item.kind === 'pin') drawPin(context, view.toScreen(item.at), number, isSelected);
  else drawRegion(context, view, item, number, isSelected);
}

/** @param {CanvasRenderingContext2D} context @param {Point} from @param {Point} to @param {number} number @param {boolean} isSelected */
function drawDrag(context, from, to, number, isSelected) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length > 1) arrow(context, from, to);
  disc(context, from, dot, palette.handle, isSelected);
  if (length > 1) disc(context, to, dot, palette.target, isSelected);
  badge(context, beside(from, to, length), String(number));
}

/** Where a badge covers neither the point nor the arrow. @param {Point} from @param {Point} to @param {number} length @returns {Point} */
function beside(from, to, length) {
  const [dx, dy] = length > 1 ? [(from.x - to.x) / length, (from.y - to.y) / length] : [-0.7, -0.7];
  return { x: from.x + dx * (dot + 13), y: from.y + dy * (dot + 13) };
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {number} number @param {boolean} isSelected */
function drawPin(context, at, number, isSelected) {
  disc(context, at, dot, palette.pin, isSelected);
  line(context, [{ x: at.x - 3.5, y: at.y }, { x: at.x + 3.5, y: at.y }], '#fff', 2);
  line(context, [{ x: at.x, y: at.y - 3.5 }, { x: at.x, y: at.y + 3.5 }], '#fff', 2);
  badge(context, { x: at.x - 15, y: at.y - 15 }, String(number));
}

/** Where a gesture's knob stands. @param {Region} item @returns {Point} */
export function knobOf(item) {
  const { center, radius } = item;
  if (item.kind === 'move') return { x: center.x + item.offset.x, y: center.y + item.offset.y };
  if (item.kind === 'scale') return { x: center.x + radius * item.factor * Math.SQRT1_2, y: center.y - radius * item.factor * Math.SQRT1_2 };
  const angle = ((item.degrees - 90) * Math.PI) / 180;
  return { x: center.x + radius * Math.cos(angle), y: center.y + radius * Math.sin(angle) };
}

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Region} item @param {number} number @param {boolean} isSelected */
function drawRegion(context, view, item, number, isSelected) {
  const center = view.toScreen(item.center);
  const radius = item.radius * view.scale;
  const knob = view.toScreen(knobOf(item));
  ring(context, center, radius, palette.gesture, true);
  const start = { x: center.x, y: center.y - radius };
  if (item.kind === 'rotate') {
    if (item.degrees !== 0) wedge(context, center, radius, item.degrees);
    line(context, [center, knob], palette.halo, 4);
    line(context, [center, knob], palette.gesture, 2);
    disc(context, center, 4, palette.gesture, false);
  } else if (item.kind === 'scale') {
    ring(context, center, radius * item.factor, palette.gesture, false);
    disc(context, center, 4, palette.gesture, false);
  } else {
    if (moves(item)) {
      ring(context, knob, radius, palette.gesture, false);
      arrow(context, center, knob);
    }
    disc(context, center, 5, palette.handle, false);
  }
  disc(context, knob, dot + 2, item.kind === 'move' ? palette.target : palette.gesture, isSelected);
  badge(context, { x: start.x - radius * 0.7 - 8, y: start.y + radius * 0.3 - 8 }, String(number));
  if (moves(item)) label(context, { x: knob.x, y: knob.y - 26 }, amountOf(item));
}

/** What a gesture does, in a few letters. @param {Region} item */
export function amountOf(item) {
  if (item.kind === 'rotate') return `${Math.round(item.degrees)}°`;
  if (item.kind === 'scale') return `× ${item.factor.toFixed(2)}`;
  return `${Math.round(Math.hypot(item.offset.x, item.offset.y))} px`;
}

/**
 * The brush: its edge, and inside it where the seam that blends with the rest of the photo ends.
 * @param {CanvasRenderingContext2D} context
 * @param {Point} at
 * @param {number} radius
 * @param {number} feather
 */
export function drawBrush(context, at, radius, feather) {
  for (const [color, width] of /** @type {[string, number][]} */ ([[palette.shade, 3.5], [palette.halo, 1.5]])) {
    circle(context, at, radius);
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke();
  }
  if (radius - feather < 2) return;
  context.setLineDash([3, 4]);
  circle(context, at, radius - feather);
  context.lineWidth = 1;
  context.stroke();
  context.setLineDash([]);
}

/** Where the keyboard points. @param {CanvasRenderingContext2D} context @param {Point} at */
export function drawCrosshair(context, { x, y }) {
  for (const [color, width] of /** @type {[string, number][]} */ ([[palette.shade, 5], ['#fff', 2]])) {
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) line(context, [{ x: x + 5 * dx, y: y + 5 * dy }, { x: x + 16 * dx, y: y + 16 * dy }], color, width);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Point[]} points */
export function drawLasso(context, points) {
  line(context, points, palette.shade, 3.5);
  context.setLineDash([6, 5]);
  line(context, points, '#fff', 1.5);
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {Point} from @param {Point} to */
function arrow(context, from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const tip = { x: to.x - dx * (dot + 1), y: to.y - dy * (dot + 1) };
  const head = Math.min(9, length / 3);
  const wings = [-1, 1].map((side) => ({ x: tip.x - head * (dx - side * dy * 0.6), y: tip.y - head * (dy + side * dx * 0.6) }));
  for (const [color, width] of /** @type {[string, number][]} */ ([[palette.shade, 5], ['#fff', 2.5]])) {
    line(context, [from, tip], color, width);
    if (length > 2 * dot) line(context, [wings[0], tip, wings[1]], color, width);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Point} center @param {number} radius @param {number} degrees */
function wedge(context, center, radius, degrees) {
  const start = -Math.PI / 2;
  context.beginPath();
  context.moveTo(center.x, center.y);
  context.arc(center.x, center.y, radius, start, start + (degrees * Math.PI) / 180, degrees < 0);
  context.closePath();
  context.globalAlpha = 0.18;
  context.fillStyle = palette.gesture;
  context.fill();
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {Point} center @param {number} radius @param {string} color @param {boolean} isDashed */
function ring(context, center, radius, color, isDashed) {
  circle(context, center, radius);
  context.strokeStyle = palette.halo;
  context.lineWidth = 4;
  context.stroke();
  if (isDashed) context.setLineDash([7, 5]);
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.stroke();
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {number} radius @param {string} color @param {boolean} isSelected */
function disc(context, at, radius, color, isSelected) {
  if (isSelected) {
    circle(context, at, radius + 6);
    context.fillStyle = 'rgba(255, 255, 255, 0.4)';
    context.fill();
  }
  circle(context, at, radius + 2);
  context.fillStyle = palette.shade;
  context.fill();
  circle(context, at, radius);
  context.fillStyle = color;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = '#fff';
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {string} text */
function badge(context, at, text) {
  circle(context, at, 9);
  context.fillStyle = 'rgba(20, 22, 28, 0.86)';
  context.fill();
  write(context, at, text);
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {string} text */
function label(context, at, text) {
  context.font = badgeFont;
  const width = context.measureText(text).width + 14;
  context.beginPath();
  context.roundRect(at.x - width / 2, at.y - 10, width, 20, 10);
  context.fillStyle = 'rgba(20, 22, 28, 0.86)';
  context.fill();
  write(context, at, text);
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {string} text */
function write(context, at, text) {
  context.font = badgeFont;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = '#fff';
  context.fillText(text, at.x, at.y + 0.5);
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {number} radius */
function circle(context, at, radius) {
  context.beginPath();
  context.arc(at.x, at.y, Math.max(0, radius), 0, 2 * Math.PI);
}

/** @param {CanvasRenderingContext2D} context @param {Point[]} points @param {string} color @param {number} width */
function line(context, points, color, width) {
  context.beginPath();
  for (const { x, y } of points) context.lineTo(x, y);
  context.lineWidth = width;
  context.strokeStyle = color;
  context.lineCap = context.lineJoin = 'round';
  context.stroke();
}
