/**
 * How points, arrows and circles look. Coordinates are CSS pixels of the stage.
 * @import { Circle, Item, Point, Selection, Shape } from '../types.js'
 * @import { View } from './view.js'
 */
import { cornersOf, knobOf, knobsOf } from '../geometry/poses.js';
import { movedShapes } from '../geometry/selections.js';
import { moves } from '../state/document.js';
import { arrow, badge, circle, disc, dot, label, line, ring, square, wedge } from './ink.js';
import { palette } from './palette.js';

/** How far a selection's turning knob stands off its box, on the screen. */
export const knobGap = 34;

/** What the hint at the foot of the stage takes of it, and half a label; in CSS pixels. */
const hintRoom = 70;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Item} item
 * @param {number} number
 * @param {boolean} isSelected
 */
export function drawItem(context, view, item, number, isSelected) {
  if (item.kind === 'drag')
    drawDrag(context, view.toScreen(item.handle), view.toScreen(item.target), number, isSelected);
  else if (item.kind === 'pin') drawPin(context, view.toScreen(item.at), number, isSelected);
  else if (item.kind === 'selection') drawSelection(context, view, item, number, isSelected);
  else drawCircle(context, view, item, number, isSelected);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} from
 * @param {Point} to
 * @param {number} number
 * @param {boolean} isSelected
 */
function drawDrag(context, from, to, number, isSelected) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length > 1) arrow(context, from, to);
  disc(context, from, dot, palette.handle, isSelected);
  if (length > 1) disc(context, to, dot, palette.target, isSelected);
  badge(context, beside(from, to, length), String(number));
}

/**
 * Where a badge covers neither the point nor the arrow.
 * @param {Point} from
 * @param {Point} to
 * @param {number} length
 * @returns {Point}
 */
function beside(from, to, length) {
  const [dx, dy] = length > 1 ? [(from.x - to.x) / length, (from.y - to.y) / length] : [-0.7, -0.7];
  return { x: from.x + dx * (dot + 13), y: from.y + dy * (dot + 13) };
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {number} number @param {boolean} isSelected */
function drawPin(context, at, number, isSelected) {
  disc(context, at, dot, palette.pin, isSelected);
  line(
    context,
    [
      { x: at.x - 3.5, y: at.y },
      { x: at.x + 3.5, y: at.y },
    ],
    '#fff',
    2,
  );
  line(
    context,
    [
      { x: at.x, y: at.y - 3.5 },
      { x: at.x, y: at.y + 3.5 },
    ],
    '#fff',
    2,
  );
  badge(context, { x: at.x - 15, y: at.y - 15 }, String(number));
}

/**
 * A selection: its outline where it was and where it goes, its box with a knob that turns (round) and one that scales
 * (square).
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Selection} item
 * @param {number} number
 * @param {boolean} isSelected
 */
function drawSelection(context, view, item, number, isSelected) {
  if (moves(item)) drawOutline(context, view, item.area, 0.6);
  drawOutline(context, view, movedShapes(item), 1);
  const corners = cornersOf(item).map((corner) => view.toScreen(corner));
  if (isSelected) {
    const [turn, size] = knobsOf(item, knobGap / view.scale).map(({ at }) => view.toScreen(at));
    const top = { x: (corners[0].x + corners[1].x) / 2, y: (corners[0].y + corners[1].y) / 2 };
    context.setLineDash([3, 4]);
    line(context, [...corners, corners[0]], palette.halo, 3);
    line(context, [...corners, corners[0]], palette.gesture, 1.5);
    context.setLineDash([]);
    line(context, [top, turn], palette.halo, 4);
    line(context, [top, turn], palette.gesture, 2);
    disc(context, turn, dot + 2, palette.gesture, true);
    square(context, size, dot + 1, palette.gesture);
  }
  badge(context, { x: corners[0].x - 12, y: corners[0].y - 12 }, String(number));
  if (moves(item)) {
    const below = Math.max(...corners.map(({ y }) => y)) + 18;
    label(
      context,
      { x: (corners[0].x + corners[2].x) / 2, y: Math.min(below, view.height - hintRoom) },
      amountOf(item),
    );
  }
}

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Shape[]} shapes @param {number} strength */
function drawOutline(context, view, shapes, strength) {
  const { scale, left, top } = view;
  context.save();
  context.globalAlpha = strength;
  for (const [color, width] of /** @type {[string, number][]} */ ([
    [palette.halo, 4],
    [palette.gesture, 2],
  ])) {
    for (const shape of shapes) {
      context.beginPath();
      for (const [x, y] of shape.points) context.lineTo(left + (x + 0.5) * scale, top + (y + 0.5) * scale);
      context.closePath();
      context.strokeStyle = color;
      context.lineWidth = width;
      context.lineJoin = 'round';
      context.stroke();
    }
  }
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Circle} item
 * @param {number} number
 * @param {boolean} isSelected
 */
function drawCircle(context, view, item, number, isSelected) {
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

/** How many times as large, on one line. @param {number} factor */
export const times = (factor) => `×\u00a0${factor.toFixed(2)}`;

/** What a gesture does, in a few letters. @param {Circle | Selection} item */
export function amountOf(item) {
  if (item.kind === 'selection') {
    const way = Math.round(Math.hypot(item.offset.x, item.offset.y));
    return [
      way > 0 && `${way} px`,
      item.degrees !== 0 && `${Math.round(item.degrees)}°`,
      item.factor !== 1 && times(item.factor),
    ]
      .filter(Boolean)
      .join(', ');
  }
  if (item.kind === 'rotate') return `${Math.round(item.degrees)}°`;
  if (item.kind === 'scale') return times(item.factor);
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
  for (const [color, width] of /** @type {[string, number][]} */ ([
    [palette.shade, 3.5],
    [palette.halo, 1.5],
  ])) {
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
  for (const [color, width] of /** @type {[string, number][]} */ ([
    [palette.shade, 5],
    ['#fff', 2],
  ])) {
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ])
      line(
        context,
        [
          { x: x + 5 * dx, y: y + 5 * dy },
          { x: x + 16 * dx, y: y + 16 * dy },
        ],
        color,
        width,
      );
  }
}

/** @param {CanvasRenderingContext2D} context @param {Point[]} points */
export function drawLasso(context, points) {
  line(context, points, palette.shade, 3.5);
  context.setLineDash([6, 5]);
  line(context, points, '#fff', 1.5);
  context.setLineDash([]);
}
