/**
 * Lines, dots and labels that can be seen on any photo. Coordinates are CSS pixels of the stage.
 * @import { Point } from '../types.js'
 */
import { palette } from './palette.js';

/** Radius of a point. */
export const dot = 8;

const badgeFont = '600 11px Inter, system-ui, sans-serif';

/** @param {CanvasRenderingContext2D} context @param {Point} from @param {Point} to */
export function arrow(context, from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const tip = { x: to.x - dx * (dot + 1), y: to.y - dy * (dot + 1) };
  const head = Math.min(9, length / 3);
  const wings = [-1, 1].map((side) => ({
    x: tip.x - head * (dx - side * dy * 0.6),
    y: tip.y - head * (dy + side * dx * 0.6),
  }));
  for (const [color, width] of /** @type {[string, number][]} */ ([
    [palette.shade, 5],
    ['#fff', 2.5],
  ])) {
    line(context, [from, tip], color, width);
    if (length > 2 * dot) line(context, [wings[0], tip, wings[1]], color, width);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Point} center @param {number} radius @param {number} degrees */
export function wedge(context, center, radius, degrees) {
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

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} center
 * @param {number} radius
 * @param {string} color
 * @param {boolean} isDashed
 */
export function ring(context, center, radius, color, isDashed) {
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

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} at
 * @param {number} radius
 * @param {string} color
 * @param {boolean} isSelected
 */
export function disc(context, at, radius, color, isSelected) {
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

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {number} half @param {string} color */
export function square(context, { x, y }, half, color) {
  for (const [grown, fill] of /** @type {[number, string][]} */ ([
    [8, 'rgba(255, 255, 255, 0.4)'],
    [3.5, palette.shade],
    [2, '#fff'],
    [0, color],
  ])) {
    context.beginPath();
    context.roundRect(x - half - grown, y - half - grown, 2 * (half + grown), 2 * (half + grown), 3 + grown);
    context.fillStyle = fill;
    context.fill();
  }
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {string} text */
export function badge(context, at, text) {
  circle(context, at, 9);
  context.fillStyle = 'rgba(20, 22, 28, 0.86)';
  context.fill();
  write(context, at, text);
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {string} text */
export function label(context, at, text) {
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
export function circle(context, at, radius) {
  context.beginPath();
  context.arc(at.x, at.y, Math.max(0, radius), 0, 2 * Math.PI);
}

/** @param {CanvasRenderingContext2D} context @param {Point[]} points @param {string} color @param {number} width */
export function line(context, points, color, width) {
  context.beginPath();
  for (const { x, y } of points) context.lineTo(x, y);
  context.lineWidth = width;
  context.strokeStyle = color;
  context.lineCap = context.lineJoin = 'round';
  context.stroke();
}
